package io.autodiff.exact;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.transform.ValueTree;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * A tensor of extended numbers, row-major; a scalar is one of rank 0. The arrays are not shared.
 */
public final class ExtendedTensor {
  private final Shape shape;
  private final Extended[] elements;

  ExtendedTensor(Shape shape, Extended... elements) {
    this.shape = shape;
    this.elements = elements;
  }

  /** Returns the numbers of a value, exactly. */
  public static ExtendedTensor of(Value<?> value) {
    double[] numbers = ValueTree.numbers(List.of(value));
    return make(value.shape(), i -> Extended.of(numbers[i]));
  }

  /** Returns the numbers of a value moved by others. */
  public static ExtendedTensor moved(Value<?> value, BigDecimal... by) {
    double[] numbers = ValueTree.numbers(List.of(value));
    return make(value.shape(), i -> Extended.of(numbers[i]).add(Extended.of(by[i])));
  }

  static ExtendedTensor make(Shape shape, IntFunction<Extended> element) {
    Extended[] elements = new Extended[shape.size()];
    Arrays.setAll(elements, element);
    return new ExtendedTensor(shape, elements);
  }

  /** Returns the shape; that of a scalar is {@link Shape#SCALAR}. */
  public Shape shape() {
    return shape;
  }

  /** Returns an element by its row-major position. */
  public Extended get(int i) {
    return elements[i];
  }

  int size() {
    return elements.length;
  }

  Extended[] toArray() {
    return elements.clone();
  }

  ExtendedTensor map(UnaryOperator<Extended> f) {
    return make(shape, i -> f.apply(elements[i]));
  }

  /** Returns this tensor stretched to a shape by the rules of broadcasting. */
  ExtendedTensor stretchedTo(Shape to) {
    if (to.equals(shape)) {
      return this;
    }
    int[] from = Positions.broadcast(shape, to);
    return make(to, i -> elements[from[i]]);
  }

  /** Returns a function of two tensors, element by element, both stretched. */
  ExtendedTensor zip(ExtendedTensor other, BinaryOperator<Extended> f) {
    Shape to = Shape.broadcast("extended precision", shape, other.shape);
    ExtendedTensor x = stretchedTo(to);
    ExtendedTensor y = other.stretchedTo(to);
    return make(to, i -> f.apply(x.elements[i], y.elements[i]));
  }

  /** Returns the numbers as doubles. */
  public double[] doubles() {
    return Arrays.stream(elements).mapToDouble(Extended::doubleValue).toArray();
  }

  /** Returns a tensor of the nearest doubles. */
  Tensor rounded() {
    return Tensor.wrap(shape, doubles());
  }

  /** Returns {@code Σ x y} of two tensors of one size. */
  public Extended dot(ExtendedTensor other) {
    Extended sum = Extended.ZERO;
    for (int i = 0; i < elements.length; i++) {
      sum = sum.add(elements[i].mul(other.elements[i]));
    }
    return sum;
  }
}
