package io.autodiff.sweep;

import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.internal.array.Elements;
import java.util.ArrayList;
import java.util.List;

/** Values as one vector: how long it is, and the unit vectors. */
public final class UnitVectors {
  /** How many unit vectors, and what is made of them, are held at once. */
  public static final int CHUNK = 64;

  private UnitVectors() {}

  /** Returns how many numbers there are in all. */
  public static int size(List<? extends Value<?>> values) {
    return values.stream().mapToInt(v -> v.shape().size()).sum();
  }

  /**
   * Returns for each of the numbers {@code [from, to)} the vector that is 1 there and 0 elsewhere.
   */
  public static List<List<Value<?>>> of(List<? extends Value<?>> like, int from, int to) {
    List<Value<?>> zeros = new ArrayList<>();
    like.forEach(v -> zeros.add(v.zerosLike()));
    List<List<Value<?>>> units = new ArrayList<>();
    int first = 0;
    for (int k = 0; k < like.size(); k++) {
      int end = first + like.get(k).shape().size();
      for (int i = Math.max(first, from); i < Math.min(end, to); i++) {
        List<Value<?>> unit = new ArrayList<>(zeros);
        unit.set(k, one(like.get(k), i - first));
        units.add(unit);
      }
      first = end;
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
}
