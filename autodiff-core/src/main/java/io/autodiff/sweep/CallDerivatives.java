package io.autodiff.sweep;

import io.autodiff.AutodiffException;
import io.autodiff.Engine;
import io.autodiff.Value;
import io.autodiff.tape.CallNode;
import io.autodiff.tape.CallRule;
import io.autodiff.tape.CustomOpRunner;
import io.autodiff.tape.NodeDetails;
import io.autodiff.tape.Recording;
import io.autodiff.tape.TapeRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The derivatives of calls: by a call's own rule, or by running its code again. */
final class CallDerivatives {
  /** Up to this many operands, looking through them is faster than looking in a map. */
  private static final int FEW = 16;

  private CallDerivatives() {}

  /** Returns the operands' cotangents by the call's rule, as numbers. */
  static List<Value<?>> ruled(CallNode call, List<Value<?>> x, List<Value<?>> g) {
    return checked(call, x, Objects.requireNonNull(call.rule()).pullback(x, call.results(), g));
  }

  private static List<Value<?>> checked(
      CallNode call, List<Value<?>> x, List<Value<?>> cotangents) {
    String name = call.name();
    SweepChecks.checkCount(name + ": cotangents of the rule", cotangents, "arguments", x);
    for (int k = 0; k < x.size(); k++) {
      SweepChecks.checkFits(
          name + ": a cotangent of the rule", cotangents.get(k), "argument", x.get(k));
    }
    return cotangents;
  }

  /**
   * Takes cotangents back as numbers by running the code again. The traversal of what is run again
   * begins with the cotangents that the operands have received so far, so that every sum is formed
   * in the order in which it would be without the call, to the same bits.
   *
   * @param nodes the operands' nodes: one that stands twice is one argument
   * @param x the operands
   * @param g a cotangent for each result
   * @param before the operands' cotangents so far; null if 0
   * @return the operands' cotangents from then on
   */
  static List<Value<?>> rerun(
      CallNode call,
      Engine engine,
      int[] nodes,
      List<Value<?>> x,
      List<Value<?>> g,
      List<@Nullable Value<?>> before) {
    try (TapeRecord inner = TapeRecord.ofTransform(engine)) {
      List<Value<?>> own = arguments(inner, nodes, x);
      return traversed(inner, own, call.again(own), g, before);
    }
  }

