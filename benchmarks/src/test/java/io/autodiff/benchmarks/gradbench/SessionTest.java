package io.autodiff.benchmarks.gradbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static List<JsonNode> answers(String... lines) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] in = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    try {
      new Session(Evals.all()).run(new ByteArrayInputStream(in), out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8).lines().map(SessionTest::parsed).toList();
  }

  private static JsonNode parsed(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode answer(String line) {
    List<JsonNode> answers = answers(line);
    assertEquals(1, answers.size());
    return answers.get(0);
  }

  private static String evaluate(String module, String function, String input) {
    return """
    {"id": 5, "kind": "evaluate", "module": "%s", "function": "%s", "input": %s}\
    """
        .formatted(module, function, input);
  }

  private static void assertFailure(JsonNode answer, String reason) {
    assertFalse(answer.path("success").asBoolean(true), answer.toString());
    assertEquals(reason, answer.path("error").asText());
  }

  @Test
  void aWholeSessionIsAnsweredMessageByMessage() {
    List<JsonNode> answers =
        answers(
            "{\"id\": 0, \"kind\": \"start\", \"eval\": \"hello\"}",
            "{\"id\": 1, \"kind\": \"define\", \"module\": \"hello\"}",
            """
            {"id": 2, "kind": "evaluate", "module": "hello", "function": "square", "input": 1.5}\
            """,
            "{\"id\": 3, \"kind\": \"analysis\", \"of\": 2, \"valid\": true}",
            """
            {"id": 4, "kind": "evaluate", "module": "hello", "function": "double", "input": 2.25}\
            """,
            "{\"id\": 5, \"kind\": \"analysis\", \"of\": 4, \"valid\": false, \"error\": \"no\"}");
    assertEquals(
        List.of(0, 1, 2, 3, 4, 5),
        answers.stream().map(answer -> answer.path("id").asInt()).toList());
    assertEquals("autodiff", answers.get(0).path("tool").asText());
    assertTrue(answers.get(1).path("success").asBoolean());
    assertEquals(2.25, answers.get(2).path("output").asDouble());
    assertEquals("evaluate", answers.get(2).path("timings").path(0).path("name").asText());
    assertEquals(4.5, answers.get(4).path("output").asDouble());
    assertEquals("{\"id\":5}", answers.get(5).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "det",
        "ode",
        "lstm",
        "gmm",
        "llsq",
        "lse",
        "ba",
        "ht",
        "kmeans",
        "saddle",
        "particle"
      })
  void everyModuleOfTheBenchmarkIsKnown(String module) {
    JsonNode answer = answer("{\"id\": 1, \"kind\": \"define\", \"module\": \"" + module + "\"}");
    assertEquals("{\"id\":1,\"success\":true}", answer.toString());
  }

  @Test
  void unknownModulesAndFunctionsAreRefusedWithTheKnownOnes() {
    assertFailure(
        answer("{\"id\": 1, \"kind\": \"define\", \"module\": \"sudoku\"}"),
        "no module \"sudoku\" here, only [ba, det, gmm, hello, ht, kmeans, llsq, lse, lstm, ode,"
            + " particle, saddle]");
    assertFailure(
        answer(evaluate("det", "cube", "{}")),
        "module det has no function \"cube\", only [gradient, primal]");
  }

  @ParameterizedTest
  @CsvSource({"7, 0", "1, 0.02", "0, 0"})
  void functionsAreRunAsOftenAndAsLongAsAsked(int runs, double seconds) {
    JsonNode answer =
        answer(
            evaluate(
                "lse",
                "primal",
                "{\"x\": [1, 2], \"min_runs\": %d, \"min_seconds\": %s}".formatted(runs, seconds)));
    JsonNode timings = answer.path("timings");
    double total = 0;
    for (JsonNode timing : timings) {
      total += timing.path("nanoseconds").asDouble();
    }
    assertTrue(timings.size() >= Math.max(1, runs), timings.size() + " runs");
    assertTrue(total >= seconds * 1e9, total + " ns");
    assertEquals(1 + Math.log1p(Math.E), answer.path("output").asDouble(), 1e-15);
  }

  @Test
  void malformedLinesAreAnsweredAndTheSessionGoesOn() {
    List<JsonNode> answers =
        answers(
            "{nonsense",
            "[1, 2]",
            "",
            "{\"id\": 3, \"kind\": \"evaluate\", \"module\": ",
            "{\"id\": 4} {\"id\": 5}",
            "{\"id\": 6, \"kind\": \"evaluate\"}",
            "{\"kind\": \"start\"}",
            "{\"id\": 7, \"kind\": \"party\"}");
    assertEquals(7, answers.size());
    for (JsonNode malformed : answers.subList(0, 4)) {
      assertTrue(
          malformed.path("error").asText().startsWith("malformed message: "), malformed.toString());
      assertFalse(malformed.path("success").asBoolean(true));
    }
    assertEquals(3, answers.get(2).path("id").asInt());
    assertTrue(answers.get(4).path("error").asText().startsWith("no module \"\" here"));
    assertTrue(answers.get(5).path("id").isNull());
    assertEquals("{\"id\":7}", answers.get(6).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|input of det: no A",
        "{\"A\": [1, 2], \"ell\": 3}|input of det: a matrix of edge 3 (1 to 30) of 2 numbers",
        "{\"A\": \"one\", \"ell\": 1}|input of det: A does not fit the type double[]",
        "{\"A\": [1, null], \"ell\": 1}|input of det: A does not fit the type double[]",
        "{\"A\": [1], \"ell\": null}|input of det: no ell",
        "7|input of det: not an object",
        "null|input of det: not an object"
      })
  void inputThatDoesNotFitIsRefusedWithTheReason(String input, String reason) {
    assertFailure(answer(evaluate("det", "primal", input)), reason);
  }

  @Test
  void hostileInputIsAnswered() {
    String deep = "[".repeat(100_000);
    List<JsonNode> answers =
        answers("{\"id\": 1, \"kind\": " + deep, "{\"id\": 2, \"kind\": \"start\"}");
    assertFalse(answers.get(0).path("success").asBoolean(true));
    assertEquals(2, answers.get(1).path("id").asInt());
  }

  @Test
  void messagesMayBeLongerThanAnyBuffer() {
    int n = 300_000;
    String numbers = IntStream.range(0, n).mapToObj(i -> "0.125").collect(Collectors.joining(","));
    JsonNode answer = answer(evaluate("lse", "gradient", "{\"x\": [" + numbers + "]}"));
    assertEquals(n, answer.path("output").size());
    assertEquals(1.0 / n, answer.path("output").path(n - 1).asDouble(), 1e-15);
  }
}
