package io.autodiff.nn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
  static final String DECIMAL = "decimal mark";
  static final String EPOCHS = "--epochs";

  /** Options that say where and how a command runs, not what it computes. */
  private static final Set<String> OUTSIDE =
      Set.of("--output", "--resume", "--overwrite", "--json", "--threads", "--help", "--version");

  /** Options that name files, of which the content counts. */
  private static final Set<String> FILES = Set.of("--schema", "--test", "--validation");

  private TrainingFacts() {}

  /** Returns the facts of a command, in the order of their names. */
  static Map<String, String> of(CommandSpec command, String data) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    String version = Main.class.getPackage().getImplementationVersion();
    facts.put(VERSION, version == null ? "(classes)" : version);
    facts.put(DATA, data(data));
    List<OptionSpec> options =
        command.options().stream()
            .sorted((a, b) -> a.longestName().compareTo(b.longestName()))
            .toList();
    for (OptionSpec option : options) {
      Object value = option.getValue();
      if (!OUTSIDE.contains(option.longestName()) && value != null) {
        String name = option.longestName();
        facts.put(name, FILES.contains(name) ? data(value.toString()) : String.valueOf(value));
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

  private static String hash(List<Path> files) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : files) {
        try (InputStream in = Files.newInputStream(file);
            OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
          in.transferTo(out);
        }
      }
      return "sha256 " + HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