  private static List<Value<?>> traversed(
      TapeRecord inner,
      List<Value<?>> own,
      List<Value<?>> y,
      List<Value<?>> g,
      List<@Nullable Value<?>> before) {
    List<Value<?>> outputs = new ArrayList<>();
    List<Value<?>> seeds = new ArrayList<>();
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
        seeds.add(received == null ? own.get(k).zerosLike() : received);
      }
    }
    SweepMemory memory = new SweepMemory();
    List<Value<?>> found = ReverseSweep.run(inner, memory, outputs, seeds, List.of()).of(own);
    memory.clear();
    return found;
  }

  private static List<Value<?>> arguments(TapeRecord inner, int[] nodes, List<Value<?>> x) {
    List<Value<?>> own = new ArrayList<>(nodes.length);
    Map<Integer, Value<?>> known = nodes.length > FEW ? new HashMap<>() : Map.of();
    for (int k = 0; k < nodes.length; k++) {
      Value<?> operand = x.get(k);
      if (nodes[k] == NodeDetails.CONSTANT) {
        own.add(inner.leaf(operand));
      } else if (nodes.length > FEW) {
        own.add(known.computeIfAbsent(nodes[k], _ -> inner.leaf(operand)));
      } else {
        int first = 0;
        while (nodes[first] != nodes[k]) {
          first++;
        }
        own.add(first < k ? own.get(first) : inner.leaf(operand));
      }
    }
    return own;
  }

  /** Returns the operands' cotangents, recorded. */
  static List<Value<?>> recorded(
      CallNode call, Engine engine, List<Value<?>> x, List<Value<?>> y, List<Value<?>> g) {
    CallRule rule = call.rule();
    if (rule != null) {
      return checked(call, x, ruled(call, rule, x, y, g));
    }
    return Transform.run(
        engine,
        t -> {
          List<Value<?>> own = t.own(x);
          return t.pullback(call.again(own), g, own);
        });
  }

  private static List<Value<?>> ruled(
      CallNode call, CallRule rule, List<Value<?>> x, List<Value<?>> y, List<Value<?>> g) {
    TapeRecord record = Recording.joining(y.toArray(Value<?>[]::new));
    return rule.isOwn() || record == null
        ? rule.pullback(x, y, g)
        : CustomOpRunner.watched(
            CustomOpRunner.noSecondDerivative(call.name()), record, () -> rule.pullback(x, y, g));
  }

  /** Returns the results' tangents: constants, or recorded where an operand or a tangent is. */
  static List<List<Value<?>>> pushforward(
      CallNode call,
      Engine engine,
      List<Value<?>> x,
      List<Value<?>> y,
      List<List<Value<?>>> tangents) {
    CallRule rule = call.rule();
    if (rule != null) {
      return rule.goesForward()
          ? tangents.stream().map(t -> forward(call, rule, x, y, t)).toList()
          : transposed(call, rule, engine, x, y, tangents);
    }
    return Transform.run(
        engine,
        t -> {
          List<Value<?>> own = t.own(x);
          return t.pushforward(call.again(own), own, tangents);
        });
  }

  private static List<Value<?>> forward(
      CallNode call, CallRule rule, List<Value<?>> x, List<Value<?>> y, List<Value<?>> tangents) {
    TapeRecord record = joining(x, y, tangents);
    List<Value<?>> found =
        rule.isOwn() || record == null
            ? rule.pushforward(x, y, tangents)
            : CustomOpRunner.watched(
                CustomOpRunner.noSecondDerivative(call.name()),
                record,
                () -> rule.pushforward(x, y, tangents));
    String name = call.name();
    SweepChecks.checkCount(name + ": tangents of the forward rule", found, "results", y);
    for (int k = 0; k < y.size(); k++) {
      SweepChecks.checkFits(
          name + ": a tangent of the forward rule", found.get(k), "result", y.get(k));
    }
    return found;
  }

  /**
   * Takes tangents forward by a rule that takes cotangents back: that is linear in the cotangents
   * {@code w}, so that the derivative of {@code <rule(w), t>} by {@code w} is the tangent.
   */
  private static List<List<Value<?>>> transposed(
      CallNode call,
      CallRule rule,
      Engine engine,
      List<Value<?>> x,
      List<Value<?>> y,
      List<List<Value<?>>> tangents) {
    return Transform.run(
        engine,
        t -> {
          List<Value<?>> zeros = new ArrayList<>();
          y.forEach(v -> zeros.add(v.zerosLike()));
          List<Value<?>> w = t.own(zeros);
          TapeRecord record = Objects.requireNonNull(joining(x, y, w));
          String refusal = "jvp: " + call.name() + " has no forward rule";
          List<Value<?>> back =
              checked(
                  call, x, CustomOpRunner.watched(refusal, record, () -> rule.pullback(x, y, w)));
          requireLinear(refusal, SweepChecks.meetFlat(w));
          List<List<Value<?>>> found = new ArrayList<>();
          for (List<Value<?>> tangent : tangents) {
            List<Value<?>> along = t.recordedPullback(back, tangent, w);
            requireLinear(refusal, SweepChecks.depend(along, w));
            found.add(t.results(along));
          }
          return found;
        });
  }

  private static void requireLinear(String refusal, boolean bends) {
    if (bends) {
      throw new AutodiffException(
          refusal,
          "a rule that takes cotangents back, and not linearly",
          "a rule that is linear in the cotangent",
          "CustomGradient.of(f, rule, forwardRule) gives a forward rule; gradient(...) and"
              + " jacobian(...).reverse() go in reverse");
    }
  }

  private static @Nullable TapeRecord joining(
      List<Value<?>> x, List<Value<?>> y, List<Value<?>> vectors) {
    List<Value<?>> all = new ArrayList<>(x);
    all.addAll(y);
    all.addAll(vectors);
    return Recording.joining(all.toArray(Value<?>[]::new));
  }
}
