package io.autodiff.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.transform.Checkpoint;
import io.autodiff.transform.Differentiable;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatrixOfDerivativesTest {

  private static <X, Y> Differentiable<X, Y> mode(boolean forward, Function<X, Y> f) {
    Differentiable<X, Y> all = Differentiable.of(f);
    return forward ? all.forward() : all.reverse();
  }

  /** An argument of several parts. */
  private record Parts(Tensor a, Scalar b, Tensor c) {}

  private static final Parts AT = new Parts(Tensor.of(1, 2), Scalar.of(3), Tensor.of(4, 5, 6));

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void itHasTheResultsInItsRowsAndTheArgumentsInItsColumns(boolean forward) {
    Differentiable<Parts, List<Object>> f =
        mode(
            forward,
            p -> {
              Scalar product = p.b.mul(p.c.select(0, 2).scalar());
              return List.of(p.c.mul(p.b), Scalar.of(7), p.a.sum(), p.a, product, Tensor.of(8, 9));
            });
    double[][] expected = {
      {0, 0, 4, 3, 0, 0},
      {0, 0, 5, 0, 3, 0},
      {0, 0, 6, 0, 0, 3},
      {0, 0, 0, 0, 0, 0},
      {1, 1, 0, 0, 0, 0},
      {1, 0, 0, 0, 0, 0},
      {0, 1, 0, 0, 0, 0},
      {0, 0, 6, 0, 0, 3},
      {0, 0, 0, 0, 0, 0},
      {0, 0, 0, 0, 0, 0}
    };
    for (int round = 0; round < 2; round++) {
      double[][] found = f.jacobian(AT);
      assertEquals(expected.length, found.length);
      for (int i = 0; i < found.length; i++) {
        assertArrayEquals(expected[i], found[i], "row " + i);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void moreColumnsThanOneTraversalTakesComeInTheirPlaces(boolean forward) {
    Tensor x = Tensor.arange(1, 20);
    Function<Tensor, Tensor> square = Checkpoint.of(v -> v.square());
    double[][] found = mode(forward, (Tensor v) -> square.apply(v).flip(0).tanh()).jacobian(x);
    for (int i = 0; i < 19; i++) {
      for (int k = 0; k < 19; k++) {
        double at = 1.0 + k;
        double slope = 2 * at / Math.pow(Math.cosh(at * at), 2);
        assertEquals(i + k == 18 ? slope : 0, found[i][k], 1e-12, i + ", " + k);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void matricesWithinAFunctionAreRecordedStill(boolean forward) {
    Differentiable<Tensor, Scalar> norm = Differentiable.of(x -> x.square().mul(x).sum());
    double[][] hessian = norm.hessian(Tensor.of(1, 2));
    assertArrayEquals(new double[] {6, 0}, hessian[0]);
    assertArrayEquals(new double[] {0, 12}, hessian[1]);
    double[][] slopes = mode(forward, norm::gradient).jacobian(Tensor.of(1, 2));
    assertArrayEquals(hessian, slopes);
  }

  /** The tensors are so large that a traversal uses their arrays again. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tangentsInOneArrayStayUntilTheLastOfThemIsRead(boolean forward) {
    int n = 600;
    Tensor x = Tensor.of(0.5, -2);
    Tensor grid = Tensor.linspace(-1, 1, n);
    Function<Tensor, Tensor> seen = Checkpoint.of(v -> v.square());
    Function<Tensor, Tensor> f =
        v -> {
          Tensor line = grid.mul(v.select(0, 0)).sin().add(v.select(0, 1));
          Tensor turned = line.reshape(20, 30);
          Tensor product = turned.square().mul(turned.exp()).reshape(n);
          Tensor again = line.add(0).mul(line).add(seen.apply(line));
          return turned.reshape(n).mul(line).add(again).sub(product);
        };
    double[][] found = mode(forward, f).jacobian(x);
    double step = 1e-5;
    for (int k = 0; k < 2; k++) {
      Tensor unit = k == 0 ? Tensor.of(step, 0) : Tensor.of(0, step);
      Tensor slope = f.apply(x.add(unit)).sub(f.apply(x.sub(unit))).div(2 * step);
      for (int i = 0; i < n; i++) {
        assertEquals(slope.at(i), found[i][k], 1e-6, "row " + i);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void littleIsAllocatedButTheMatrix(boolean forward) {
    int n = 200;
    Tensor x = Tensor.linspace(-1, 1, n);
    Differentiable<Tensor, Tensor> f = mode(forward, v -> v.square().mul(v.sum()).add(v));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 2000 && least > 2.5 * 8 * n * n; i++) { // until the code is compiled
      long before = threads.getCurrentThreadAllocatedBytes();
      f.jacobian(x);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    double matrices = least / (8.0 * n * n);
    assertTrue(matrices < 2.5, "as much as " + matrices + " matrices");
  }
}
