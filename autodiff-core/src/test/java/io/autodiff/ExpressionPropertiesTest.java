package io.autodiff;

import static io.autodiff.fixture.Numbers.assertClose;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.check.Certificate;
import io.autodiff.check.GradientCheck;
import io.autodiff.check.Verdict;
import io.autodiff.op.SumTo;
import io.autodiff.tape.Recording;
import io.autodiff.transform.Differentiable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random programs of scalars and tensors: their derivatives against differences. */
class ExpressionPropertiesTest {
  private static final Shape[] SHAPES = {Shape.of(2, 3), Shape.of(3), Shape.of(2, 1), Shape.SCALAR};

  @Property(tries = 25, seed = "1")
  void derivativesAreWhatDifferencesSay(@ForAll long seed) {
    GradientCheck.ofValues(x -> program(seed, 10, x))
        .order(2)
        .directional(2)
        .tolerance(1e-5, 1e-8)
        .at(arguments(seed))
        .assertCorrect();
  }

  @Property(tries = 40, seed = "8")
  void digitsOfDerivativesAreCertified(@ForAll long seed) {
    Certificate certificate =
        GradientCheck.ofValues(x -> program(seed, 40, x))
            .directional(2)
            .certificate(arguments(seed));
    assertNull(certificate.culprit(), certificate::toString);
    for (Certificate.Entry e : certificate.entries()) {
      double lost = e.condition() > 1 ? Math.log10(e.condition()) : 0;
      boolean certified = e.verdict() == Verdict.RIGHT && e.digits() > 11 - lost;
      assertTrue(certified || e.verdict() == Verdict.KINK, certificate::toString);
    }
  }

  @Property(tries = 150, seed = "2")
  void recordedDerivativesAreThoseOfTheSweep(@ForAll long seed) {
    try (Tape tape = new Tape().allowConstant()) {
      List<Value<?>> x = new ArrayList<>();
      for (Value<?> argument : arguments(seed)) {
        x.add(
            switch (argument) {
              case Scalar s -> tape.variable(s.value());
              case Tensor t -> tape.variable(t);
            });
      }
      Scalar y = (Scalar) program(seed, 60, x).get(0);
      Gradients grads = tape.gradients(y);
      List<Value<?>> again = tape.differentiate(List.of(y), List.of(Scalar.of(1)), x);
      for (int i = 0; i < x.size(); i++) {
        switch (x.get(i)) {
          case Scalar s -> {
            double recorded = ((Scalar) again.get(i)).value();
            double named = tape.gradients(y, s).of(s);
            assertClose(grads.of(s), recorded, 1e-11, () -> "by a scalar");
            assertClose(grads.of(s), named, 1e-11, () -> "by a scalar that is named");
          }
          case Tensor t -> {
            assertClose(grads.of(t), (Tensor) again.get(i), 1e-11, "by a tensor");
            assertClose(grads.of(t), tape.gradients(y, t).of(t), 1e-11, "by a named tensor");
          }
        }
      }
    }
  }

  @Property(tries = 30, seed = "3")
  void aProgramInsideATransformIsTheSameProgram(@ForAll long seed) {
    Value<?>[] at = arguments(seed);
    Tensor w = (Tensor) at[2];
    Differentiable<Tensor, Scalar> f =
        Differentiable.of(
                (Tensor v) -> (Scalar) program(seed, 15, List.of(at[0], at[1], v, at[3])).get(0))
            .allowConstant();
    Tensor gradient = f.gradient(w);
    try (Tape tape = new Tape()) {
      Tensor outer = tape.variable(w);
      Tensor nested = f.gradient(outer);
      assertClose(gradient, nested, 1e-12, "recorded on a user's tape");
      Scalar y = f.apply(outer);
      if (!y.isConstant()) {
        assertClose(gradient, tape.gradients(y).of(outer), 1e-12, "by the tape");
      }
    }
  }

  @Property(tries = 100, seed = "4")
  void forwardAndReverseAgree(@ForAll long seed) {
    Random random = new Random(seed);
    double[] x = random.doubles(11, -1, 1).toArray();
    double[] direction = random.doubles(11, -1, 1).toArray();
    ScalarFunction f = v -> (Scalar) program(seed, 40, grouped(v)).get(0);
    double[] gradient = Autodiff.gradient(f).at(x);
    double slope = Autodiff.jvp(v -> new Scalar[] {f.apply(v)}).at(x, direction)[0];
    double expected = 0;
    for (int i = 0; i < x.length; i++) {
      expected += gradient[i] * direction[i];
    }
    assertClose(expected, slope, 1e-10, () -> "forward against reverse");
  }

  private static List<Value<?>> grouped(Scalar... v) {
    Tensor matrix = Tensor.stack(DType.FLOAT64, Shape.of(2, 3), Arrays.copyOfRange(v, 2, 8));
    return List.of(v[0], v[1], matrix, Tensor.stack(Arrays.copyOfRange(v, 8, 11)));
  }

