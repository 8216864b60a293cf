package io.autodiff.sweep;

import io.autodiff.AutodiffException;
import io.autodiff.Engine;
import io.autodiff.Value;
import io.autodiff.tape.CallNode;
import io.autodiff.tape.CallRule;
import io.autodiff.tape.CustomOpRunner;
import io.autodiff.tape.Recording;
import io.autodiff.tape.TapeRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The derivatives of calls: by a call's own rule, or by running its code again. */
final class CallDerivatives {
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
