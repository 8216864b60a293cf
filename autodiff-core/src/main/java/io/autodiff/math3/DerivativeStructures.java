package io.autodiff.math3;

import io.autodiff.Autodiff;
import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.transform.CustomGradient;
import java.util.Arrays;
import java.util.function.Function;
import org.apache.commons.math3.analysis.differentiation.DSCompiler;
import org.apache.commons.math3.analysis.differentiation.DerivativeStructure;
import org.apache.commons.math3.analysis.differentiation.MultivariateDifferentiableFunction;

/** Functions written for commons-math3's forward derivatives in the graph, and the reverse. */
public final class DerivativeStructures {
  private DerivativeStructures() {}

  /**
   * Returns a function that was written with {@link DerivativeStructure} as a function of the
   * graph. It has derivatives of every order: each evaluates the function with as many orders.
   */
  public static ScalarFunction function(MultivariateDifferentiableFunction f) {
    return x -> partial(f, new int[x.length]).apply(x);
  }

  /** A partial derivative of a function, whose own derivatives are partial derivatives again. */
  private static Function<Scalar[], Scalar> partial(
      MultivariateDifferentiableFunction f, int[] orders) {
    return CustomGradient.of(
        x -> Scalar.of(value(f, orders, Scalar.values(x))),
        (x, y, g) -> {
          Scalar[] cotangents = new Scalar[x.length];
          for (int i = 0; i < x.length; i++) {
            cotangents[i] = g.mul(partial(f, raised(orders, i)).apply(x));
          }
          return cotangents;
        },
        (x, y, t) -> {
          Scalar tangent = Scalar.of(0);
          for (int i = 0; i < x.length; i++) {
            tangent = tangent.add(t[i].mul(partial(f, raised(orders, i)).apply(x)));
          }
          return tangent;
        });
  }

  private static int[] raised(int[] orders, int i) {
    int[] raised = orders.clone();
    raised[i]++;
    return raised;
  }

  private static double value(MultivariateDifferentiableFunction f, int[] orders, double[] x) {
    int order = Arrays.stream(orders).sum();
    DerivativeStructure[] variables = new DerivativeStructure[x.length];
    for (int i = 0; i < x.length; i++) {
      variables[i] = new DerivativeStructure(x.length, order, i, x[i]);
    }
    return f.value(variables).getPartialDerivative(orders);
  }

  /**
   * Returns all derivatives of a function up to an order, as commons-math3 holds them.
   *
   * @param order at most 2
   * @throws AutodiffException if the order is another
   */
  public static DerivativeStructure at(ScalarFunction f, int order, double... x) {
    if (order < 0 || order > 2) {
      throw new AutodiffException(
          "derivative structure: the order is not supported", "" + order, "0, 1 or 2", null);
    }
    int n = x.length;
    DSCompiler places = DSCompiler.getCompiler(n, order);
    double[] all = new double[places.getSize()];
    all[0] = f.apply(Scalar.of(x)).value();
    double[] gradient = order > 0 ? Autodiff.gradient(f).allowConstant().at(x) : new double[0];
    double[][] hessian = order > 1 ? Autodiff.hessian(f).allowConstant().at(x) : new double[0][];
    for (int i = 0; i < gradient.length; i++) {
      int[] first = raised(new int[n], i);
      all[places.getPartialDerivativeIndex(first)] = gradient[i];
      for (int j = 0; j < hessian.length; j++) {
        all[places.getPartialDerivativeIndex(raised(first, j))] = hessian[i][j];
      }
    }
    return new DerivativeStructure(n, order, all);
  }
}
