package io.autodiff.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;

/** A file of JMH's JSON whose rows can be measured again. */
final class JmhFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private JmhFile() {}

  /** Puts rows into a file, in the place of those of the same benchmarks and parameters. */
  static void put(Path file, Collection<RunResult> results) throws IOException {
    Path found = Files.createTempFile("jmh", ".json");
    ResultFormatFactory.getInstance(ResultFormatType.JSON, found.toString()).writeOut(results);
    put(file, (ArrayNode) JSON.readTree(found.toFile()));
    Files.delete(found);
  }

  /** Puts JMH's rows into a file, in the place of those of the same benchmarks and parameters. */
  static void put(Path file, ArrayNode rows) throws IOException {
    Set<String> names = new HashSet<>();
    rows.forEach(row -> names.add(name(row)));
    ArrayNode all = JSON.createArrayNode();
    if (Files.exists(file)) {
      for (JsonNode row : JSON.readTree(file.toFile())) {
        if (!names.contains(name(row))) {
          all.add(row);
        }
      }
    }
    all.addAll(rows);
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), all);
  }

  private static String name(JsonNode row) {
    return row.path("benchmark").asText() + row.path("params");
  }
}
