package io.autodiff.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Autodiff;
import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Shape;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.ValueAndGradient;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class DifferentiableTest {
  private record Layer(Tensor w, Tensor b) {}

  private record Model(String name, Layer first, List<Layer> rest, Scalar scale) {}

  private static final Tensor X = Tensor.randn(new Random(1), 5, 3);

  private static Model model(long seed) {
    Random random = new Random(seed);
    return new Model(
        "m",
        new Layer(Tensor.randn(random, 3, 4), Tensor.randn(random, 4)),
        List.of(new Layer(Tensor.randn(random, 4, 2), Tensor.randn(random, 2))),
        Scalar.of(random.nextGaussian()));
  }

  private static Tensor predict(Model m) {
    Tensor h = X.matmul(m.first.w).add(m.first.b).tanh();
    return h.matmul(m.rest.get(0).w).add(m.rest.get(0).b).sigmoid().mul(m.scale);
  }

  private static final Differentiable<Model, Scalar> LOSS =
      Differentiable.of(m -> predict(m).square().mean().add(m.scale.square()));

  private static double dot(Model a, Model b) {
    double[] x = ValueTree.numbers(a);
    double[] y = ValueTree.numbers(b);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  private static Model moved(Model m, Model direction, double by) {
    double[] x = ValueTree.numbers(m);
    double[] v = ValueTree.numbers(direction);
    for (int i = 0; i < x.length; i++) {
      x[i] += by * v[i];
    }
    return withNumbers(m, x);
  }

  private static Model withNumbers(Model m, double[] x) {
    int[] next = {0};
    List<Value<?>> leaves =
        ValueTree.leaves(m).stream().<Value<?>>map(v -> read(v, x, next)).toList();
    return ValueTree.like(m, leaves);
  }

  private static Value<?> read(Value<?> like, double[] x, int[] next) {
    int from = next[0];
    next[0] += like.shape().size();
    return like instanceof Scalar
        ? Scalar.of(x[from])
        : Tensor.of(like.shape(), java.util.Arrays.copyOfRange(x, from, next[0]));
  }

  @Test
  void gradientHasTheStructureOfTheArgument() {
    Model m = model(1);
    Model g = LOSS.gradient(m);
    assertEquals("m", g.name);
    assertEquals(Shape.of(3, 4), g.first.w.shape());
    assertEquals(Shape.of(2), g.rest.get(0).b.shape());
    Model v = model(2);
    double h = 1e-5;
    double slope =
        (LOSS.apply(moved(m, v, h)).value() - LOSS.apply(moved(m, v, -h)).value()) / (2 * h);
    assertEquals(slope, dot(g, v), 1e-8);
  }

  @Test
  void valueAndGradientAgreesWithBoth() {
    ValueAndGradient<Scalar, Model> both = LOSS.valueAndGradient(model(1));
    assertEquals(LOSS.apply(model(1)).value(), both.value().value());
    assertEquals(dot(LOSS.gradient(model(1)), model(3)), dot(both.gradient(), model(3)));
  }

  @Test
  void jvpAndVjpAreAdjoint() {
    Differentiable<Model, Tensor> f = Differentiable.of(DifferentiableTest::predict);
    Tensor w = Tensor.randn(new Random(8), 5, 2);
    Tensor along = f.jvp(model(1), model(2));
    Model back = f.vjp(model(1), w);
    assertEquals(along.mul(w).sum().value(), dot(back, model(2)), 1e-12);
  }

  @Test
  void jvpsAreOneInEachDirection() {
    Differentiable<Model, Tensor> f = Differentiable.of(DifferentiableTest::predict);
    List<Tensor> both = f.jvps(model(1), List.of(model(2), model(3)));
    assertArrayEquals(f.jvp(model(1), model(2)).values(), both.get(0).values());
    assertArrayEquals(f.jvp(model(1), model(3)).values(), both.get(1).values());
  }

  @Test
  void linearizeRecordsTheFunctionOnce() {
    int[] calls = {0};
    Differentiable<Model, Tensor> f =
        Differentiable.of(
            m -> {
              calls[0]++;
              return predict(m);
            });
    Linearization<Model, Tensor> at = f.linearize(model(1));
    Tensor w = Tensor.ones(5, 2);
    for (int i = 2; i < 5; i++) {
      assertArrayEquals(
          Differentiable.of(DifferentiableTest::predict).jvp(model(1), model(i)).values(),
          at.jvp(model(i)).values());
    }
    assertEquals(dot(f.vjp(model(1), w), model(2)), dot(at.vjp(w), model(2)), 1e-14);
    assertArrayEquals(predict(model(1)).values(), at.value().values());
    assertEquals(2, calls[0]);
  }

  @Test
  void linearizationNests() {
    // d/dx of the linearisation of y^3 at x applied to 2: 12 x.
    double slope =
        Autodiff.derivative(
                x ->
                    Differentiable.<Scalar, Scalar>of(y -> y.pow(3)).linearize(x).jvp(Scalar.of(2)))
            .at(1.5);
    assertEquals(18, slope, 1e-12);
  }

  @Test
  void jacobianHasARowForEachNumberOfTheResult() {
    Differentiable<Model, Tensor> f = Differentiable.of(DifferentiableTest::predict);
    double[][] wide = f.jacobian(model(1));
    assertEquals(10, wide.length);
    double[] v = ValueTree.numbers(model(2));
    double[] along = f.jvp(model(1), model(2)).values();
    for (int i = 0; i < wide.length; i++) {
      double sum = 0;
      for (int k = 0; k < v.length; k++) {
        sum += wide[i][k] * v[k];
      }
      assertEquals(along[i], sum, 1e-12);
    }
    double[][] tall =
        Differentiable.<Tensor, Tensor>of(t -> t.matmul(t)).jacobian(X.slice(0, 0, 3));
    assertEquals(9, tall.length);
    assertEquals(X.at(0, 1), tall[0][3], 0);
  }

  @Test
  void hessianVectorProductIsTheSlopeOfTheGradient() {
    Model m = model(1);
    Model v = model(2);
    double h = 1e-5;
    double slope =
        (dot(LOSS.gradient(moved(m, v, h)), model(4))
                - dot(LOSS.gradient(moved(m, v, -h)), model(4)))
            / (2 * h);
    assertEquals(slope, dot(LOSS.hessianVectorProduct(m, v), model(4)), 1e-7);
  }

  @Test
  void hessianDiagonalIsWhatUnitVectorsGive() {
    Model m = model(1);
    double[] diagonal = ValueTree.numbers(LOSS.hessianDiagonal(m));
    for (int i = 0; i < diagonal.length; i += 5) {
      double[] unit = new double[diagonal.length];
      unit[i] = 1;
      Model column = LOSS.hessianVectorProduct(m, withNumbers(m, unit));
      assertEquals(ValueTree.numbers(column)[i], diagonal[i], 1e-13);
    }
  }

  @Test
  void hessianDiagonalOfManyArgumentsHasTheirStructure() {
    Random random = new Random(7);
    List<Value<?>> x =
        List.of(Tensor.randn(random, 10, 9), Scalar.of(3), Tensor.zeros(0), Tensor.zeros(70));
    Differentiable<List<Value<?>>, Scalar> cubes =
        Differentiable.of(
            v -> {
              Scalar sum = ((Scalar) v.get(1)).pow(3);
              for (int k : new int[] {0, 2, 3}) {
                sum = sum.add(((Tensor) v.get(k)).pow(3).sum());
              }
              return sum;
            });
    List<Value<?>> diagonal = cubes.hessianDiagonal(x);
    for (int k = 0; k < x.size(); k++) {
      assertEquals(x.get(k).shape(), diagonal.get(k).shape());
    }
    double[] numbers = ValueTree.numbers(x);
    double[] expected = Arrays.stream(numbers).map(c -> 6 * c).toArray();
    assertArrayEquals(expected, ValueTree.numbers(diagonal), 1e-12);
    Scalar[] scalars = Scalar.of(numbers);
    ScalarFunction same =
        v -> Arrays.stream(v).map(c -> c.pow(3)).reduce(Scalar.of(0), Scalar::add);
    assertArrayEquals(expected, Scalar.values(Autodiff.hessianDiagonal(same).at(scalars)), 1e-12);
  }

  @Test
  void gaussNewtonVectorProductOfALinearModelIsTheHessians() {
    Differentiable<Layer, Tensor> linear = Differentiable.of(p -> X.matmul(p.w).add(p.b));
    Differentiable<Tensor, Scalar> loss = Differentiable.of(y -> y.tanh().square().sum());
    Differentiable<Layer, Scalar> whole = Differentiable.of(p -> loss.apply(linear.apply(p)));
    Random random = new Random(4);
    Layer at = new Layer(Tensor.randn(random, 3, 2), Tensor.randn(random, 2));
    Layer v = new Layer(Tensor.randn(random, 3, 2), Tensor.randn(random, 2));
    Layer product = linear.gaussNewtonVectorProduct(at, loss, v);
    Layer hessian = whole.hessianVectorProduct(at, v);
    assertArrayEquals(hessian.w.values(), product.w.values(), 1e-12);
    assertArrayEquals(hessian.b.values(), product.b.values(), 1e-12);
  }

  @Test
  void arraysOfArgumentsKeepTheirClass() {
    Tensor[] both = {Tensor.of(1.0, 2.0), Tensor.of(3.0, 5.0)};
    Tensor[] g = Differentiable.<Tensor[], Scalar>of(t -> t[0].mul(t[1]).sum()).gradient(both);
    assertArrayEquals(new double[] {3, 5}, g[0].values());
    assertArrayEquals(new double[] {1, 2}, g[1].values());
    Scalar[] s = Differentiable.<Scalar[], Scalar>of(v -> v[0].mul(v[1])).gradient(Scalar.of(2, 3));
    assertArrayEquals(new double[] {3, 2}, Scalar.values(s));
  }

  @Test
  void gradientOfATensorResultIsRefused() {
    AutodiffException e =
        assertThrows(
            AutodiffException.class,
            () -> Differentiable.<Tensor, Tensor>of(Tensor::exp).gradient(X));
    assertEquals(
        """
        gradient: the result is not a single number
          given     a tensor of shape (5, 3)
          expected  a Scalar, or a tensor of one element
          hint      sum() and mean() reduce a tensor to a scalar\
        """,
        e.getMessage());
  }

  @Test
  void tangentOfAnotherShapeIsRefused() {
    AutodiffException e =
        assertThrows(
            AutodiffException.class,
            () -> Differentiable.<Tensor, Tensor>of(Tensor::exp).jvp(X, Tensor.ones(3, 5)));
    assertEquals(
        """
        jvp: a tangent does not fit its argument
          given     argument a float64 tensor of shape (5, 3), given a float64 tensor of shape (3, 5)
          expected  a float64 tensor of shape (5, 3)\
        """,
        e.getMessage());
  }

  @Test
  void whatHoldsNoValuesIsRefused() {
    Function<String, Scalar> f = _ -> Scalar.of(1);
    AutodiffException e =
        assertThrows(AutodiffException.class, () -> Differentiable.of(f).gradient("x"));
    assertTrue(String.valueOf(e.getMessage()).startsWith("derivative: no structure of values"));
    assertInstanceOf(IllegalArgumentException.class, e);
  }

  @Test
  void nestsInAUsersTape() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.of(1.0, 2.0));
      Tensor g = Differentiable.<Tensor, Scalar>of(t -> t.pow(3).sum()).gradient(x);
      assertArrayEquals(new double[] {6, 12}, tape.gradients(g.sum()).of(x).values(), 1e-12);
    }
  }
}
