package io.autodiff.benchmarks.transforms;

import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.benchmarks.MicroBenchmark;
import io.autodiff.check.AgreementReport;
import io.autodiff.check.GradientCheck;
import io.autodiff.check.GradientReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** What a check costs beside a function's own value and gradient. */
public class GradientCheckBenchmark extends MicroBenchmark {
  /** A function of tensors with a point. */
  @SuppressWarnings("ImmutableEnumChecker") // functions and points that nothing changes
  public enum Case {
    /** Rosenbrock's function of 10 numbers. */
    ROSENBROCK(
        x -> {
          Tensor low = x.get(0).slice(0, 0, 9);
          Tensor bend = x.get(0).slice(0, 1, 10).sub(low.square());
          return bend.square().mul(100).add(low.sub(1).square()).sum();
        },
        Tensor.randn(new Random(1), 10)),
    /** The cross entropy of a layer of 8 inputs and 3 classes on 16 rows. */
    CLASSIFIER(
        x -> {
          Tensor scores = Tensor.randn(new Random(4), 16, 8).matmul(x.get(0)).add(x.get(1));
          return scores.logSoftmax(1).slice(1, 0, 1).mean().neg();
        },
        Tensor.randn(new Random(2), 8, 3),
        Tensor.randn(new Random(3), 3)),
    /** A network of 5,000 parameters; the check takes random directions. */
    NETWORK(
        x ->
            Tensor.randn(new Random(7), 32, 32)
                .matmul(x.get(0))
                .tanh()
                .matmul(x.get(1))
                .square()
                .mean(),
        Tensor.randn(new Random(5), 32, 128),
        Tensor.randn(new Random(6), 128, 7));

    private final Function<List<Tensor>, Scalar> f;
    private final List<Tensor> point;

    Case(Function<List<Tensor>, Scalar> f, Tensor... point) {
      this.f = f;
      this.point = List.of(point);
    }

    private Scalar of(List<Value<?>> x) {
      return f.apply(x.stream().map(Tensor.class::cast).toList());
    }
  }

  /** The function. */
  @Param public Case function = Case.CLASSIFIER;

  private GradientCheck check() {
    return GradientCheck.ofValues(x -> List.of(function.of(x)));
  }

  private Value<?>[] point() {
    return function.point.toArray(Value<?>[]::new);
  }

  /** The value and the gradient. */
  @Benchmark
  public Gradients own() {
    try (Tape tape = new Tape()) {
      List<Value<?>> x = new ArrayList<>();
      function.point.forEach(t -> x.add(tape.variable(t)));
      return tape.gradients(function.of(x));
    }
  }

  /** The check of the gradient. */
  @Benchmark
  public GradientReport checked() {
    return check().at(point());
  }

  /** The check of the first and second derivatives. */
  @Benchmark
  public GradientReport checkedToOrderTwo() {
    return check().order(2).at(point());
  }

  /** The ways to the gradient compared with each other. */
  @Benchmark
  public AgreementReport agreement() {
    return check().agreement(point());
  }
}
