package io.autodiff.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Autodiff;
import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Engine;
import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Shape;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.VectorFunction;
import io.autodiff.check.GradientCheck;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Functions of scalars applied step after step. */
class RecurrenceTest {
  private static final List<Engine> ENGINES =
      List.of(Engine.standard(), Engine.standard().withVector(false));

  /** Two states, two inputs, two parameters; two outputs, one of them a state. */
  private static final Recurrence CELL = Recurrence.of(2, 2, 2, RecurrenceTest::cell);

  private static Scalar[] cell(Scalar... v) {
    Scalar gate = v[0].mul(v[4]).add(v[2]).sigmoid();
    Scalar state = v[1].mul(gate).add(v[3].mul(v[5]).tanh());
    return new Scalar[] {state.mul(gate), state, state.sin().add(v[2].mul(v[4])), state};
  }

  private static Tensor[] arguments(DType dtype, int steps, int... rest) {
    Random random = new Random(17);
    int[] rows = new int[rest.length + 1];
    rows[0] = 2;
    System.arraycopy(rest, 0, rows, 1, rest.length);
    int[] sequence = new int[rest.length + 2];
    sequence[0] = steps;
    System.arraycopy(rows, 0, sequence, 1, rows.length);
    return new Tensor[] {
      Tensor.randn(dtype, random, rows),
      Tensor.randn(dtype, random, sequence),
      Tensor.randn(dtype, random, rows)
    };
  }

  /** Returns state and outputs, computed by one tensor operation a step. */
  private static Tensor[] stepByStep(Tensor... x) {
    Pointwise step = Pointwise.of(6, RecurrenceTest::cell);
    Tensor state = x[0];
    Tensor[] outputs = new Tensor[x[1].dim(0)];
    for (int t = 0; t < outputs.length; t++) {
      Tensor y = step.applyRows(state, x[1].slice(0, t, t + 1).squeeze(0), x[2]);
      state = y.slice(0, 0, 2);
      outputs[t] = y.slice(0, 2, 4);
    }
    return new Tensor[] {state, Tensor.stack(0, outputs)};
  }

  private static Tensor[] apply(Tensor... x) {
    Recurrence.Result y = CELL.apply(x[0], x[1], x[2]);
    return new Tensor[] {y.state(), y.outputs()};
  }

  private static Tensor weighed(Tensor... y) {
    return y[0].sin().sum().add(y[1].square().mul(y[1]).sum()).toTensor(y[0].dtype());
  }

  @Test
  void eachStepIsWhatTheFunctionSays() {
    for (Engine engine : ENGINES) {
      for (DType dtype : DType.values()) {
        for (int steps : new int[] {1, 2, 7}) {
          for (int[] rest : new int[][] {{}, {1}, {3, 5}, {1300}, {0}}) {
            Tensor[] x = arguments(dtype, steps, rest);
            Tensor[] expected = stepByStep(x);
            try (Tape tape = new Tape(engine)) {
              Tensor[] recorded = x.clone();
              recorded[2] = tape.variable(x[2]);
              for (Tensor[] found : new Tensor[][] {apply(x), apply(recorded)}) {
                for (int k = 0; k < 2; k++) {
                  assertEquals(expected[k].shape(), found[k].shape());
                  double tolerance = dtype == DType.FLOAT32 ? 2e-5 : 1e-13;
                  assertArrayEquals(expected[k].values(), found[k].values(), tolerance);
                }
              }
            }
          }
        }
      }
    }
  }

  @Test
  void derivativesAreThoseOfTheStepsOneByOne() {
    Tensor[] x = arguments(DType.FLOAT64, 6, 11);
    try (Tape tape = new Tape()) {
      Tensor[] v = {tape.variable(x[0]), tape.variable(x[1]), tape.variable(x[2])};
      Gradients one = tape.gradients(weighed(apply(v)));
      Gradients other = tape.gradients(weighed(stepByStep(v)));
      for (Tensor each : v) {
        assertArrayEquals(other.of(each).values(), one.of(each).values(), 1e-12);
      }
    }
  }

  @Test
  void derivativesOfFirstAndSecondOrderAreRight() {
    GradientCheck.ofTensors(x -> weighed(apply(x)))
        .order(2)
        .at(arguments(DType.FLOAT64, 3, 2))
        .assertCorrect();
  }

  @Test
  void derivativesOfThirdOrderAreThoseOfTheStepsOneByOne() {
    Tensor[] x = arguments(DType.FLOAT64, 3, 2);
    double[][] found = new double[2][];
    for (int way = 0; way < 2; way++) {
      try (Tape tape = new Tape()) {
        Tensor p = tape.variable(x[2]);
        Tensor[] v = {x[0], x[1], p};
        Tensor y = weighed(way == 0 ? apply(v) : stepByStep(v));
        Tensor first = tape.differentiate(y, p);
        Tensor second = tape.differentiate(first.square().sum(), p);
        found[way] = tape.gradients(second.sin().sum()).of(p).values();
      }
    }
    assertArrayEquals(found[1], found[0], 1e-9);
  }

