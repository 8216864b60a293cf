package io.autodiff.benchmarks.gradbench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A module of the benchmark: some functions of one kind of input.
 *
 * @param <I> the input as it is sent
 * @param <P> the problem made of it, which is not part of what is timed
 */
final class Eval<I, P> {
  private final String name;
  private final Class<I> input;
  private final Function<I, P> problem;
  private final Map<String, Function<P, ?>> functions;

  private Eval(
      String name, Class<I> input, Function<I, P> problem, Map<String, Function<P, ?>> functions) {
    this.name = name;
    this.input = input;
    this.problem = problem;
    this.functions = functions;
  }

  /** Returns a module without functions. */
  static <I, P> Eval<I, P> of(String name, Class<I> input, Function<I, P> problem) {
    return new Eval<>(name, input, problem, Map.of());
  }

  /** Returns this module with a function added. */
  Eval<I, P> with(String function, Function<P, ?> definition) {
    Map<String, Function<P, ?>> all = new TreeMap<>(functions);
    all.put(function, definition);
    return new Eval<>(name, input, problem, all);
  }

  /** Returns the name by which the module is asked for. */
  String name() {
    return name;
  }

  /**
   * Runs a function as often as the input's {@code min_runs} and {@code min_seconds} ask, or once.
   *
   * @throws IllegalArgumentException if the module has no such function, or the input is not of the
   *     module's kind
   */
  Runs evaluate(String function, JsonNode json, ObjectMapper mapper) {
    Function<P, ?> f = functions.get(function);
    if (f == null) {
      throw new IllegalArgumentException(
          "module " + name + " has no function \"" + function + "\", only " + functions.keySet());
    }
    P p = problem.apply(read(json, mapper));
    int runs = json.path("min_runs").asInt(1);
    double seconds = json.path("min_seconds").asDouble(0);
    return Runs.of(() -> f.apply(p), runs, seconds);
  }

  private I read(JsonNode json, ObjectMapper mapper) {
    if (input.isRecord() != json.isObject()) {
      throw refused(input.isRecord() ? "not an object" : "not a number");
    }
    try {
      return mapper.treeToValue(json, input);
    } catch (ValueInstantiationException e) {
      Throwable cause = e.getCause();
      throw refused(String.valueOf(cause == null ? e.getOriginalMessage() : cause.getMessage()));
    } catch (MismatchedInputException e) {
      throw refused(mismatch(json, e));
    } catch (JsonProcessingException e) {
      throw refused(e.getOriginalMessage());
    }
  }

  private static String mismatch(JsonNode json, MismatchedInputException e) {
    JsonNode at = json;
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      String field = step.getFieldName();
      if (field != null) {
        path.append(path.isEmpty() ? "" : ".").append(field);
        at = at.path(field);
      }
    }
    return at.isMissingNode() || at.isNull()
        ? "no " + path
        : path + " does not fit the type " + e.getTargetType().getSimpleName();
  }

  private IllegalArgumentException refused(String reason) {
    return new IllegalArgumentException("input of " + name + ": " + reason);
  }
}
