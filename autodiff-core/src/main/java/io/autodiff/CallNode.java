package io.autodiff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A piece of the user's code that is one node of the tape: what lies between its operands and its
 * results is not kept. Its derivative comes from running it again or from a rule of the user's.
 *
 * <p>Its results are the nodes that follow it, one for each.
 *
 * @param name what the user called to make it
 * @param f the code
 * @param rule the user's reverse rule; null if the code is to be run again
 * @param results what it gave, belonging to no node
 */
record CallNode(
    String name,
    Function<List<Value<?>>, List<Value<?>>> f,
    @Nullable Rule rule,
    List<Value<?>> results) {

  /** Returns the cotangents of {@code x}, where {@code g} are those of the results {@code y}. */
  interface Rule {
    List<Value<?>> apply(List<Value<?>> x, List<Value<?>> y, List<Value<?>> g);

    /**
     * Returns whether this is a rule of the library: each tensor that it returns is new, and it
     * holds on to none that it is given.
     */
    default boolean isOwn() {
      return false;
    }

    /** Returns the tangents of the results, where {@code tangents} are those of {@code x}. */
    default List<Value<?>> pushforward(List<Value<?>> x, List<Value<?>> tangents) {
      throw new AutodiffException(
          "jvp: customGradient has no forward rule",
          "a rule that takes cotangents back",
          "a derivative in reverse",
          "vjp, gradient(...) and jacobian(...).reverse() go in reverse");
    }
  }

  /** Runs the code without recording it, if an operand is recorded as a single node. */
  static List<Value<?>> of(
      String name,
      Function<List<Value<?>>, List<Value<?>>> f,
      @Nullable Rule rule,
      List<Value<?>> operands) {
    Tape tape = Recording.joining(operands.toArray(Value<?>[]::new));
    if (tape == null) {
      return f.apply(operands);
    }
    List<Value<?>> values = new ArrayList<>();
    for (Value<?> operand : operands) {
      values.add(loose(operand, tape));
    }
    List<Value<?>> all = f.apply(values);
    List<Value<?>> results = new ArrayList<>();
    List<Integer> made = new ArrayList<>();
    for (int k = 0; k < all.size(); k++) {
      Value<?> result = all.get(k);
      if (rule == null && position(result, values) >= 0) {
        continue;
      }
      if (!result.isConstant()) {
        throw new TapeException(
            name + ": the function uses a recorded value that is not its argument",
            "a result that depends on a captured value",
            "a function of its argument alone",
            "an array, list or record carries several values");
      }
      results.add(loose(result, tape));
      made.add(k);
    }
    CallNode call =
        new CallNode(name, x -> made.stream().map(f.apply(x)::get).toList(), rule, results);
    Iterator<Value<?>> recorded = Recording.call(tape, call, values, operands).iterator();
    List<Value<?>> outputs = new ArrayList<>();
    for (Value<?> result : all) {
      int same = rule == null ? position(result, values) : -1;
      outputs.add(same >= 0 ? operands.get(same) : recorded.next());
    }
    return outputs;
  }

  /** Returns which operand a result is, so that it stays the same value; -1 if none. */
  private static int position(Value<?> result, List<Value<?>> operands) {
    for (int k = 0; k < operands.size(); k++) {
      if (operands.get(k).equals(result)) {
        return k;
      }
    }
    return -1;
  }

  private static Value<?> loose(Value<?> value, Tape tape) {
    return switch (value) {
      case Scalar s -> Scalar.of(s.value);
      case Tensor t -> t.looseOn(tape);
    };
  }

  /** Returns whether the rule is one of the library. */
  boolean isOwn() {
    return rule != null && rule.isOwn();
  }

  /** Returns what the user's rule says the operands' cotangents receive, as numbers. */
  List<Value<?>> terms(List<Value<?>> x, List<Value<?>> g) {
    return checked(x, Objects.requireNonNull(rule).apply(x, results, g));
  }

  /**
   * Takes cotangents back as numbers, without a rule of the user's. The traversal of what is run
   * again begins with the cotangents that the operands have received so far, so that every sum is
   * formed in the order in which it would be without the call, to the same bits.
   *
   * @param nodes the operands' nodes: one that stands twice is one argument
   * @param x the operands
   * @param g a cotangent for each result
   * @param before the operands' cotangents so far; null if 0
   * @return the operands' cotangents from then on
   */
  List<Value<?>> pullback(
      Engine engine,
      int[] nodes,
      List<Value<?>> x,
      List<Value<?>> g,
      List<@Nullable Value<?>> before) {
    try (Tape inner = Tape.scratch(engine)) {
      return pullback(inner, arguments(inner, nodes, x), g, before);
    }
  }

  private List<Value<?>> pullback(
      Tape inner, List<Value<?>> own, List<Value<?>> g, List<@Nullable Value<?>> before) {
    List<Value<?>> outputs = new ArrayList<>();
    List<Value<?>> seeds = new ArrayList<>();
    List<Value<?>> y = again(own);
    for (int k = 0; k < y.size(); k++) {
      if (!y.get(k).isConstant()) {
        outputs.add(y.get(k));
        seeds.add(g.get(k));
      }
    }
    for (int k = 0; k < own.size(); k++) {
      Value<?> received = before.get(k);
      if (own.indexOf(own.get(k)) == k) {
        outputs.add(own.get(k));
        seeds.add(received == null ? own.get(k).zeros() : received);
      }
    }
    Gradients grads = inner.gradients(outputs, seeds);
    List<Value<?>> found = new ArrayList<>();
    for (Value<?> v : own) {
      found.add(
          switch (v) {
            case Scalar s -> Scalar.of(grads.of(s));
            case Tensor t -> grads.of(t);
          });
    }
    return found;
  }

  /** Runs the code once more and checks that it gives the same numbers, to the bit. */
  private List<Value<?>> again(List<Value<?>> x) {
    List<Value<?>> y = f.apply(x);
    for (int k = 0; k < results.size(); k++) {
      Value<?> first = results.get(k);
      String difference =
          k < y.size() ? difference(first, y.get(k)) : y.size() + " results instead of more";
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
      return Double.compare(a.value, b.value) == 0 ? null : a.value + ", then " + b.value;
    }
    if (!(first instanceof Tensor a && second instanceof Tensor b)) {
      return "not a value of the same kind";
    }
    if (!a.shape.equals(b.shape) || a.dtype() != b.dtype()) {
      return a.dtype() + " of shape " + a.shape + ", then " + b.dtype() + " of shape " + b.shape;
    }
    int at = Elements.mismatch(a.array, b.array);
    return at < 0
        ? null
        : "element %d of shape %s was %s, then %s"
            .formatted(at, a.shape, Elements.get(a.array, at), Elements.get(b.array, at));
  }

  private static List<Value<?>> arguments(Tape inner, int[] nodes, List<Value<?>> x) {
    Map<Integer, Value<?>> known = new HashMap<>();
    List<Value<?>> own = new ArrayList<>();
    for (int k = 0; k < nodes.length; k++) {
      Value<?> operand = x.get(k);
      own.add(
          nodes[k] == NodeDetails.CONSTANT
              ? variable(inner, operand)
              : known.computeIfAbsent(nodes[k], _ -> variable(inner, operand)));
    }
    return own;
  }

  private static Value<?> variable(Tape inner, Value<?> x) {
    return switch (x) {
      case Scalar s -> inner.variable(s.value);
      case Tensor t -> inner.leaf(t);
    };
  }

  private List<Value<?>> checked(List<Value<?>> x, List<Value<?>> cotangents) {
    Rules.checkCount(name + ": cotangents of the rule", cotangents, "arguments", x);
    for (int k = 0; k < x.size(); k++) {
      Rules.checkFits(name + ": a cotangent of the rule", cotangents.get(k), "argument", x.get(k));
    }
    return cotangents;
  }

  /** Returns the operands' cotangents, recorded. */
  List<Value<?>> recordedPullback(
      Engine engine, List<Value<?>> x, List<Value<?>> y, List<Value<?>> g) {
    return rule != null
        ? checked(x, rule.apply(x, y, g))
        : Transform.run(
            engine,
            t -> {
              List<Value<?>> own = new ArrayList<>();
              x.forEach(v -> own.add(t.own(v)));
              return t.pullback(again(own), g, own);
            });
  }

  /** Returns the results' tangents: constants, or recorded where an operand or a tangent is. */
  List<List<Value<?>>> pushforward(Engine engine, List<Value<?>> x, List<List<Value<?>>> tangents) {
    if (rule != null) {
      return tangents.stream().map(t -> rule.pushforward(x, t)).toList();
    }
    return Transform.run(
        engine,
        t -> {
          List<Value<?>> own = new ArrayList<>();
          x.forEach(v -> own.add(t.own(v)));
          return t.pushforward(again(own), own, tangents);
        });
  }
}
