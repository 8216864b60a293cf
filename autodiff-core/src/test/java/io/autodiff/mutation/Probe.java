package io.autodiff.mutation;

import io.autodiff.DType;
import io.autodiff.Engine;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.check.AgreementReport;
import io.autodiff.check.Culprit;
import io.autodiff.check.GradientCheck;
import io.autodiff.check.GradientReport;
import io.autodiff.check.Verdict;
import io.autodiff.op.Binary;
import io.autodiff.op.Elementwise;
import io.autodiff.op.JointPrimitive;
import io.autodiff.op.OpSamples;
import io.autodiff.op.Samples;
import io.autodiff.op.TensorSample;
import io.autodiff.op.TensorSamples;
import io.autodiff.op.Ternary;
import io.autodiff.op.Unary;
import io.autodiff.tape.Recording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * A function of one operation that the checker looks at.
 *
 * @param isAlone whether no other operation takes part
 */
record Probe(
    String label,
    boolean isAlone,
    Function<List<Value<?>>, List<Value<?>>> f,
    GradientCheck check,
    int order,
    Value<?>[] point) {
  /** Operands beside those of the samples. */
  private static final double[] GRID = {
    -101, -7.9, -2.6, -0.72, -0.11, 0.013, 0.13, 0.47, 0.56, 0.9, 1.7, 4.3, 9.1
  };

  /** How many doubles a vector has at most, and how many elements are left over. */
  private static final int LANES = 8;

  private static final int LEFT_OVER = 3;

  /** What the checker said of a broken engine. */
  enum Outcome {
    /** The checker calls the derivative wrong and blames an operation. */
    WRONG,
    /** The checker calls it wrong and blames nothing. */
    NO_BLAME,
    /** The engine refuses to compute. */
    REFUSED,
    /** The checker finds nothing wrong. */
    MISSED
  }

  /**
   * An outcome.
   *
   * @param text the operation that is blamed, or what was said
   */
  record Finding(Outcome outcome, String text) {}

  /** Returns what the checker says. */
  Finding look() {
    try {
      GradientReport report = check.order(1).at(point);
      if (report.verdict() == Verdict.RIGHT && order > 1) {
        report = check.order(order).at(point);
      }
      return report.verdict() == Verdict.WRONG ? finding(report) : agreement();
    } catch (RuntimeException | StackOverflowError e) {
      return new Finding(Outcome.REFUSED, e.toString());
    }
  }

  private static Finding finding(GradientReport report) {
    Culprit culprit = report.culprit();
    return culprit == null
        ? new Finding(Outcome.NO_BLAME, report.toString())
        : new Finding(Outcome.WRONG, culprit.operation());
  }

  private Finding agreement() {
    AgreementReport agreement = check.agreement(point);
    if (!agreement.holds()) {
      AgreementReport.Blamed culprit = agreement.blamed();
      return culprit == null
          ? new Finding(Outcome.NO_BLAME, agreement.toString())
          : new Finding(Outcome.WRONG, culprit.operation());
    }
    String refused =
        agreement.entries().stream()
            .map(AgreementReport.Entry::leftOut)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    return refused != null
        ? new Finding(Outcome.REFUSED, refused)
        : new Finding(Outcome.MISSED, agreement.toString());
  }

  /** Returns this probe with differences along a number of random directions. */
  Probe directional(int directions) {
    return new Probe(label, isAlone, f, check.directional(directions), order, point);
  }

  /** Returns what the engine computes, by which one tells whether a mutant changes anything. */
  Fingerprint fingerprint() {
    return Fingerprint.of(f, List.of(point));
  }

  /** Returns every operation at every sample, on scalars and as tensors. */
  static List<Probe> all() {
    List<Probe> probes = new ArrayList<>();
    for (Samples.Case c : OpSamples.elementwise()) {
      c.samples().points().forEach(point -> addScalars(probes, c.op(), point));
      for (double[] point : more(c)) {
        probes.add(of(c.op().label(), true, Scalar.of(point), x -> apply(c.op(), x)));
      }
      Value<?>[] at = ofLoops(c.op(), points(c), false, false).point();
      probes.add(
          amidOthers(c.op().label(), at, x -> Recording.apply(c.op(), x.toArray(Tensor[]::new))));
    }
    for (TensorSample sample : TensorSamples.all()) {
      boolean isEmpty = sample.operands().stream().anyMatch(t -> t.size() == 0);
      if (sample.derivatives() == null && !isEmpty) {
        Function<List<Value<?>>, List<Value<?>>> f =
            x -> List.of(Recording.apply(sample.op(), x.toArray(Tensor[]::new)));
        GradientCheck check = GradientCheck.ofValues(f::apply).directional(3);
        probes.add(new Probe(sample.op().label(), true, f, check, 2, sample.inputs()));
        probes.add(amidOthers(sample.op().label(), sample.inputs(), x -> f.apply(x).get(0)));
        for (int k = 0;
            k < sample.operands().size() && sample.op() instanceof JointPrimitive;
            k++) {
          probes.add(withConstant(sample, k));
        }
      }
    }
    probes.addAll(branches());
    probes.addAll(mixtures());
    return probes;
  }

  /** Returns the sample points of an operation and more, where it is smooth and right. */
  static List<double[]> points(Samples.Case c) {
    List<double[]> all = new ArrayList<>(c.samples().points());
    all.addAll(more(c));
    return all;
  }

  private static final Map<String, List<double[]>> MORE = new HashMap<>();

  private static List<double[]> more(Samples.Case c) {
    return MORE.computeIfAbsent(c.op().toString() + c.op().label(), _ -> found(c));
  }

  private static List<double[]> found(Samples.Case c) {
    int arity = c.samples().arity();
    List<double[]> found = new ArrayList<>();
    for (int i = 0; i < GRID.length; i++) {
      double[] point = new double[arity];
      for (int k = 0; k < arity; k++) {
        point[k] = GRID[(i * (k + 1) + 3 * k) % GRID.length];
      }
      GradientCheck check = GradientCheck.of(x -> apply(c.op(), x)).order(2);
      if (check.at(point).isCorrect()) {
        found.add(point);
      }
    }
    return found;
  }

  private static void addScalars(List<Probe> probes, Elementwise op, double[] point) {
    Value<?>[] at = Scalar.of(point);
    probes.add(of(op.label(), true, at, x -> apply(op, x)));
    probes.add(amidOthers(op.label(), at, x -> apply(op, x.toArray(Scalar[]::new))));
    for (int k = 0; k < point.length && point.length > 1; k++) {
      probes.add(withConstant(op, k, point));
    }
    probes.add(
        of(
            op.label(),
            false,
            at,
            x -> {
              Scalar[] later = Arrays.stream(x).map(v -> v.mul(1).add(0)).toArray(Scalar[]::new);
              return apply(op, later).mul(0.5);
            }));
    probes.add(
        of(
            op.label(),
            false,
            at,
            x -> {
              Scalar sum = apply(op, x).mul(0.5);
              for (Scalar v : x) {
                sum = sum.add(v.mul(0.3));
              }
              return sum;
            }));
  }

  /** Returns a function whose results are an operation's and its operands. */
  private static Probe amidOthers(
      String label, Value<?>[] at, Function<List<Value<?>>, Value<?>> operation) {
    Function<List<Value<?>>, List<Value<?>>> f =
        x -> {
          List<Value<?>> results = new ArrayList<>(List.of(operation.apply(x)));
          results.addAll(x);
          return results;
        };
    return new Probe(label, true, f, GradientCheck.ofValues(f::apply), 2, at);
  }

  private static Probe withConstant(Elementwise op, int constant, double[] point) {
    double[] others = new double[point.length - 1];
    for (int i = 0, j = 0; i < point.length; i++) {
      if (i != constant) {
        others[j++] = point[i];
      }
    }
    return of(
        op.label(),
        true,
        Scalar.of(others),
        x -> {
          Scalar[] all = new Scalar[point.length];
          for (int i = 0, j = 0; i < all.length; i++) {
            all[i] = i == constant ? Scalar.of(point[i]) : x[j++];
          }
          return apply(op, all);
        });
  }

  /** The same of tensors, whose rule may know which operands are constants. */
  private static Probe withConstant(TensorSample sample, int constant) {
    List<Tensor> others = new ArrayList<>(sample.operands());
    others.remove(constant);
    Function<List<Value<?>>, List<Value<?>>> f =
        x -> {
          List<Value<?>> all = new ArrayList<>(x);
          all.add(constant, sample.operands().get(constant));
          return List.of(Recording.apply(sample.op(), all.toArray(Tensor[]::new)));
        };
    GradientCheck check = GradientCheck.ofValues(f::apply).directional(3);
    return new Probe(sample.op().label(), true, f, check, 2, others.toArray(Value<?>[]::new));
  }

  private static Probe of(String label, boolean alone, Value<?>[] at, ScalarFunction f) {
    Function<List<Value<?>>, List<Value<?>>> general =
        x -> List.of(f.apply(x.toArray(Scalar[]::new)));
    return new Probe(label, alone, general, GradientCheck.of(f), 2, at);
  }

  /** Returns functions that branch by each comparison. */
  private static List<Probe> branches() {
    Value<?>[] at = Scalar.of(0.7, 0.4);
    return List.of(
        of("gt", true, at, x -> x[0].isGreaterThan(x[1]) ? x[0].mul(x[1]) : x[0].sin()),
        of("lt", true, at, x -> x[0].isLessThan(x[1]) ? x[0].mul(x[1]) : x[0].sin()));
  }

  /** Returns the two operations between scalars and tensors. */
  private static List<Probe> mixtures() {
    Value<?>[] scalars = Scalar.of(0.7, 0.4);
    Value<?>[] tensor = {Tensor.of(0.3, 0.8)};
    return List.of(
        amidOthers("stack", scalars, x -> Tensor.stack(x.toArray(Scalar[]::new))),
        amidOthers("element", tensor, x -> Recording.element((Tensor) x.get(0), 1)));
  }

  static Scalar apply(Elementwise op, Scalar... x) {
    return switch (op) {
      case Unary u -> x[0].apply(u);
      case Binary b -> x[0].apply(b, x[1]);
      case Ternary t -> x[0].apply(t, x[1], x[2]);
    };
  }

  /**
   * Returns an operation on tensors, whose derivatives fused loops compute.
   *
   * @param points the operands of its elements, in turn
   */
  static Probe ofLoops(Elementwise op, List<double[]> points, boolean single, boolean simd) {
    int n = Math.max(points.size(), simd ? (single ? 2 : 1) * LANES + LEFT_OVER : 1);
    Tensor[] at = new Tensor[points.get(0).length];
    for (int k = 0; k < at.length; k++) {
      double[] numbers = new double[n];
      for (int i = 0; i < n; i++) {
        numbers[i] = points.get(i % points.size())[k];
      }
      Tensor t = Tensor.of(Shape.of(n), numbers);
      at[k] = single ? t.to(DType.FLOAT32) : t;
    }
    Function<List<Value<?>>, List<Value<?>>> f =
        x -> List.of(Recording.apply(op, x.toArray(Tensor[]::new)));
    GradientCheck check =
        GradientCheck.ofValues(f::apply).engine(Engine.standard().withVector(simd));
    return new Probe(op.label(), true, f, check, 1, at);
  }
}
