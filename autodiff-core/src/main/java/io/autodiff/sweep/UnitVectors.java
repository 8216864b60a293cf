package io.autodiff.sweep;

import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.internal.array.Elements;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Vectors of values: the unit vectors, sums and products, and their numbers in order. */
public final class UnitVectors {
  private UnitVectors() {}

  /** Returns how many numbers there are in all. */
  public static int size(List<? extends Value<?>> values) {
    return values.stream().mapToInt(v -> v.shape().size()).sum();
  }

  /** Returns for each number the vector that is 1 there and 0 elsewhere. */
  public static List<List<Value<?>>> of(List<? extends Value<?>> like) {
    List<List<Value<?>>> units = new ArrayList<>();
    for (int k = 0; k < like.size(); k++) {
      for (int i = 0; i < like.get(k).shape().size(); i++) {
        List<Value<?>> unit = new ArrayList<>();
        like.forEach(v -> unit.add(v.zeros()));
        unit.set(k, one(like.get(k), i));
        units.add(unit);
      }
    }
    return units;
  }

  private static Value<?> one(Value<?> like, int position) {
    return switch (like) {
      case Scalar s -> s.constant(1);
      case Tensor t -> {
        Object array = t.dtype().newArray(t.size());
        Elements.set(array, position, 1);
        yield Tensor.wrap(t.shape(), array);
      }
    };
  }

  /** Returns all numbers in order. */
  public static double[] numbers(List<? extends Value<?>> values) {
    return values.stream()
        .flatMapToDouble(
            v ->
                switch (v) {
                  case Scalar s -> Arrays.stream(new double[] {s.number()});
                  case Tensor t -> Arrays.stream(t.values());
                })
        .toArray();
  }

  /** Returns {@code unit * vector}, number by number; 0 where {@code unit} is. */
  public static List<Value<?>> product(List<Value<?>> unit, List<Value<?>> vector) {
    List<Value<?>> product = new ArrayList<>();
    for (int k = 0; k < unit.size(); k++) {
      product.add(
          switch (unit.get(k)) {
            case Scalar s -> s.scale((Scalar) vector.get(k));
            case Tensor t -> t.scale((Tensor) vector.get(k));
          });
    }
    return product;
  }

  /** Returns the sum of two vectors. */
  public static List<Value<?>> sum(List<Value<?>> a, List<Value<?>> b) {
    List<Value<?>> sum = new ArrayList<>();
    for (int k = 0; k < a.size(); k++) {
      sum.add(
          switch (a.get(k)) {
            case Scalar s -> s.add((Scalar) b.get(k));
            case Tensor t -> t.add((Tensor) b.get(k));
          });
    }
    return sum;
  }
}