  @Property(tries = 60, seed = "5")
  void stepsOfARewoundTapeAreThoseOfAFreshOne(@ForAll long seed) {
    try (Tape tape = new Tape()) {
      Tape.Mark mark = tape.mark();
      List<Tensor> kept = new ArrayList<>();
      List<Tensor> expected = new ArrayList<>();
      for (int step = 0; step < 4; step++) {
        long program = seed + step / 2;
        kept.add(gradient(tape, program));
        tape.rewind(mark);
        try (Tape fresh = new Tape()) {
          expected.add(gradient(fresh, program));
        }
        for (int i = 0; i <= step; i++) {
          assertClose(expected.get(i), kept.get(i), 0, "step " + i + " after step " + step);
        }
      }
    }
  }

  private static Tensor gradient(Tape tape, long seed) {
    Value<?>[] at = arguments(seed);
    Tensor w = tape.variable((Tensor) at[2]);
    Tensor u = tape.variable((Tensor) at[3]);
    Scalar s = tape.variable(0.5);
    Scalar y = (Scalar) program(seed, 40, List.of(s, at[1], w, u)).get(0);
    Gradients grads = tape.gradients(y);
    return Tensor.concat(0, grads.of(w).flatten(), grads.of(u), Tensor.of(grads.of(s), y.value()));
  }

  private static Value<?>[] arguments(long seed) {
    Random random = new Random(seed);
    return new Value<?>[] {
      Scalar.of(random.nextDouble(-1, 1)),
      Scalar.of(random.nextDouble(-1, 1)),
      Tensor.uniform(random, -1, 1, 2, 3),
      Tensor.uniform(random, -1, 1, 3)
    };
  }

  /** Computes a random smooth function of its arguments whose values stay moderate. */
  private static List<Value<?>> program(long seed, int steps, List<Value<?>> arguments) {
    Random random = new Random(~seed);
    List<Scalar> scalars = new ArrayList<>();
    List<Tensor> tensors = new ArrayList<>();
    for (Value<?> argument : arguments) {
      switch (argument) {
        case Scalar s -> scalars.add(s);
        case Tensor t -> tensors.add(t);
      }
    }
    for (int i = 0; i < steps; i++) {
      if (random.nextBoolean()) {
        scalars.add(scalar(random, scalars, tensors));
      } else {
        tensors.add(tensor(random, scalars, tensors));
      }
    }
    Scalar last = scalars.get(scalars.size() - 1);
    return List.of(last.add(tensors.get(tensors.size() - 1).sum()));
  }

  private static Scalar scalar(Random random, List<Scalar> scalars, List<Tensor> tensors) {
    Tensor t = pick(random, tensors);
    return switch (random.nextInt(5)) {
      case 0 -> elementwise(random, scalars);
      case 1 -> t.mean();
      case 2 -> t.logSumExp();
      case 3 -> Recording.element(t, random.nextInt(t.size()));
      default -> Autodiff.derivative(v -> v.sin().mul(t.mean())).at(pick(random, scalars));
    };
  }

  private static Tensor tensor(Random random, List<Scalar> scalars, List<Tensor> tensors) {
    Tensor t = pick(random, tensors);
    Scalar s = pick(random, scalars);
    return switch (random.nextInt(8)) {
      case 0, 1 -> elementwise(random, tensors);
      case 2 -> t.mul(s);
      case 3 -> Tensor.stack(s, pick(random, scalars), s);
      case 4 -> t.rank() == 0 ? t.exp().log1p() : t.softmax(-1);
      case 5 ->
          t.broadcastTo(2, 3).matmul(t.broadcastTo(2, 3).transpose()).mean(new int[] {1}, true);
      case 6 -> t.broadcastTo(2, 3).sum(0).div(2);
      default -> SumTo.of(t, SHAPES[t.rank() == 2 && t.dim(1) == 3 ? random.nextInt(4) : 3]).div(3);
    };
  }

  private static <V extends Value<V>> V elementwise(Random random, List<V> values) {
    V x = pick(random, values);
    V y = pick(random, values);
    return switch (random.nextInt(9)) {
      case 0 -> x.add(y).mul(0.5);
      case 1 -> x.sub(y).tanh();
      case 2 -> x.mul(y).sin();
      case 3 -> x.div(y.square().add(1));
      case 4 -> x.sigmoid();
      case 5 -> x.softplus().sub(0.7);
      case 6 -> x.square().add(1).sqrt().sub(y);
      case 7 -> x.tanh().exp().log();
      default -> x.square().add(0.5).pow(y.tanh());
    };
  }

  private static <V> V pick(Random random, List<V> values) {
    return values.get(random.nextInt(values.size()));
  }
}
