package io.autodiff;

import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random shapes, sizes 0 and 1 among them. */
public final class Shapes {
  private Shapes() {}

  /** Returns shapes of rank 0 to 4 with sizes 0 to 3, small ones first. */
  public static Arbitrary<Shape> any() {
    return Arbitraries.integers().between(0, 3).array(int[].class).ofMaxSize(4).map(Shape::of);
  }

  /** Returns shapes that broadcast to one of rank 0 to 4: {@code count} of them. */
  public static Arbitrary<Shape[]> meeting(int count) {
    Arbitrary<Long> choices = Arbitraries.longs();
    return Combinators.combine(any(), choices)
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
