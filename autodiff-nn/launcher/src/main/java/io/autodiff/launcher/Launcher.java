package io.autodiff.launcher;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The main class of a runnable jar. It starts the jar's program on a Java that is new enough and
 * with the modules and arguments it needs, passes its exit status on, and ends it when it is ended
 * itself.
 *
 * <p>The jar's manifest says what to start:
 *
 * <ul>
 *   <li>{@code Autodiff-Main}: the program's main class
 *   <li>{@code Autodiff-Java}: the least feature version of Java
 *   <li>{@code Autodiff-Modules}: modules of the JDK to add where it has them (may be absent)
 *   <li>{@code Autodiff-Jvm-Args}: arguments for the JVM (may be absent)
 *   <li>{@code Autodiff-Quick}: a pattern of the arguments, joined by spaces, with which the
 *       program has so little to do that neither the modules nor the second compiler pay (may be
 *       absent)
 *   <li>{@code Autodiff-Archives}: {@code true} if the classes of each command are archived
 * </ul>
 *
 * <p>The JVM's line about incubating modules is not passed on; where a terminal shows it, the
 * property {@code autodiff.greeted} asks the program to erase it.
 *
 * <p>Arguments given to this JVM ({@code java -Xmx4g -jar ...}) are handed on, after those of the
 * manifest and before those in the variable {@code AUTODIFF_JAVA_OPTS}, so the user has the last
 * word.
 */
public final class Launcher {
  private static final String OPTIONS = "AUTODIFF_JAVA_OPTS";

  /** Tells the program that a terminal shows a line about incubating modules just above. */
  private static final String GREETED = "autodiff.greeted";

  /** For a program that ends before the second compiler and a second collector have paid. */
  private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private static final String UNKNOWN_OPTIONS = "-XX:+IgnoreUnrecognizedVMOptions";

  private final Path jar;
  private final String main;
  private final int version;
  private final List<String> modules;
  private final List<String> jvmArguments;
  private final @Nullable String quick;
  private final boolean archives;

  private Launcher(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      Attributes manifest = file.getManifest().getMainAttributes();
      this.jar = jar;
      this.main = manifest.getValue("Autodiff-Main");
      this.version = Integer.parseInt(manifest.getValue("Autodiff-Java"));
      this.modules = words(manifest.getValue("Autodiff-Modules"));
      this.jvmArguments = words(manifest.getValue("Autodiff-Jvm-Args"));
      this.quick = manifest.getValue("Autodiff-Quick");
      this.archives = "true".equals(manifest.getValue("Autodiff-Archives"));
    }
  }

  /** Starts the program with these arguments. */
  public static void main(String[] arguments) throws Throwable {
    Launcher launcher = new Launcher(Path.of(System.getProperty("java.class.path")));
    Optional<JavaHome> java = launcher.java();
    if (java.isEmpty()) {
      System.err.println(launcher.missing());
      System.exit(1);
    } else if (launcher.isAtHome(java.get())) {
      launcher.callMain(arguments);
    } else {
      System.exit(launcher.runOn(java.get(), arguments));
    }
  }

  /** The running Java, if it is new enough: looking for another one takes time. */
  private Optional<JavaHome> java() {
    if (Runtime.version().feature() >= version) {
      Optional<JavaHome> running = JavaHome.read(Path.of(System.getProperty("java.home")));
      if (running.isPresent()) {
        return running;
      }
    }
    return JavaSearch.here().atLeast(version);
  }

  private String missing() {
    return String.format(
        "%s: needs Java %d or newer, but this is Java %d (%s) and no other was found:"
            + " install one or set JAVA_HOME",
        jar.getFileName(), version, Runtime.version().feature(), System.getProperty("java.home"));
  }

  /** Whether the running JVM is the one to use, started with all the modules it can add. */
  private boolean isAtHome(JavaHome java) {
    return java.folder().equals(Path.of(System.getProperty("java.home")))
        && Stream.of(available(java))
            .allMatch(name -> ModuleLayer.boot().findModule(name).isPresent());
  }

  private void callMain(String[] arguments) throws Throwable {
    MethodHandles.publicLookup()
        .findStatic(Class.forName(main), "main", MethodType.methodType(void.class, String[].class))
        .invokeExact(arguments);
  }

  private int runOn(JavaHome java, String[] arguments) throws IOException, InterruptedException {
    boolean hurried = quick != null && String.join(" ", arguments).matches(quick);
    String[] added = hurried ? new String[0] : available(java);
    boolean shown = ErrorRelay.isTerminal();
    List<String> options = new ArrayList<>();
    if (added.length > 0) {
      options.add("--add-modules=" + String.join(",", added));
      if (shown) {
        options.add("-D" + GREETED + "=true");
      }
    }
    if (hurried) {
      options.addAll(QUICK);
    }
    options.addAll(jvmArguments);
    options.addAll(given());
    options.addAll(words(System.getenv(OPTIONS)));
    ClassArchive archive =
        archives && arguments.length > 0
            ? ClassArchive.of(jar, java, options, arguments[0], System.getenv())
            : null;
    Path part = archive == null || archive.exists() ? null : archive.begin();
    List<String> command = new ArrayList<>();
    command.add(java.java().toString());
    command.addAll(archiveOptions(archive, part));
    command.addAll(options);
    command.addAll(List.of("-classpath", jar.toString(), main));
    command.addAll(Arrays.asList(arguments));
    int status = run(command, added.length > 0 && !shown);
    if (archive != null && part != null) {
      archive.end(part, status == 0);
    }
    return status;
  }

  /**
   * What is needed to read or write an archive. The JVM's remarks on it are of no use to a user.
   */
  private static List<String> archiveOptions(@Nullable ClassArchive archive, @Nullable Path part) {
    if (part != null) {
      return List.of(UNKNOWN_OPTIONS, "-Xlog:disable", "-XX:ArchiveClassesAtExit=" + part);
    }
    if (archive != null && archive.exists()) {
      return List.of(UNKNOWN_OPTIONS, "-Xlog:disable", "-XX:SharedArchiveFile=" + archive.file());
    }
    return List.of();
  }

  /** Runs a command; {@code relayed} says whether its errors go through {@link ErrorRelay}. */
  private static int run(List<String> command, boolean relayed)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    if (relayed) {
      builder.redirectError(ProcessBuilder.Redirect.PIPE);
    }
    Process program = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(program)));
    Thread errors = relayed ? ErrorRelay.start(program.getErrorStream(), System.err) : null;
    int status = program.waitFor();
    if (errors != null) {
      errors.join();
    }
    return status;
  }

  /**
   * The arguments of this JVM. The system tells them at once; the management beans, which take a
   * twentieth of a second to start, are asked where it does not.
   */
  private static List<String> given() {
    Optional<String[]> all = ProcessHandle.current().info().arguments();
    if (all.isPresent()) {
      List<String> arguments = Arrays.asList(all.get());
      int end = arguments.indexOf("-jar");
      if (end >= 0) {
        return arguments.subList(0, end);
      }
    }
    return ManagementFactory.getRuntimeMXBean().getInputArguments();
  }

  private static void end(Process program) {
    program.destroy();
    program.onExit().join();
  }

  private String[] available(JavaHome java) {
    return modules.stream().filter(java.modules()::contains).toArray(String[]::new);
  }

  private static List<String> words(@Nullable String text) {
    return text == null || text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }
}
