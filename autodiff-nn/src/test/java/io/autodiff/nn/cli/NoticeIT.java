package io.autodiff.nn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The packaged jar's NOTICE names what the jar holds, all of it and nothing else. */
class NoticeIT {
  private static final Path JAR = Path.of("target", "autodiff.jar");

  /** What is in the jar by the beginnings of names, and how the NOTICE calls it. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("assets/org/apache/commons/math3", "Apache Commons Math"),
          Map.entry("com/fasterxml/jackson", "Jackson core, Jackson jr"),
          Map.entry("com/fasterxml/jackson/core/internal/shaded/fdp", "FastDoubleParser"),
          Map.entry("de/siegmar/fastcsv", "FastCSV"),
          Map.entry("io/autodiff", "autodiff"),
          Map.entry("io/autodiff/nn/cli/chart.umd.js", "Chart.js"),
          Map.entry("me/tongfei/progressbar", "progressbar"),
          Map.entry("org/apache/batik", "Apache Batik"),
          Map.entry("org/apache/commons/io", "Apache Commons IO"),
          Map.entry("org/apache/commons/logging", "Apache Commons Logging"),
          Map.entry("org/apache/commons/math3", "Apache Commons Math"),
          Map.entry("org/apache/xmlgraphics", "Apache XML Graphics Commons"),
          Map.entry("org/bytedeco/openblas/*/libgcc_s", "libgcc_s"),
          Map.entry("org/bytedeco/openblas/*/libgfortran", "libgfortran"),
          Map.entry("org/bytedeco/openblas/*/libopenblas", "OpenBLAS"),
          Map.entry("org/bytedeco/openblas/*/libquadmath", "libquadmath"),
          Map.entry("org/jline", "JLine terminal and native"),
          Map.entry("org/jspecify", "JSpecify"),
          Map.entry("org/knowm/xchart", "XChart"),
          Map.entry("picocli", "picocli"));

  @Test
  void everythingInTheJarIsNamed() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      String libraries = notice(jar).replaceAll("(?s).*3\\. LIBRARIES|3\\.1 .*", "");
      Set<String> unknown = new TreeSet<>();
      Set<String> found = new TreeSet<>();
      jar.stream()
          .filter(entry -> !entry.isDirectory())
          .map(entry -> entry.getName().replaceFirst("^META-INF/versions/\\d+/", ""))
          .filter(name -> !name.startsWith("META-INF/"))
          .forEach(name -> (NAMES.containsKey(key(name)) ? found : unknown).add(key(name)));
      assertEquals(Set.of(), unknown);
      assertEquals(NAMES.keySet(), found, "what the jar holds of what is listed here");
      List<String> missing =
          NAMES.values().stream().distinct().filter(name -> !libraries.contains(name)).toList();
      assertEquals(List.of(), missing, libraries);
    }
  }

  /** Returns the longest beginning of a name that is listed, or the name. */
  private static String key(String name) {
    String anyPlatform = name.replaceFirst("(org/bytedeco/openblas/)[^/]+/", "$1*/");
    return NAMES.keySet().stream()
        .filter(anyPlatform::startsWith)
        .max(Comparator.comparingInt(String::length))
        .orElse(name);
  }

  @Test
  void versionsThatAreNamedAreThoseInTheJar() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      List<String> versions = new ArrayList<>();
      versions.add("Apache Commons Math " + version(jar, "org.apache.commons/commons-math3"));
      versions.add("OpenBLAS " + version(jar, "org.bytedeco/openblas").replaceFirst("-.*", ""));
      Matcher chart =
          Pattern.compile("Chart.js v([\\d.]+)")
              .matcher(read(jar, "io/autodiff/nn/cli/chart.umd.js"));
      assertTrue(chart.find());
      versions.add("Chart.js " + chart.group(1));
      String notice = notice(jar);
      assertEquals(List.of(), versions.stream().filter(v -> !notice.contains(v)).toList());
    }
  }

  private static String version(JarFile jar, String artifact) throws IOException {
    String properties = read(jar, "META-INF/maven/" + artifact + "/pom.properties");
    return properties
        .lines()
        .filter(l -> l.startsWith("version="))
        .findFirst()
        .orElseThrow()
        .substring("version=".length());
  }

  private static String notice(JarFile jar) throws IOException {
    return read(jar, "META-INF/NOTICE");
  }

  private static String read(JarFile jar, String name) throws IOException {
    ZipEntry entry = jar.getEntry(name);
    assertTrue(entry != null, name);
    return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
  }
}