  @Test
  void derivativesGoForwardAndBothWaysMix() {
    VectorFunction f =
        v -> {
          Tensor[] x = {
            Tensor.stack(v[0], v[1]).reshape(2, 1),
            Tensor.stack(v).reshape(3, 2, 1),
            Tensor.stack(v[2], v[5]).reshape(2, 1)
          };
          Tensor[] y = apply(x);
          return new Scalar[] {y[0].sum(), y[1].square().sum()};
        };
    double[] at = {0.3, -0.2, 0.5, 0.1, 0.7, -0.4};
    double[][] forward = Autodiff.jacobian(f).forward().at(at);
    double[][] reverse = Autodiff.jacobian(f).reverse().at(at);
    ScalarFunction norm = v -> f.apply(v)[0].mul(f.apply(v)[1]);
    double[][] hessian = Autodiff.hessian(norm).at(at);
    double[][] nested =
        Autodiff.jacobian(v -> Autodiff.gradient(norm).forward().at(v)).forward().at(at);
    for (int i = 0; i < 2; i++) {
      assertArrayEquals(reverse[i], forward[i], 1e-13);
    }
    for (int i = 0; i < at.length; i++) {
      assertArrayEquals(hessian[i], nested[i], 1e-11);
    }
  }

  @Test
  void elementsAreBroadcastAndReceiveTheSum() {
    Tensor[] x = arguments(DType.FLOAT64, 4, 5);
    Tensor shared = x[2].slice(1, 0, 1);
    try (Tape tape = new Tape()) {
      Tensor v = tape.variable(shared);
      Tensor[] one = {x[0], x[1], v};
      Tensor[] other = {x[0], x[1], v.broadcastTo(Shape.of(2, 5))};
      assertArrayEquals(
          tape.gradients(weighed(stepByStep(other))).of(v).values(),
          tape.gradients(weighed(apply(one))).of(v).values(),
          1e-12);
    }
  }

  @Test
  void noStepLeavesTheStateAsItIs() {
    Tensor state = Tensor.of(new double[][] {{1}, {2}});
    Recurrence.Result y = CELL.apply(state, Tensor.zeros(0, 2, 1), state);
    assertArrayEquals(state.values(), y.state().values());
    assertEquals(Shape.of(0, 2, 1), y.outputs().shape());
  }

  @Test
  void statesAloneAreEnough() {
    Recurrence doubled = Recurrence.of(1, 0, 0, v -> new Scalar[] {v[0].mul(2)});
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.of(new double[][] {{1, 3}}));
      Tensor y = doubled.apply(x, Tensor.zeros(10, 0, 2), Tensor.zeros(0, 2)).state();
      assertArrayEquals(new double[] {1024, 3072}, y.values());
      assertArrayEquals(new double[] {1024, 1024}, tape.gradients(y.sum()).of(x).values());
    }
  }

  @Test
  void bitsDoNotDependOnThreads() {
    Tensor[] x = arguments(DType.FLOAT64, 20, 3001);
    double[][] found = new double[2][];
    for (int threads = 1; threads <= 2; threads++) {
      try (Tape tape = new Tape(Engine.standard().withThreads(threads))) {
        Tensor p = tape.variable(x[2]);
        Tensor[] y = apply(x[0], x[1], p);
        found[threads - 1] = tape.gradients(y[0].sum().add(y[1].sum())).of(p).values();
      }
    }
    assertArrayEquals(found[0], found[1]);
  }

  @Test
  void argumentsThatDoNotFitAreRefused() {
    Tensor[] x = arguments(DType.FLOAT64, 4, 5);
    var shape = assertThrows(AutodiffException.class, () -> CELL.apply(x[0], x[0], x[2]));
    assertEquals(
        """
        recurrence: shapes do not fit the function
          given     state (2, 5), inputs (2, 5), parameters (2, 5)
          expected  (2, …), (steps, 2, …) and (2, …)\
        """,
        shape.getMessage());
    var type =
        assertThrows(AutodiffException.class, () -> CELL.apply(x[0].to(DType.FLOAT32), x[1], x[2]));
    assertTrue(String.valueOf(type.getMessage()).startsWith("recurrence: element types differ"));
    var few =
        assertThrows(
            AutodiffException.class,
            () -> Recurrence.of(2, 0, 0, v -> new Scalar[] {v[0].add(v[1])}));
    assertTrue(String.valueOf(few.getMessage()).contains("1 results for 2 states"));
  }
}
