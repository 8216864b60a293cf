package io.autodiff.op;

import io.autodiff.DType;
import io.autodiff.Tensor;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;

/**
 * A smooth point at which a function of tensors singles something out: an element 0, equal
 * elements, one that outweighs the others, a singular matrix.
 *
 * @param formula the same function of all elements of all operands, in exact arithmetic
 * @param order up to which order derivatives are compared
 */
public record SpecialPoint(
    String name,
    Function<Tensor[], Tensor> f,
    UnaryOperator<BigDecimal[]> formula,
    List<Tensor> operands,
    int order) {

  static SpecialPoint of(
      String name, UnaryOperator<Tensor> f, UnaryOperator<BigDecimal[]> formula, double... x) {
    return new SpecialPoint(name, v -> f.apply(v[0]), formula, List.of(Tensor.of(x)), 3);
  }

  static SpecialPoint of(
      String name, UnaryOperator<Tensor> f, UnaryOperator<BigDecimal[]> formula, double[][] x) {
    return new SpecialPoint(name, v -> f.apply(v[0]), formula, List.of(Tensor.of(x)), 3);
  }

  /** Returns all such points. */
  public static List<SpecialPoint> all() {
    return TensorSpecialPointsTest.points().toList();
  }

  /** Returns this point compared up to another order. */
  SpecialPoint upTo(int other) {
    return new SpecialPoint(name, f, formula, operands, other);
  }

  /** Returns all elements of all operands in a type. */
  double[] numbers(DType dtype) {
    return operands.stream().flatMapToDouble(t -> DoubleStream.of(t.to(dtype).values())).toArray();
  }

  Tensor[] inputs(DType dtype) {
    return operands.stream().map(t -> t.to(dtype)).toArray(Tensor[]::new);
  }

  @Override
  public String toString() {
    return name + " at " + Arrays.toString(numbers(DType.FLOAT64));
  }
}
