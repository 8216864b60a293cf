package io.autodiff.check;

import io.autodiff.DType;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.transform.ValueTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The arguments of a function, as constants and as one row of numbers. */
final class Point {
  private final List<Value<?>> values;
  private final double[] numbers;

  private Point(List<Value<?>> values) {
    this.values = values;
    this.numbers = ValueTree.numbers(values);
  }

  /**
   * Returns a point with copies of the numbers: a function that changes them spoils no caller's.
   */
  static Point of(Value<?>... values) {
    List<Value<?>> given = List.of(values);
    return new Point(unflatten(given, ValueTree.numbers(given)));
  }

  List<Value<?>> values() {
    return values;
  }

  int size() {
    return numbers.length;
  }

  double number(int i) {
    return numbers[i];
  }

  /** Returns float32 if any argument is, since it limits the accuracy of all. */
  DType dtype() {
    boolean single =
        values.stream().anyMatch(v -> v instanceof Tensor t && t.dtype() == DType.FLOAT32);
    return single ? DType.FLOAT32 : DType.FLOAT64;
  }

  /** Returns the point moved by {@code t} along a direction. */
  Point moved(double t, double[] direction) {
    double[] moved = numbers.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += t * direction[i];
    }
    return new Point(unflatten(values, moved));
  }

  /** Returns the name of one number: {@code argument 1 at (0, 2)}. */
  String name(int number) {
    int rest = number;
    for (int i = 0; i < values.size(); i++) {
      Value<?> value = values.get(i);
      if (rest < value.shape().size()) {
        return "argument "
            + i
            + (value instanceof Tensor ? " at " + place(value.shape(), rest) : "");
      }
      rest -= value.shape().size();
    }
    throw new IllegalArgumentException("no number " + number);
  }

  private static String place(Shape shape, int position) {
    int[] index = new int[shape.rank()];
    int rest = position;
    for (int d = index.length - 1; d >= 0; d--) {
      index[d] = rest % shape.dim(d);
      rest /= shape.dim(d);
    }
    String list = Arrays.toString(index);
    return "(" + list.substring(1, list.length() - 1) + ")";
  }

  /** Returns constants of the kinds, shapes and types of {@code like} with these numbers. */
  static List<Value<?>> unflatten(List<? extends Value<?>> like, double... numbers) {
    List<Value<?>> values = new ArrayList<>();
    int at = 0;
    for (Value<?> value : like) {
      int next = at + value.shape().size();
      values.add(
          switch (value) {
            case Scalar _ -> Scalar.of(numbers[at]);
            case Tensor t -> tensor(t, Arrays.copyOfRange(numbers, at, next));
          });
      at = next;
    }
    return List.copyOf(values);
  }

  private static Tensor tensor(Tensor like, double... numbers) {
    if (like.dtype() == DType.FLOAT64) {
      return Tensor.wrap(like.shape(), numbers);
    }
    float[] narrow = new float[numbers.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) numbers[i];
    }
    return Tensor.wrap(like.shape(), narrow);
  }
}
