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

  private final Path jar;
  private final String main;
  private final int version;
  private final List<String> modules;
  private final List<String> jvmArguments;

  private Launcher(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      Attributes manifest = file.getManifest().getMainAttributes();
      this.jar = jar;
      this.main = manifest.getValue("Autodiff-Main");
      this.version = Integer.parseInt(manifest.getValue("Autodiff-Java"));
      this.modules = words(manifest.getValue("Autodiff-Modules"));
      this.jvmArguments = words(manifest.getValue("Autodiff-Jvm-Args"));
    }
  }

  /** Starts the program with these arguments. */
  public static void main(String[] arguments) throws Throwable {
    Launcher launcher = new Launcher(Path.of(System.getProperty("java.class.path")));
    Optional<JavaHome> java = JavaSearch.here().atLeast(launcher.version);
    if (java.isEmpty()) {
      System.err.println(launcher.missing());
      System.exit(1);
    } else if (launcher.isAtHome(java.get())) {
      launcher.callMain(arguments);
    } else {
      System.exit(launcher.runOn(java.get(), arguments));
    }
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
    List<String> command = new ArrayList<>();
    command.add(java.java().toString());
    String[] added = available(java);
    boolean shown = ErrorRelay.isTerminal();
    if (added.length > 0) {
      command.add("--add-modules=" + String.join(",", added));
      if (shown) {
        command.add("-D" + GREETED + "=true");
      }
    }
    command.addAll(jvmArguments);
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(words(System.getenv(OPTIONS)));
    command.addAll(List.of("-classpath", jar.toString(), main));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    boolean relayed = added.length > 0 && !shown;
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
