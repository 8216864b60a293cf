package io.autodiff.benchmarks.gradbench;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A tool's side of GradBench's protocol: a message a line in, a response a line out, until the
 * input ends. Whatever a line holds, it is answered; what cannot be done is answered with the
 * reason.
 */
final class Session {
  private final Map<String, Eval<?, ?>> evals;
  private final ObjectMapper json =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
          .build();

  Session(Map<String, Eval<?, ?>> evals) {
    this.evals = evals;
  }

  /** Answers message after message. */
  void run(InputStream in, OutputStream out) throws IOException {
    LineInput lines = new LineInput(in);
    while (lines.nextLine()) {
      ObjectNode message = json.createObjectNode();
      ObjectNode response;
      try {
        boolean blank = !read(lines, message);
        if (blank) {
          continue;
        }
        response = answer(message);
      } catch (JsonProcessingException e) {
        response = failure(message, "malformed message: " + e.getOriginalMessage());
      } catch (IllegalArgumentException e) {
        response = failure(message, e.getMessage());
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        response = failure(message, e.toString());
      }
      json.writeValue(out, response);
      out.write('\n');
      out.flush();
    }
  }

  /**
   * Reads an object into {@code message}, field by field, so that what was read stays there if the
   * rest is malformed; returns whether the line held anything.
   */
  private boolean read(InputStream line, ObjectNode message) throws IOException {
    try (JsonParser parser = json.createParser(line)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return false;
      }
      if (first != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("malformed message: not a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        message.set(name, json.<JsonNode>readTree(parser));
      }
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("malformed message: more than one object in a line");
      }
      return true;
    }
  }

  private ObjectNode answer(ObjectNode message) {
    return switch (message.path("kind").asText()) {
      case "start" -> acknowledgement(message).put("tool", "autodiff");
      case "define" -> define(message);
      case "evaluate" -> evaluate(message);
      default -> acknowledgement(message);
    };
  }

  private ObjectNode define(ObjectNode message) {
    String module = message.path("module").asText();
    return evals.containsKey(module)
        ? acknowledgement(message).put("success", true)
        : failure(message, unknown(module));
  }

  private String unknown(String module) {
    return "no module \"" + module + "\" here, only " + evals.keySet();
  }

  private ObjectNode evaluate(ObjectNode message) {
    String module = message.path("module").asText();
    Eval<?, ?> eval = evals.get(module);
    if (eval == null) {
      return failure(message, unknown(module));
    }
    Runs runs = eval.evaluate(message.path("function").asText(), message.path("input"), json);
    ObjectNode response = acknowledgement(message).put("success", true);
    response.putPOJO("output", runs.output());
    response.putPOJO("timings", Timing.of(runs.nanoseconds()));
    return response;
  }

  private ObjectNode acknowledgement(ObjectNode message) {
    ObjectNode response = json.createObjectNode();
    response.set("id", message.get("id"));
    return response;
  }

  private ObjectNode failure(ObjectNode message, @Nullable String reason) {
    return acknowledgement(message).put("success", false).put("error", reason);
  }

  /** A timed part of an evaluation. */
  record Timing(String name, long nanoseconds) {
    static Timing[] of(long... runs) {
      return LongStream.of(runs)
          .mapToObj(time -> new Timing("evaluate", time))
          .toArray(Timing[]::new);
    }
  }
}
