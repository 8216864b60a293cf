package io.autodiff.tape;

import io.autodiff.Scalar;
import io.autodiff.TapeException;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.internal.array.Elements;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A piece of code that is one node of a record: what lies between its operands and its results is
 * not kept. Its derivative comes from running it again or from a rule.
 *
 * <p>Its results are the nodes that follow it, one for each.
 *
 * @param name what the caller called to make it
 * @param f the code
 * @param rule the derivative; null if the code is to be run again
 * @param results what it gave, belonging to no node
 */
public record CallNode(
    String name,
    Function<List<Value<?>>, List<Value<?>>> f,
    @Nullable CallRule rule,
    List<Value<?>> results) {

  /** Runs the code without recording it, if an operand is recorded as a single node. */
  public static List<Value<?>> of(
      String name,
      Function<List<Value<?>>, List<Value<?>>> f,
      @Nullable CallRule rule,
      List<Value<?>> operands) {
    Value<?>[] in = operands.toArray(new Value<?>[0]);
    TapeRecord record = Recording.joining(in);
    if (record == null) {
      return f.apply(operands);
    }
    Value<?>[] values = new Value<?>[in.length];
    for (int k = 0; k < in.length; k++) {
      values[k] = loose(in[k], record);
    }
    List<Value<?>> given = Arrays.asList(values);
    List<Value<?>> all = rule != null && rule.isOwn() ? computed(record, f, given) : f.apply(given);
    Value<?>[] outputs = new Value<?>[all.size()];
    int[] made = new int[outputs.length];
    int count = 0;
    for (int k = 0; k < outputs.length; k++) {
      Value<?> result = all.get(k);
      int same = rule == null ? position(result, values) : -1;
      if (same >= 0) {
        outputs[k] = in[same];
      } else {
        checkOwn(name, result);
        outputs[k] = loose(result, record);
        made[count++] = k;
      }
    }
    recordCall(record, name, f, rule, values, in, outputs, Arrays.copyOf(made, count));
    return Arrays.asList(outputs);
  }

  /** Records the call and puts in the places of its results their nodes. */
  private static void recordCall(
      TapeRecord record,
      String name,
      Function<List<Value<?>>, List<Value<?>>> f,
      @Nullable CallRule rule,
      Value<?>[] values,
      Value<?>[] operands,
      Value<?>[] outputs,
      int[] made) {
    Value<?>[] results = new Value<?>[made.length];
    for (int k = 0; k < made.length; k++) {
      results[k] = outputs[made[k]];
    }
    CallNode call =
        new CallNode(
            name,
            made.length == outputs.length ? f : x -> at(made, f.apply(x)),
            rule,
            Arrays.asList(results));
    Value<?>[] recorded = Recording.call(record, call, values, operands);
    for (int k = 0; k < made.length; k++) {
      outputs[made[k]] = recorded[k];
    }
  }

  private static void checkOwn(String name, Value<?> result) {
    if (!result.isConstant()) {
      throw new TapeException(
          name + ": the function uses a recorded value that is not its argument",
          "a result that depends on a captured value",
          "a function of its argument alone",
          "an array, list or record carries several values");
    }
  }

  /** Runs code of this library, whose results are computed where those of operations are. */
  private static List<Value<?>> computed(
      TapeRecord record, Function<List<Value<?>>, List<Value<?>>> f, List<Value<?>> values) {
    TapeWorkspace workspace = record.workspace();
    boolean before = workspace.begin();
    try {
      return f.apply(values);
    } finally {
      workspace.end(before);
    }
  }

  private static List<Value<?>> at(int[] places, List<Value<?>> all) {
    Value<?>[] some = new Value<?>[places.length];
    for (int k = 0; k < some.length; k++) {
      some[k] = all.get(places[k]);
    }
    return Arrays.asList(some);
  }

  /**
   * Runs the code once more.
   *
   * @throws TapeException if it does not give the same numbers, to the bit
   */
  public List<Value<?>> again(List<Value<?>> x) {
    List<Value<?>> y = f.apply(x);
    for (int k = 0; k < results.size(); k++) {
      String difference = difference(results.get(k), y.get(k));
      if (difference != null) {
        throw new TapeException(
            name + ": the function gave another result when it was run again",
            "result " + k + ": " + difference,
            "the same numbers whenever it is called, for a derivative runs it again",
            "random numbers that are drawn before and passed in the argument stay the same");
      }
    }
    return y;
  }

  /** Returns in what two values differ, or null. */
  private static @Nullable String difference(Value<?> first, Value<?> second) {
    if (first instanceof Scalar a && second instanceof Scalar b) {
      return Double.compare(a.number(), b.number()) == 0
          ? null
          : a.number() + ", then " + b.number();
    }
    if (!(first instanceof Tensor a && second instanceof Tensor b)) {
      return "a value, then one of another kind";
    }
    if (!a.shape().equals(b.shape()) || a.dtype() != b.dtype()) {
      return a.dtype() + " of " + a.shape() + ", then " + b.dtype() + " of " + b.shape();
    }
    int at = Elements.mismatch(a.storage(), b.storage());
    return at < 0
        ? null
        : "element %d of shape %s was %s, then %s"
            .formatted(at, a.shape(), Elements.get(a.storage(), at), Elements.get(b.storage(), at));
  }

  /** Returns which operand a result is, so that it stays the same value; -1 if none. */
  private static int position(Value<?> result, Value<?>... operands) {
    for (int k = 0; k < operands.length; k++) {
      if (operands[k].equals(result)) {
        return k;
      }
    }
    return -1;
  }

  /** Returns a value of no node, and of its own, so that it is told from a captured constant. */
  private static Value<?> loose(Value<?> value, TapeRecord record) {
    return value instanceof Tensor t ? t.looseOn(record) : Scalar.of(((Scalar) value).number());
  }

  /** Returns whether the rule is one of the library. */
  public boolean hasOwnRule() {
    return rule != null && rule.isOwn();
  }
}
