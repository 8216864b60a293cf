package io.autodiff.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.autodiff.DType;
import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.batch.Pointwise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the loops of each rule, in both precisions, against one formula of it, bit by bit. */
class UpdateRuleTest {
  private static final int SIZE = 1000;
  private static final int STEPS = 4;
  private static final double RATE = 0.03;

  /**
   * A rule and its formula.
   *
   * @param numbers what a step's number decides: arguments after weight, derivative and slots
   * @param formula gives the new weight and slots
   */
  record Case(UpdateRule rule, IntFunction<double[]> numbers, Pointwise formula) {
    @Override
    public String toString() {
      return rule.toString();
    }
  }

  private static Scalar[] all(Scalar... results) {
    return results;
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(Sgd.of(RATE), _ -> new double[] {RATE}, sgd(0)),
        new Case(Sgd.of(RATE).weightDecay(0.01), _ -> new double[] {RATE}, sgd(0.01)),
        new Case(
            Sgd.of(RATE).momentum(0.9).weightDecay(0.01),
            _ -> new double[] {RATE},
            momentum(0.9, 0.01, 0, 1)),
        new Case(Sgd.of(RATE).nesterov(0.8), _ -> new double[] {RATE}, momentum(0.8, 0, 1, 0.8)),
        new Case(new RmsProp(RATE, 0.9, 1e-6), _ -> new double[] {RATE}, rmsProp(0.9, 1e-6)),
        new Case(new Adagrad(RATE, 1e-6), _ -> new double[] {RATE}, adagrad(1e-6)),
        new Case(Adam.of(RATE), adamNumbers(0.9, 0.999, 0), adam(0.9, 0.999, 1e-8)),
        new Case(
            new Adam(RATE, 0.7, 0.95, 1e-4, 0.02),
            adamNumbers(0.7, 0.95, 0.02),
            adam(0.7, 0.95, 1e-4)));
  }

  private static IntFunction<double[]> adamNumbers(double beta1, double beta2, double decay) {
    return step ->
        new double[] {
          RATE / (1 - Math.pow(beta1, step)), 1 / (1 - Math.pow(beta2, step)), 1 - RATE * decay
        };
  }

  private static Pointwise sgd(double decay) {
    return Pointwise.of(3, x -> all(x[0].sub(x[2].mul(x[1].add(x[0].mul(decay))))));
  }

  private static Pointwise momentum(double keep, double decay, double own, double follow) {
    return Pointwise.of(
        4,
        x -> {
          Scalar d = x[1].add(x[0].mul(decay));
          Scalar v = x[2].mul(keep).add(d);
          return all(x[0].sub(x[3].mul(d.mul(own).add(v.mul(follow)))), v);
        });
  }

  private static Pointwise rmsProp(double keep, double epsilon) {
    return Pointwise.of(
        4,
        x -> {
          Scalar v = x[2].mul(keep).add(x[1].mul(1 - keep).mul(x[1]));
          return all(x[0].sub(x[3].mul(x[1]).div(v.sqrt().add(epsilon))), v);
        });
  }

  private static Pointwise adagrad(double epsilon) {
    return Pointwise.of(
        4,
        x -> {
          Scalar v = x[2].add(x[1].mul(x[1]));
          return all(x[0].sub(x[3].mul(x[1]).div(v.sqrt().add(epsilon))), v);
        });
  }

  private static Pointwise adam(double beta1, double beta2, double epsilon) {
    return Pointwise.of(
        7,
        x -> {
          Scalar m = x[2].mul(beta1).add(x[1].mul(1 - beta1));
          Scalar v = x[3].mul(beta2).add(x[1].mul(1 - beta2).mul(x[1]));
          Scalar down = v.mul(x[5]).sqrt().add(epsilon);
          return all(x[6].mul(x[0]).sub(x[4].mul(m).div(down)), m, v);
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void updateIsTheFormulaInBothPrecisions(Case each) {
    for (DType dtype : DType.values()) {
      SplittableRandom random = new SplittableRandom(3);
      Parameter w = new Parameter("w", Tensor.randn(dtype, random, SIZE));
      OptimizerRun run = each.rule.start(List.of(w));
      List<Tensor> expected = new ArrayList<>(List.of(w.value()));
      each.rule.slots().forEach(_ -> expected.add(Tensor.zeros(SIZE).to(dtype)));
      for (int step = 1; step <= STEPS; step++) {
        Tensor gradient = Tensor.randn(dtype, random, SIZE);
        LossGradient here = new LossGradient(0, List.of(gradient));
        run.step(here, () -> here, RATE);
        List<Tensor> arguments = new ArrayList<>(expected);
        arguments.add(1, gradient);
        for (double number : each.numbers.apply(step)) {
          arguments.add(Tensor.of(number).to(dtype));
        }
        Tensor[] results = each.formula.apply(arguments.toArray(Tensor[]::new));
        expected.clear();
        expected.addAll(Arrays.asList(results));
        assertArrayEquals(results[0].values(), w.value().values(), "step " + step + ", " + dtype);
        for (int k = 0; k < each.rule.slots().size(); k++) {
          Tensor slot = run.state().getOrDefault("w/" + each.rule.slots().get(k), Tensor.of());
          assertArrayEquals(results[k + 1].values(), slot.values(), "slot " + k + ", " + dtype);
        }
      }
    }
  }
}
