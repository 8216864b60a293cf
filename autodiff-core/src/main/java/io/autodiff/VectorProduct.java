package io.autodiff;

import io.autodiff.sweep.Transform;
import io.autodiff.sweep.TransformOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The product of a derivative of a function of several scalars with given vectors, without the
 * derivative's matrix: a Jacobian times a tangent, a cotangent times a Jacobian, a Hessian times a
 * vector. The function is recorded once for all vectors.
 */
public final class VectorProduct {
  private final Rule rule;
  private final TransformOptions options;

  VectorProduct(Rule rule) {
    this(rule, TransformOptions.STANDARD);
  }

  private VectorProduct(Rule rule, TransformOptions options) {
    this.rule = rule;
    this.options = options;
  }

  /**
   * Returns the same product computed so that it stops at the first operation whose result or
   * derivative is NaN or infinite; see {@link Derivative#stopAtNonFinite}.
   */
  public VectorProduct stopAtNonFinite() {
    return new VectorProduct(rule, options.withStopAtNonFinite());
  }

  /**
   * Returns the same product that takes a function which depends on none of its arguments for a
   * constant, with derivative 0. By default such a function is an error, since most are mistaken.
   */
  public VectorProduct allowConstant() {
    return new VectorProduct(rule, options.withConstantAllowed());
  }

  VectorProduct with(TransformOptions other) {
    return new VectorProduct(rule, other);
  }

  /** How the products come from the arguments, which the transform has made its own. */
  interface Rule {
    List<List<Value<?>>> apply(
        Transform t, List<Value<?>> x, List<? extends List<? extends Value<?>>> vectors);
  }

  /** Returns the product at {@code x} with {@code v}. */
  public double[] at(double[] x, double[] v) {
    return Scalar.values(at(Scalar.of(x), Scalar.of(v)));
  }

  /** Returns the products at {@code x} with several vectors, each a row. */
  public double[][] at(double[] x, double[][] vectors) {
    Scalar[][] rows = new Scalar[vectors.length][];
    Arrays.setAll(rows, i -> Scalar.of(vectors[i]));
    Scalar[][] products = at(Scalar.of(x), rows);
    double[][] numbers = new double[products.length][];
    Arrays.setAll(numbers, i -> Scalar.values(products[i]));
    return numbers;
  }

  /** Returns the product, recorded where an argument, a component or a captured value is. */
  public Scalar[] at(Scalar[] x, Scalar[] v) {
    return at(x, new Scalar[][] {v})[0];
  }

  /** Returns the products with several vectors, each a row; recorded as a single one is. */
  public Scalar[][] at(Scalar[] x, Scalar[][] vectors) {
    List<List<Value<?>>> rows = new ArrayList<>();
    for (Scalar[] v : vectors) {
      rows.add(Transform.values(v));
    }
    return Transform.run(
        options,
        t ->
            rule.apply(t, Transform.values(t.arguments(x)), rows).stream()
                .map(Transform::scalars)
                .toArray(Scalar[][]::new));
  }
}
