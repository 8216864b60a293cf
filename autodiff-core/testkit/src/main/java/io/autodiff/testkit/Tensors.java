package io.autodiff.testkit;

import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * Random tensors: their shapes, element types and the numbers in them. Numbers are shrunk towards
 * 0, shapes towards rank 0.
 *
 * <pre>{@code
 * Tensors.any()                                  // float64 of any shape, numbers between -2 and 2
 * Tensors.of(Shape.of(2, 3)).withTies()          // of one shape, with equal elements
 * Tensors.any().dtype(DType.FLOAT32).withNonFinite()
 * }</pre>
 *
 * <p>Immutable: each setting returns new tensors.
 */
public final class Tensors {
  private static final double TIE = 0.5;
  private static final int MEAN_PARTS = 4;

  private final Arbitrary<Shape> shapes;
  private final DType dtype;
  private final Arbitrary<Double> numbers;

  private Tensors(Arbitrary<Shape> shapes, DType dtype, Arbitrary<Double> numbers) {
    this.shapes = shapes;
    this.dtype = dtype;
    this.numbers = numbers;
  }

  /** Returns float64 tensors of rank 0 to 4, without empty ones. */
  public static Tensors any() {
    return of(Shapes.nonEmpty());
  }

  /** Returns float64 tensors of one shape. */
  public static Tensors of(Shape shape) {
    return of(Arbitraries.just(shape));
  }

  /** Returns float64 tensors of random shapes. */
  public static Tensors of(Arbitrary<Shape> shapes) {
    return new Tensors(shapes, DType.FLOAT64, Arbitraries.doubles().between(-2, 2).ofScale(3));
  }

  /** Returns these tensors with an element type. */
  public Tensors dtype(DType dtype) {
    return new Tensors(shapes, dtype, numbers);
  }

  /** Returns these tensors with numbers within bounds, such as those of an operation's domain. */
  public Tensors between(double low, double high) {
    return new Tensors(shapes, dtype, Arbitraries.doubles().between(low, high));
  }

  /** Returns these tensors with one number in four from a few, so that elements are equal. */
  public Tensors withTies() {
    return with(-TIE, TIE, 1.0, -1.0);
  }

  /** Returns these tensors with one number in four a zero of either sign. */
  public Tensors withZeros() {
    return with(0.0, -0.0);
  }

  /** Returns these tensors with one number in four so small that its precision is reduced. */
  public Tensors withSubnormals() {
    return dtype == DType.FLOAT32
        ? with((double) Float.MIN_VALUE, 1e-41, -1e-41)
        : with(Double.MIN_VALUE, 1e-310, -1e-310);
  }

  /** Returns these tensors with one number in four infinite or NaN. */
  public Tensors withNonFinite() {
    return with(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN);
  }

  private Tensors with(Double... specials) {
    Arbitrary<Double> mixed =
        Arbitraries.integers()
            .between(0, MEAN_PARTS - 1)
            .flatMap(i -> i == 0 ? Arbitraries.of(List.of(specials)) : numbers);
    return new Tensors(shapes, dtype, mixed);
  }

  /** Returns the tensors for a property test. */
  public Arbitrary<Tensor> arbitrary() {
    return shapes.flatMap(
        shape ->
            numbers
                .list()
                .ofSize(shape.size())
                .map(
                    list ->
                        Tensor.of(shape, list.stream().mapToDouble(x -> x).toArray()).to(dtype)));
  }

  /**
   * Returns symmetric positive definite matrices {@code (n, n)}, eigenvalues from 1 to a few times
   * n: the identity and the square of a random matrix.
   */
  public static Arbitrary<Tensor> positiveDefinite(int n) {
    return of(Shape.of(n, n))
        .arbitrary()
        .map(root -> root.matmul(root.transpose()).div(Math.max(1, n)).add(Tensor.eye(n)));
  }

  /** Returns several tensors that broadcast with each other, of float64 and without empty ones. */
  public static Arbitrary<List<Tensor>> broadcastable(int count) {
    return Shapes.broadcastable(count, Shapes.nonEmpty())
        .flatMap(
            shapes ->
                net.jqwik.api.Combinators.combine(
                        IntStream.range(0, count).mapToObj(i -> of(shapes[i]).arbitrary()).toList())
                    .as(tensors -> tensors));
  }
}
