package io.autodiff.transform;

import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Value;
import io.autodiff.VectorFunction;
import io.autodiff.sweep.Transform;
import io.autodiff.sweep.TransformOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The product of a derivative of a function of several scalars with given vectors, without the
 * derivative's matrix: a Jacobian times a tangent, a cotangent times a Jacobian, a Hessian times a
 * vector. The function is recorded once for all vectors.
 */
public final class VectorProduct {
  private final String name;
  private final Rule rule;
  private final TransformOptions options;

  /** Returns the product of a function's Jacobian with tangents: forward, several at once. */
  public static VectorProduct jvp(VectorFunction f) {
    return jvp("Jacobian times tangents", TracedFunction.of(f));
  }

  /** Returns the product of cotangents with a function's Jacobian: in reverse, one by one. */
  public static VectorProduct vjp(VectorFunction f) {
    return standard(
        "cotangents times Jacobian",
        (t, x, cotangents) -> {
          List<Value<?>> y = apply(TracedFunction.of(f), t, x);
          return cotangents.stream().map(w -> t.pullback(y, w, x)).toList();
        });
  }

  /** Returns the product of a function's Hessian with vectors: forward over reverse. */
  public static VectorProduct hessian(ScalarFunction f) {
    return jvp("Hessian times vectors", TracedFunction.ofGradient(f));
  }

  /**
   * Returns the product of the generalised Gauss-Newton matrix of {@code loss(model(x))} with
   * vectors.
   */
  public static VectorProduct gaussNewton(VectorFunction model, ScalarFunction loss) {
    VectorProduct curvature = hessian(loss);
    return standard(
        "Gauss-Newton matrix times vectors",
        (t, x, vectors) -> {
          List<Value<?>> y = apply(TracedFunction.of(model), t, x);
          Scalar[] at = Stream.of(Transform.scalars(y)).map(t::result).toArray(Scalar[]::new);
          return t.pushforward(y, x, vectors).stream()
              .map(jv -> curvature.with(t.options()).at(at, Transform.scalars(jv)))
              .map(hjv -> t.pullback(y, Transform.values(hjv), x))
              .toList();
        });
  }

  private static VectorProduct jvp(String name, TracedFunction f) {
    return standard(name, (t, x, tangents) -> t.pushforward(apply(f, t, x), x, tangents));
  }

  private static VectorProduct standard(String name, Rule rule) {
    return new VectorProduct(name, rule, TransformOptions.STANDARD);
  }

  private static List<Value<?>> apply(TracedFunction f, Transform t, List<Value<?>> x) {
    return Transform.values(f.apply(t, Transform.scalars(x)));
  }

  private VectorProduct(String name, Rule rule, TransformOptions options) {
    this.name = name;
    this.rule = rule;
    this.options = options;
  }

  /**
   * Returns the same product computed so that it stops at the first operation whose result or
   * derivative is NaN or infinite; see {@link Derivative#stopAtNonFinite}.
   */
  public VectorProduct stopAtNonFinite() {
    return new VectorProduct(name, rule, options.withStopAtNonFinite());
  }

  /**
   * Returns the same product that takes a function which depends on none of its arguments for a
   * constant, with derivative 0. By default such a function is an error, since most are mistaken.
   */
  public VectorProduct allowConstant() {
    return new VectorProduct(name, rule, options.withConstantAllowed());
  }

  private VectorProduct with(TransformOptions other) {
    return new VectorProduct(name, rule, other);
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

  @Override
  public String toString() {
    return name + options;
  }
}
