package io.autodiff.snippets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.Autodiff;
import io.autodiff.Cotangents;
import io.autodiff.CustomOp;
import io.autodiff.Engine;
import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.ValueAndGradient;
import io.autodiff.Workspace;
import io.autodiff.batch.Pointwise;
import io.autodiff.batch.Recurrence;
import io.autodiff.check.GradientCheck;
import io.autodiff.transform.Checkpoint;
import io.autodiff.transform.CustomGradient;
import io.autodiff.transform.Derivative;
import io.autodiff.transform.Differentiable;
import io.autodiff.transform.ValueTree;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The examples of values, tapes and transforms. */
class ValueSnippetsTest {
  @Test
  void autodiff() {
    // @start region="autodiff"
    Derivative g = Autodiff.gradient(v -> v[0].mul(v[1]).add(v[0].sin()));
    double[] at = g.at(2.0, 3.0);
    double[][] h = Autodiff.hessian(v -> v[0].square().mul(v[1])).at(-1.2, 1.0);
    // @end
    assertArrayEquals(new double[] {3 + Math.cos(2), 2}, at, 1e-15);
    assertArrayEquals(new double[] {2, -2.4}, h[0], 1e-15);
  }

  private static double slope() {
    // @start region="scalar"
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(2.0);
      Scalar y = x.square().add(x.sin());
      return tape.gradients(y).of(x);
    }
    // @end
  }

  @Test
  void scalar() {
    assertEquals(4 + Math.cos(2), slope(), 1e-15);
  }

  private static double[] slopes() {
    // @start region="tape"
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(2.0);
      Scalar y = tape.variable(3.0);
      Scalar z = x.mul(y).add(x.sin());
      Gradients grads = tape.gradients(z); // one traversal in reverse
      return new double[] {grads.of(x), grads.of(y)};
    }
    // @end
  }

  @Test
  void tape() {
    assertArrayEquals(new double[] {3 + Math.cos(2), 2}, slopes(), 1e-15);
  }

  private static double[] product(Tensor w) {
    // @start region="engine"
    Engine plain = Engine.standard().withNatives(false).withThreads(1);
    try (Tape tape = new Tape(plain)) {
      Tensor x = tape.variable(w);
      return x.matmul(x.transpose()).values(); // in Java, on one thread
    }
    // @end
  }

  @Test
  void engine() {
    assertArrayEquals(new double[] {3, 3, 3, 3}, product(Tensor.ones(2, 3)));
  }

  // @start region="custom-op"
  record Cube() implements CustomOp {
    @Override
    public String label() {
      return "cube";
    }

    @Override
    public Tensor forward(Workspace w, Tensor... in) {
      double[] y = in[0].values();
      Arrays.setAll(y, i -> y[i] * y[i] * y[i]);
      return Tensor.of(in[0].shape(), y);
    }

    @Override
    public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
      return Cotangents.scale(g, in[0].square().mul(3));
    }

    static Tensor cube(Tensor x) {
      return new Cube().on(x);
    }
  }

  // @end

  @Test
  void customOp() {
    GradientCheck.ofTensors(t -> Cube.cube(t[0])).order(2).at(Tensor.of(-1, 2)).assertCorrect();
  }

  @Test
  void pointwise() {
    Tensor w = Tensor.ones(2, 3);
    Tensor x = w.mul(0.5);
    Tensor b = Tensor.zeros(2, 3);
    // @start region="pointwise"
    Pointwise cell = Pointwise.of(3, v -> new Scalar[] {v[0].mul(v[1]).add(v[2]).tanh()});
    Tensor y = cell.apply(w, x, b)[0];

    // the derivatives of many small functions at once, a lane each
    Pointwise slope = Pointwise.of(2, v -> Autodiff.gradient(p -> p[0].mul(p[1]).sin()).at(v));
    Tensor[] slopes = slope.apply(w, x);
    // @end
    assertEquals(Math.tanh(0.5), y.at(1, 2), 1e-15);
    assertEquals(Math.cos(0.5), slopes[1].at(0, 0), 1e-15);
  }

  @Test
  void recurrence() {
    Tensor start = Tensor.zeros(1, 2);
    Tensor x = Tensor.ones(3, 1, 2);
    Tensor a = Tensor.full(0.5, 1, 2);
    // @start region="recurrence"
    // y_t = (1 - a) y_{t-1} + a x_t: a state, an input of each step, a parameter, an output
    Recurrence smooth =
        Recurrence.of(
            1,
            1,
            1,
            v -> {
              Scalar y = v[0].add(v[2].mul(v[1].sub(v[0])));
              return new Scalar[] {y, y};
            });
    // (1, n), (steps, 1, n), (1, n) -> (steps, 1, n)
    Tensor y = smooth.apply(start, x, a).outputs();
    // @end
    assertEquals(0.875, y.at(2, 0, 1));
  }

  @Test
  void gradientCheck() {
    Tensor a = Tensor.of(Shape.of(1, 2), 1, 2);
    Tensor b = a.transpose();
    // @start region="gradient-check"
    GradientCheck.of(v -> v[0].mul(v[1]).add(v[0].sin())).at(2.0, 3.0).assertCorrect();
    GradientCheck.ofTensors(t -> t[0].matmul(t[1])).order(2).at(a, b).assertCorrect();
    // @end
  }

  /** A step of a pendulum: angle and speed. */
  private static Scalar[] step(Scalar... state) {
    Scalar speed = state[1].sub(state[0].sin().mul(0.01));
    return new Scalar[] {state[0].add(speed.mul(0.01)), speed};
  }

  @Test
  void checkpoint() {
    // @start region="checkpoint"
    UnaryOperator<Scalar[]> orbit = Checkpoint.repeat(1000, state -> step(state));
    Derivative slope =
        Autodiff.gradient(
            start -> orbit.apply(start)[1]); // keeps 32 states and one segment's record
    // @end
    Derivative plain =
        Autodiff.gradient(
            start -> {
              Scalar[] state = start;
              for (int i = 0; i < 1000; i++) {
                state = step(state);
              }
              return state[1];
            });
    assertArrayEquals(plain.at(1, 0), slope.at(1, 0), 1e-12);
  }

  private static double newton(double a) {
    double x = a;
    for (int i = 0; i < 50; i++) {
      x = (x + a / x) / 2;
    }
    return x;
  }

  @Test
  void customGradient() {
    // @start region="custom-gradient"
    // x² = a
    Function<Scalar, Scalar> root =
        CustomGradient.of(a -> Scalar.of(newton(a.value())), (a, x, g) -> g.div(x.mul(2)));
    // @end
    double slope = Autodiff.gradient(v -> root.apply(v[0])).at(9)[0];
    assertEquals(1.0 / 6, slope, 1e-15);
  }

  @Test
  void differentiable() {
    Tensor x = Tensor.of(Shape.of(2, 1), 1, 2);
    Tensor y = Tensor.of(Shape.of(2, 1), 3, 5);
    Tensor w = Tensor.ones(1, 1);
    Tensor b = Tensor.zeros(1);
    // @start region="differentiable"
    record Weights(Tensor w, Tensor b) {}
    Differentiable<Weights, Scalar> loss =
        Differentiable.of(p -> x.matmul(p.w()).add(p.b()).squaredError(y).mean());
    Weights gradient = loss.gradient(new Weights(w, b));
    // @end
    assertEquals(-5, gradient.b().item(), 1e-15);
  }

  @Test
  void valueAndGradient() {
    Tensor x = Tensor.of(Shape.of(2, 1), 1, 2);
    Tensor y = Tensor.of(Shape.of(2, 1), 3, 5);
    Tensor weights = Tensor.ones(1, 1);
    // @start region="value-and-gradient"
    record Fit(Scalar loss, Tensor prediction) {}
    Differentiable<Tensor, Fit> fit =
        Differentiable.of(
            w -> {
              Tensor prediction = x.matmul(w);
              return new Fit(prediction.squaredError(y).mean(), prediction);
            });
    ValueAndGradient<Fit, Tensor> at = fit.valueAndGradient(weights, Fit::loss);
    Tensor prediction = at.value().prediction();
    // @end
    assertEquals(6.5, at.value().loss().value(), 1e-15);
    assertEquals(-8, at.gradient().item(), 1e-15);
    assertEquals(2, prediction.at(1, 0));
  }

  @Test
  void valueTree() {
    Function<Map<String, Tensor>, Scalar> loss = p -> p.get("w").square().sum();
    Map<String, Tensor> weights = Map.of("w", Tensor.of(1, 2));
    // @start region="value-tree"
    Map<String, Tensor> g = Autodiff.gradient(loss, weights);
    weights = ValueTree.axpy(-0.1, g, weights); // a step of gradient descent
    double norm = Math.sqrt(ValueTree.dot(g, g).value());
    // @end
    assertEquals(1.6, weights.get("w").at(1), 1e-15);
    assertEquals(Math.sqrt(20), norm, 1e-15);
  }
}
