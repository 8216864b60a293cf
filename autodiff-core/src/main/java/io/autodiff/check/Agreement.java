package io.autodiff.check;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.program.Program;
import io.autodiff.program.Replay;
import io.autodiff.sweep.Transform;
import io.autodiff.sweep.UnitVectors;
import io.autodiff.transform.ValueTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The ways to one derivative, compared with each other along random vectors. */
final class Agreement {
  private static final double DOUBLE = 1e-10;
  private static final double SINGLE = 1e-3;

  private static final String ELSEWHERE = "replay at other points";

  /** How far the other points are, relative to the arguments. */
  private static final double[] REACHES = {0.01, -0.01, 0.1, -0.1, 1, -1, 4, -4};

  private final Function<List<Value<?>>, List<Value<?>>> f;
  private final Point point;
  private final List<Value<?>> results;
  private final List<Value<?>> tangent;
  private final List<Value<?>> cotangent;
  private final List<Value<?>> another;
  private final double accuracy;
  private final List<AgreementReport.Entry> entries = new ArrayList<>();

  /** The comparison that went the other way while a replay said nothing. */
  private AgreementReport.@Nullable Blamed turned;

  private Agreement(Function<List<Value<?>>, List<Value<?>>> f, Point point, long seed) {
    Random random = new Random(seed);
    this.f = f;
    this.point = point;
    this.results = Point.of(f.apply(point.values()).toArray(Value<?>[]::new)).values();
    this.tangent = like(point.values(), random);
    this.cotangent = like(results, random);
    this.another = like(results, random);
    this.accuracy = point.dtype() == DType.FLOAT32 ? SINGLE : DOUBLE;
  }

  /** Returns what is found, and where something does not hold the operation to blame. */
  static AgreementReport of(Function<List<Value<?>>, List<Value<?>>> f, Point point, long seed) {
    Agreement agreement = new Agreement(f, point, seed);
    AgreementReport report = agreement.compareAll();
    if (report.holds()) {
      return report;
    }
    AgreementReport.Blamed branch = agreement.turned;
    return report.with(branch != null ? branch : Blame.disagreement(report, f, point, seed));
  }

  /** Returns what is found, and blames nothing. */
  static AgreementReport compare(
      Function<List<Value<?>>, List<Value<?>>> f, Point point, long seed) {
    return new Agreement(f, point, seed).compareAll();
  }

  /**
   * Returns whether a function has one value and its rules, put together forward and in reverse,
   * one derivative, of the first and second order; false if it does not allow one of these.
   */
  static boolean areSweepsAlike(
      Function<List<Value<?>>, List<Value<?>>> f, Point point, long seed) {
    Agreement agreement = new Agreement(f, point, seed);
    AgreementReport report = agreement.compareSweeps(agreement.pullback(agreement.cotangent));
    return report.entries().stream().allMatch(e -> e.holds() && e.leftOut() == null);
  }

  private AgreementReport compareSweeps(double[] gradient) {
    exact("value when called again", numbers(results), numbers(f.apply(point.values())));
    attempt("forward against reverse", () -> forwardAgainstReverse(gradient));
    attempt("linear in the cotangent", () -> linearity(gradient));
    attempt("Hessian symmetric", this::symmetry);
    return new AgreementReport(entries, null);
  }

  private static List<Value<?>> like(List<? extends Value<?>> values, Random random) {
    return Point.unflatten(values, random.doubles(UnitVectors.size(values), -1, 1).toArray());
  }

  private AgreementReport compareAll() {
    double[] before = numbers(point.values());
    double[] gradient = pullback(cotangent);
    compareSweeps(gradient);
    attempt("replay against eager", () -> replay(gradient));
    attempt("float32 against float64", () -> single(gradient));
    exact("inputs before and after", before, numbers(point.values()));
    return new AgreementReport(entries, null);
  }

  /** Makes a comparison, or notes why a function does not allow it. */
  private void attempt(String name, Runnable comparison) {
    try {
      comparison.run();
    } catch (AutodiffException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      entries.add(new AgreementReport.Entry(name, true, Double.NaN, Double.NaN, reason));
    }
  }

  private static double[] numbers(List<? extends Value<?>> values) {
    return ValueTree.numbers(values);
  }

  private double[] pullback(List<? extends Value<?>> seeds) {
    return Transform.run(
        t -> {
          List<Value<?>> own = t.own(point.values());
          return numbers(t.pullback(f.apply(List.copyOf(own)), seeds, own));
        });
  }

  private void forwardAgainstReverse(double[] gradient) {
    double[] forward =
        Transform.run(
            t -> {
              List<Value<?>> own = t.own(point.values());
              List<Value<?>> y = f.apply(List.copyOf(own));
              return numbers(t.pushforward(y, own, List.of(tangent)).get(0));
            });
    double[] pushed = {Objective.dot(numbers(cotangent), forward)};
    double[] pulled = {Objective.dot(gradient, numbers(tangent))};
    close("forward against reverse", pushed, pulled, norm(gradient));
  }

  private void linearity(double[] gradient) {
    double[] other = pullback(another);
    double[] seeds = numbers(cotangent);
    double[] more = numbers(another);
    Arrays.setAll(seeds, i -> 2 * seeds[i] - 3 * more[i]);
    double[] combined = pullback(Point.unflatten(results, seeds));
    double[] expected = new double[gradient.length];
    Arrays.setAll(expected, i -> 2 * gradient[i] - 3 * other[i]);
    close("linear in the cotangent", combined, expected, norm(gradient) + norm(other));
  }

