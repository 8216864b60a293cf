package io.autodiff.testkit;

import io.autodiff.Shape;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random shapes, sizes 0 and 1 among them. */
public final class Shapes {
  private static final int RANK = 4;
  private static final int SIZE = 3;

  private Shapes() {}

  /** Returns shapes of rank 0 to 4 with sizes 0 to 3, small ones first. */
  public static Arbitrary<Shape> any() {
    return Arbitraries.integers()
        .between(0, SIZE)
        .array(int[].class)
        .ofMaxSize(RANK)
        .map(Shape::of);
  }

  /** Returns shapes of rank 0 to 4 with sizes 1 to 3, so that tensors have elements. */
  public static Arbitrary<Shape> nonEmpty() {
    return Arbitraries.integers()
        .between(1, SIZE)
        .array(int[].class)
        .ofMaxSize(RANK)
        .map(Shape::of);
  }

  /** Returns a number of shapes that broadcast to one of rank 0 to 4. */
  public static Arbitrary<Shape[]> broadcastable(int count) {
    return broadcastable(count, any());
  }

  /** Returns a number of shapes that broadcast to a random one. */
  public static Arbitrary<Shape[]> broadcastable(int count, Arbitrary<Shape> targets) {
    return Combinators.combine(targets, Arbitraries.longs())
        .as(
            (target, seed) -> {
              Random random = new Random(seed);
              Shape[] shapes = new Shape[count];
              for (int i = 0; i < count; i++) {
                shapes[i] = shrunk(target, random);
              }
              return shapes;
            });
  }

  /** Returns {@code target} with some leading axes dropped and some sizes set to 1. */
  private static Shape shrunk(Shape target, Random random) {
    int rank = random.nextInt(target.rank() + 1);
    int[] dims = new int[rank];
    for (int i = 0; i < rank; i++) {
      dims[i] = random.nextInt(3) == 0 ? 1 : target.dim(target.rank() - rank + i);
    }
    return Shape.of(dims);
  }
}
