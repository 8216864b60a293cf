package io.autodiff.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks for an installed Java: first what the user chose, the running Java, {@code JAVA_HOME} and
 * the path; then where installers put it.
 *
 * @param running the home of the running Java
 * @param environment the environment's variables
 * @param user the user's folder
 * @param shared the folders that hold installations for all users
 */
record JavaSearch(Path running, Map<String, String> environment, Path user, List<Path> shared) {
  private static final Pattern JDK_HOME = Pattern.compile("<jdkHome>\\s*(.*?)\\s*</jdkHome>");

  /** The search on this machine. */
  static JavaSearch here() {
    Map<String, String> environment = System.getenv();
    Stream<Path> unix =
        Stream.of("/usr/lib/jvm", "/usr/java", "/opt/java", "/Library/Java/JavaVirtualMachines")
            .map(Path::of);
    Stream<Path> windows =
        Stream.ofNullable(environment.get("ProgramFiles"))
            .flatMap(
                programs ->
                    Stream.of("Java", "Eclipse Adoptium", "Microsoft", "Zulu", "Amazon Corretto")
                        .map(vendor -> Path.of(programs, vendor)));
    return new JavaSearch(
        Path.of(System.getProperty("java.home")),
        environment,
        Path.of(System.getProperty("user.home")),
        Stream.concat(unix, windows).toList());
  }

  /** The first Java found of at least this version. */
  Optional<JavaHome> atLeast(int version) {
    return Stream.<Supplier<Stream<Path>>>of(
            () -> Stream.of(running),
            this::named,
            this::onPath,
            this::installed,
            this::knownToMaven)
        .flatMap(Supplier::get)
        .map(JavaHome::read)
        .flatMap(Optional::stream)
        .filter(home -> home.version() >= version)
        .findFirst();
  }

  /** What {@code JAVA_HOME} names, then what its relatives like {@code JAVA25_HOME} do. */
  private Stream<Path> named() {
    return environment.entrySet().stream()
        .filter(variable -> variable.getKey().matches("JAVA.*_HOME.*"))
        .sorted(Map.Entry.comparingByKey((a, b) -> rank(a) - rank(b)))
        .flatMap(variable -> path(variable.getValue()));
  }

  private static int rank(String variable) {
    return variable.equals("JAVA_HOME") ? 0 : 1;
  }

  private Stream<Path> onPath() {
    return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(JavaSearch::path)
        .map(folder -> folder.resolve(JavaHome.command()))
        .filter(Files::isExecutable)
        .flatMap(JavaSearch::homeOfCommand);
  }

  private static Stream<Path> homeOfCommand(Path java) {
    try {
      Path bin = java.toRealPath().getParent();
      return bin == null ? Stream.empty() : Stream.ofNullable(bin.getParent());
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private Stream<Path> installed() {
    Stream<Path> ofUser =
        Stream.of(".sdkman/candidates/java", ".jdks", "Library/Java/JavaVirtualMachines")
            .map(user::resolve);
    return Stream.concat(shared.stream(), ofUser)
        .flatMap(JavaSearch::children)
        .flatMap(folder -> Stream.of(folder, folder.resolve("Contents/Home")));
  }

  private static Stream<Path> children(Path folder) {
    try (Stream<Path> children = Files.list(folder)) {
      return children.sorted().toList().stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  /** What Maven's toolchains name, those written by hand and those its plugin discovered. */
  private Stream<Path> knownToMaven() {
    return Stream.of("toolchains.xml", "discovered-jdk-toolchains-cache.xml")
        .flatMap(name -> text(user.resolve(".m2").resolve(name)))
        .flatMap(
            text -> JDK_HOME.matcher(text).results().map((MatchResult match) -> match.group(1)))
        .flatMap(JavaSearch::path);
  }

  private static Stream<String> text(Path file) {
    try {
      return Stream.of(Files.readString(file));
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private static Stream<Path> path(String text) {
    try {
      return text.isBlank() ? Stream.empty() : Stream.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Stream.empty();
    }
  }
}
