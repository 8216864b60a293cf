package io.autodiff.nn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What a training is made of: the version, the data's hash and every option that changes it. */
final class TrainingFacts {
  private static final String VERSION = "version";
  static final String DATA = "data";
  static final String FEATURES = "features";
  static final String DECIMAL = "decimal mark";
  static final String EPOCHS = "--epochs";

  /** Options that say where and how a command runs, not what it computes. */
  private static final Set<String> OUTSIDE =
      Set.of("--output", "--resume", "--overwrite", "--json", "--threads", "--help", "--version");

  /** Options that name files, of which the content counts. */
  private static final Set<String> FILES = Set.of("--schema", "--test", "--validation");

  /** Names of features that are longer together are kept as a hash. */
  private static final int LONG = 400;

  private TrainingFacts() {}

  /**
   * Returns the facts of a command, in the order of their names.
   *
   * @param reading what has read the data, and knows what came through pipes
   */
  static Map<String, String> of(
      CommandSpec command, String data, DataOptions reading, List<String> features)
      throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    String version = Main.class.getPackage().getImplementationVersion();
    facts.put(VERSION, version == null ? "(classes)" : version);
    facts.put(DATA, reading.hash(data));
    facts.put(FEATURES, names(features));
    List<OptionSpec> options =
        command.options().stream()
            .sorted((a, b) -> a.longestName().compareTo(b.longestName()))
            .toList();
    for (OptionSpec option : options) {
      Object value = option.getValue();
      if (!OUTSIDE.contains(option.longestName()) && value != null) {
        String name = option.longestName();
        facts.put(
            name, FILES.contains(name) ? reading.hash(value.toString()) : String.valueOf(value));
      }
    }
    return facts;
  }

  /** Returns whether a training goes on although this fact is another one. */
  static boolean mayChange(String name) {
    return name.equals(VERSION) || name.equals(DECIMAL) || name.equals(EPOCHS);
  }

  /** Returns the hash of a file or of a folder's files; the name of what is neither. */
  static String data(String name) throws IOException {
    Path path = Path.of(name);
    if (Files.isDirectory(path)) {
      try (Stream<Path> entries = Files.list(path)) {
        return hash(entries.filter(Files::isRegularFile).sorted().toList());
      }
    }
    return Files.isRegularFile(path) ? hash(List.of(path)) : name;
  }

  private static String names(List<String> features) {
    String joined = String.join(", ", features);
    if (joined.length() <= LONG) {
      return joined;
    }
    MessageDigest digest = digest();
    digest.update(joined.getBytes(StandardCharsets.UTF_8));
    return features.size() + ", " + hash(digest);
  }

  private static String hash(List<Path> files) throws IOException {
    MessageDigest digest = digest();
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file);
          OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
        in.transferTo(out);
      }
    }
    return hash(digest);
  }

  /** Returns the hash of what a digest took in. */
  static String hash(MessageDigest digest) {
    return "sha256 " + HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), 16));
  }

  /** Returns what computes the hash of data. */
  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
