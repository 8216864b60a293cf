package io.autodiff;

import static io.autodiff.fixture.Numbers.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.fixture.Plain;
import io.autodiff.fixture.Shapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Permutations, reshapes, slices and reductions of random shapes, and shapes as values. */
class ShapePropertiesTest {

  @Provide
  Arbitrary<Shape> shapes() {
    return Shapes.any();
  }

  /** Asserts that a detour changes neither the numbers nor the derivatives. */
  private static void assertDetour(Shape shape, Random random, UnaryOperator<Tensor> detour) {
    Tensor x = Tensor.randn(random, shape.dims());
    Tensor g = Tensor.randn(random, shape.dims());
    try (Tape tape = new Tape()) {
      Tensor v = tape.variable(x);
      Tensor y = detour.apply(v);
      assertClose(x, y, 0, "there and back");
      if (y.isConstant()) {
        return;
      }
      assertClose(g, tape.gradients(List.of(y), List.of(g)).of(v), 0, "its derivative");
      Value<?> again = tape.differentiate(List.of(y), List.of(g), List.of(v)).get(0);
      assertClose(g, (Tensor) again, 0, "its recorded derivative");
    }
  }

  @Property(tries = 150, seed = "1")
  void permutationsHaveInverses(@ForAll("shapes") Shape shape, @ForAll long seed) {
    Random random = new Random(seed);
    List<Integer> order = new ArrayList<>(IntStream.range(0, shape.rank()).boxed().toList());
    Collections.shuffle(order, random);
    int[] there = order.stream().mapToInt(i -> i).toArray();
    int[] back = IntStream.range(0, shape.rank()).map(order::indexOf).toArray();
    assertDetour(shape, random, x -> x.permute(there).permute(back));
    assertDetour(shape, random, x -> x.transpose().transpose());
    Tensor x = Tensor.randn(random, shape.dims());
    Tensor moved = x.permute(there);
    Tensor expected =
        Plain.build(
            moved.shape(),
            at -> {
              int[] from = new int[at.length];
              for (int i = 0; i < at.length; i++) {
                from[there[i]] = at[i];
              }
              return x.at(from);
            });
    assertClose(expected, moved, 0, "permuted");
  }

  @Property(tries = 100, seed = "2")
  void reshapesComeBack(@ForAll("shapes") Shape shape, @ForAll long seed) {
    Random random = new Random(seed);
    assertDetour(shape, random, x -> x.flatten().reshape(shape));
    int axis = random.nextInt(shape.rank() + 1);
    assertDetour(shape, random, x -> x.unsqueeze(axis).reshape(shape));
    assertDetour(shape, random, x -> x.unsqueeze(axis).select(axis, 0));
    if (shape.size() > 0) {
      assertDetour(shape, random, x -> x.reshape(-1, 1).reshape(shape.dims()));
    }
  }

  @Property(tries = 150, seed = "3")
  void piecesOfACutMakeTheWhole(@ForAll("shapes") Shape shape, @ForAll long seed) {
    Assume.that(shape.rank() > 0);
    Random random = new Random(seed);
    int axis = random.nextInt(shape.rank());
    int n = shape.dim(axis);
    int first = random.nextInt(n + 1);
    int second = first + random.nextInt(n - first + 1);
    assertDetour(
        shape,
        random,
        x ->
            Tensor.concat(
                axis,
                x.slice(axis, 0, first),
                x.slice(axis, first, second),
                x.slice(axis, second, n)));
    if (n > 0) {
      assertDetour(
          shape,
          random,
          x -> {
            Tensor[] parts = new Tensor[n];
            for (int i = 0; i < n; i++) {
              parts[i] = x.select(axis, i);
            }
            return Tensor.stack(axis, parts);
          });
    }
  }

  @Property(tries = 150, seed = "4")
  void slicesWithStepsTakeTheirElements(@ForAll("shapes") Shape shape, @ForAll long seed) {
    Assume.that(shape.rank() > 0);
    Random random = new Random(seed);
    int axis = random.nextInt(shape.rank());
    int n = shape.dim(axis);
    int from = random.nextInt(n + 1);
    int to = from + random.nextInt(n - from + 1);
    int step = 1 + random.nextInt(3);
    Tensor x = Tensor.randn(random, shape.dims());
    int[] dims = shape.dims();
    dims[axis] = (to - from + step - 1) / step;
    Tensor expected =
        Plain.build(
            Shape.of(dims),
            at -> {
              int[] source = at.clone();
              source[axis] = from + at[axis] * step;
              return x.at(source);
            });
    assertClose(expected, x.slice(axis, from, to, step), 0, "slice");
    try (Tape tape = new Tape()) {
      Tensor v = tape.variable(x);
      Tensor g = Tensor.randn(random, dims);
      Tensor back = tape.gradients(List.of(v.slice(axis, from, to, step)), List.of(g)).of(v);
      assertEquals(shape, back.shape());
      assertClose(g, back.slice(axis, from, to, step), 0, "what was taken");
      assertEquals(g.sum().value(), back.sum().value(), 1e-12, "zeros elsewhere");
    }
  }

  @Property(tries = 100, seed = "5")
  void scalarsTakenOutAndStackedAreTheTensor(@ForAll("shapes") Shape shape, @ForAll long seed) {
    assertDetour(shape, new Random(seed), x -> Tensor.stack(DType.FLOAT64, shape, x.scalars()));
  }

  @Property(tries = 150, seed = "6")
  void reductionsFollowPlainLoops(@ForAll("shapes") Shape shape, @ForAll long seed) {
    Random random = new Random(seed);
    int[] axes = random.ints(0, Math.max(1, shape.rank())).limit(2).distinct().sorted().toArray();
    Assume.that(shape.rank() > 0);
    boolean keep = random.nextBoolean();
    Tensor x = Tensor.randn(random, shape.dims());
    assertClose(Plain.fold(x, axes, keep, 0, Double::sum), x.sum(axes, keep), 1e-13, "sum");
    int count = IntStream.of(axes).map(shape::dim).reduce(1, (a, b) -> a * b);
    Tensor mean = Plain.fold(x, axes, keep, 0, (a, b) -> a + b / count);
    assertClose(count == 0 ? x.sum(axes, keep).div(0) : mean, x.mean(axes, keep), 1e-13, "mean");
    if (count > 0) {
      double low = Double.NEGATIVE_INFINITY;
      assertClose(Plain.fold(x, axes, keep, low, Math::max), x.max(axes, keep), 0, "max");
    }
    assertEquals(x.sum(axes, keep).shape(), shape.reduce(shape.axes(axes), keep));
  }

  @Property(tries = 200, seed = "7")
  void shapesAreValues(@ForAll("shapes") Shape a, @ForAll("shapes") Shape b) {
    Shape twin = Shape.of(a.dims());
    assertEquals(a, twin);
    assertEquals(a.hashCode(), twin.hashCode());
    assertEquals(a.toString().equals(b.toString()), a.equals(b));
    assertEquals(IntStream.of(a.dims()).reduce(1, (x, y) -> x * y), a.size());
    Arrays.fill(a.dims(), 7);
    assertEquals(a, twin, "dims() is a copy");
    for (int axis = 0; axis < a.rank(); axis++) {
      assertEquals(axis, a.axis(axis - a.rank()));
      assertEquals(a.dim(axis), a.dim(axis - a.rank()));
    }
  }
}