  /** Compares {@code u'(H v)} with {@code v'(H u)}, where u is the gradient's own direction. */
  private void symmetry() {
    List<Value<?>> u = like(point.values(), new Random(7));
    double[] hv = hessianProduct(tangent);
    double[] hu = hessianProduct(u);
    double[] one = {Objective.dot(numbers(u), hv)};
    double[] two = {Objective.dot(numbers(tangent), hu)};
    close("Hessian symmetric", one, two, norm(hv) + norm(hu));
    attempt(
        "reverse over forward",
        () -> close("reverse over forward", reverseOverForward(), hv, norm(hv)));
  }

  /** Returns the second derivative times the tangent: the gradient of a forward derivative. */
  private double[] reverseOverForward() {
    return Transform.run(
        outer -> {
          List<Value<?>> x = outer.own(point.values());
          List<Value<?>> slopes =
              Transform.run(
                  inner -> {
                    List<Value<?>> own = inner.own(x);
                    List<Value<?>> y = f.apply(List.copyOf(own));
                    return inner.pushforward(y, own, List.of(tangent)).get(0);
                  });
          return numbers(outer.pullback(slopes, cotangent, x));
        });
  }

  /** Returns the second derivative times a vector, reverse over reverse. */
  private double[] hessianProduct(List<Value<?>> vector) {
    return Transform.run(
        outer -> {
          List<Value<?>> x = outer.own(point.values());
          List<Value<?>> slopes =
              Transform.run(
                  inner -> {
                    List<Value<?>> own = inner.own(x);
                    return inner.pullback(f.apply(List.copyOf(own)), cotangent, own);
                  });
          return numbers(outer.pullback(slopes, vector, x));
        });
  }

  private void replay(double[] gradient) {
    Program program = program(point);
    Replay replay = program.replay();
    try {
      exact("replay against eager", numbers(results), numbers(replay.run(point.values())));
    } catch (AutodiffException refused) {
      entries.add(new AgreementReport.Entry("replay against eager", false, 0, Double.NaN, null));
      turned = program.guards().isEmpty() ? null : branch(program, program.guards().get(0));
      return;
    }
    double[] back = numbers(replay.reverse(cotangent));
    close("replay's gradient", back, gradient, norm(gradient));
    replayElsewhere(program, replay);
  }

  private Program program(Point at) {
    return Transform.recordProgram(
        t -> {
          List<Value<?>> own = t.own(at.values());
          return Program.between(own, f.apply(List.copyOf(own)));
        });
  }

  /**
   * Replays at other points, where a branch may go the other way: the replay has to give what the
   * function gives, or to say that it cannot.
   */
  private void replayElsewhere(Program program, Replay replay) {
    double[] direction = numbers(tangent);
    Arrays.setAll(direction, i -> direction[i] * Math.max(1, Math.abs(point.number(i))));
    for (double reach : REACHES) {
      Point there = point.moved(reach, direction);
      double[] eager;
      double[] replayed;
      try {
        eager = numbers(f.apply(there.values()));
        replayed = numbers(replay.run(there.values()));
      } catch (AutodiffException outside) {
        continue; // of the domain, or the replay says that a branch goes the other way
      }
      if (!Arrays.equals(eager, replayed)) {
        exact(ELSEWHERE, replayed, eager);
        turned = turnedBranch(program, program(there));
        return;
      }
    }
    exact(ELSEWHERE, direction, direction);
  }

  /** Returns the first comparison of a program that went the other way; null if none did. */
  private static AgreementReport.@Nullable Blamed turnedBranch(Program first, Program second) {
    int count = Math.min(first.guards().size(), second.guards().size());
    for (int k = 0; k < count; k++) {
      Program.Guard guard = first.guards().get(k);
      if (guard.held() != second.guards().get(k).held()) {
        return branch(first, guard);
      }
    }
    return null;
  }

  private static AgreementReport.Blamed branch(Program program, Program.Guard guard) {
    Program.Step step = (Program.Step) program.instructions().get(guard.comparison());
    return new AgreementReport.Blamed(step.op().label(), guard.comparison(), List.of());
  }

  private void single(double[] gradient) {
    if (point.values().stream().allMatch(Scalar.class::isInstance)
        || point.dtype() == DType.FLOAT32) {
      return;
    }
    Value<?>[] narrow =
        point.values().stream()
            .map(v -> v instanceof Tensor t ? t.to(DType.FLOAT32) : v)
            .toArray(Value<?>[]::new);
    Agreement inSingle = new Agreement(f, Point.of(narrow), 0);
    double[] seeds = numbers(cotangent);
    double[] found = inSingle.pullback(Point.unflatten(inSingle.results, seeds));
    compare("float32 against float64", found, gradient, SINGLE * (1 + norm(gradient)));
  }

  private static double norm(double[] numbers) {
    return Math.sqrt(Arrays.stream(numbers).map(x -> x * x).sum());
  }

  private void close(String name, double[] first, double[] second, double size) {
    compare(name, first, second, accuracy * (1 + size));
  }

  private void exact(String name, double[] first, double[] second) {
    compare(name, first, second, 0);
  }

  private void compare(String name, double[] first, double[] second, double allowed) {
    int worst = -1;
    for (int i = 0; i < Math.min(first.length, second.length); i++) {
      boolean same = Double.compare(first[i], second[i]) == 0;
      if (!same && !(Math.abs(first[i] - second[i]) <= allowed)) {
        worst =
            worst < 0 || Math.abs(first[i] - second[i]) > Math.abs(first[worst] - second[worst])
                ? i
                : worst;
      }
    }
    boolean holds = worst < 0 && first.length == second.length;
    int at = Math.max(worst, 0);
    double one = first.length == 0 ? 0 : first[at];
    double two = second.length == 0 ? 0 : second[at];
    entries.add(new AgreementReport.Entry(name, holds, one, two, null));
  }
}
