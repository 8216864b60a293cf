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
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Linear maps of random shapes against a loop over indices, and their transposes. */
class LinearMapPropertiesTest {

  @Provide
  Arbitrary<Shape> shapes() {
    return Shapes.any().filter(s -> s.rank() > 0);
  }

  /** Whole numbers, whose sums are exact. */
  private static Tensor whole(Random random, Shape shape) {
    return Plain.build(shape, _ -> random.nextInt(-9, 10));
  }

  /** Asserts the values of a linear function and, by {@code <f(x), g> = <x, f'(g)>}, its rule. */
  private static void assertMoves(
      Tensor x, Random random, UnaryOperator<Tensor> f, Shape to, ToDoubleFunction<int[]> element) {
    Tensor g = whole(random, to);
    try (Tape tape = new Tape()) {
      Tensor v = tape.variable(x);
      Tensor y = f.apply(v);
      assertClose(Plain.build(to, element), y, 0, "values");
      double there = y.detach().mul(g).sum().value();
      Tensor zero = Tensor.zeros(x.shape().dims());
      Tensor back = y.isConstant() ? zero : tape.gradients(List.of(y), List.of(g)).of(v);
      assertEquals(there, x.mul(back).sum().value(), "derivative");
    }
  }

  private static Shape with(Shape shape, int axis, int size) {
    int[] dims = shape.dims();
    dims[axis] = size;
    return Shape.of(dims);
  }

  private static int[] moved(int[] index, int axis, int position) {
    int[] from = index.clone();
    from[axis] = position;
    return from;
  }

  private static int[] positions(Random random, int count, int below) {
    return random.ints(below == 0 ? 0 : count, 0, Math.max(below, 1)).toArray();
  }

  @Property(tries = 150, seed = "1")
  void takeAndGatherReadWhereTheyAreTold(@ForAll("shapes") Shape shape, @ForAll long seed) {
    Random random = new Random(seed);
    Tensor x = whole(random, shape);
    int axis = random.nextInt(shape.rank());
    int[] taken = positions(random, random.nextInt(5), shape.dim(axis));
    assertMoves(
        x,
        random,
        t -> t.take(axis, taken),
        with(shape, axis, taken.length),
        i -> x.at(moved(i, axis, taken[i[axis]])));
    Shape to = with(shape, axis, shape.dim(axis) == 0 ? 0 : random.nextInt(5));
    int[] index = positions(random, to.size(), shape.dim(axis));
    assertMoves(
        x,
        random,
        t -> t.gather(axis, to, index),
        to,
        i -> x.at(moved(i, axis, index[to.position(i)])));
  }

  @Property(tries = 150, seed = "2")
  void scatterAddAddsWhereItIsTold(@ForAll("shapes") Shape shape, @ForAll long seed) {
    Random random = new Random(seed);
    int axis = random.nextInt(shape.rank());
    Shape from = with(shape, axis, shape.dim(axis) == 0 ? 0 : random.nextInt(5));
    int[] index = positions(random, from.size(), shape.dim(axis));
    Tensor source = whole(random, from);
    double[] sums = new double[shape.size()];
    Plain.build(
        from,
        i -> {
          sums[shape.position(moved(i, axis, index[from.position(i)]))] += source.at(i);
          return 0;
        });
    Tensor zero = Tensor.zeros(shape.dims());
    assertMoves(
        source, random, t -> zero.scatterAdd(axis, t, index), shape, i -> sums[shape.position(i)]);
  }

  /** Returns the position that padding reads, reached by one reflection or shift at a time. */
  private static int source(Padding with, int position, int n) {
    int p = position;
    while (p < 0 || p >= n) {
      p =
          switch (with) {
            case REFLECT -> p < 0 ? -p : 2 * (n - 1) - p;
            case REPLICATE -> p < 0 ? p + 1 : p - 1;
            case CIRCULAR -> p < 0 ? p + n : p - n;
          };
    }
    return p;
  }

  @Property(tries = 150, seed = "3")
  void paddingContinuesTheAxis(@ForAll("shapes") Shape shape, @ForAll long seed) {
    Random random = new Random(seed);
    Tensor x = whole(random, shape);
    int axis = random.nextInt(shape.rank());
    int n = shape.dim(axis);
    int before = random.nextInt(3);
    int after = random.nextInt(3);
    Shape to = with(shape, axis, before + n + after);
    ToDoubleFunction<int[]> outside =
        i -> {
          int at = i[axis] - before;
          return at < 0 || at >= n ? 0 : x.at(moved(i, axis, at));
        };
    assertMoves(x, random, t -> t.pad(axis, before, after, 0), to, outside);
    int cut = random.nextInt(-n, 1);
    assertMoves(
        x,
        random,
        t -> t.pad(axis, cut, -cut, 0),
        shape,
        i -> i[axis] - cut < n ? x.at(moved(i, axis, i[axis] - cut)) : 0);
    for (Padding with : Padding.values()) {
      int most = Math.max(before, after);
      if (n > 0 && (with == Padding.REPLICATE || most < n)) {
        assertMoves(
            x,
            random,
            t -> t.pad(axis, before, after, with),
            to,
            i -> x.at(moved(i, axis, source(with, i[axis] - before, n))));
      }
    }
  }

  @Property(tries = 150, seed = "4")
  void rollsAndFlipsPermuteTheAxis(@ForAll("shapes") Shape shape, @ForAll long seed) {
    Random random = new Random(seed);
    Tensor x = whole(random, shape);
    int axis = random.nextInt(shape.rank());
    int n = shape.dim(axis);
    int shift = random.nextInt(-7, 8);
    assertMoves(
        x,
        random,
        t -> t.roll(shift, axis),
        shape,
        i -> x.at(moved(i, axis, Math.floorMod(i[axis] - shift, n))));
    assertMoves(x, random, t -> t.flip(axis), shape, i -> x.at(moved(i, axis, n - 1 - i[axis])));
  }

  @Property(tries = 150, seed = "5")
  void repeatsAndTilesCopy(@ForAll("shapes") Shape shape, @ForAll long seed) {
    Random random = new Random(seed);
    Tensor x = whole(random, shape);
    int axis = random.nextInt(shape.rank());
    int n = shape.dim(axis);
    int times = random.nextInt(4);
    Shape to = with(shape, axis, n * times);
    assertMoves(
        x, random, t -> t.repeat(axis, times), to, i -> x.at(moved(i, axis, i[axis] / times)));
    int[] tiles = new int[shape.rank()];
    Arrays.fill(tiles, 1);
    tiles[axis] = times;
    assertMoves(x, random, t -> t.tile(tiles), to, i -> x.at(moved(i, axis, i[axis] % n)));
  }

  /** Returns some of the letters in any order. */
  private static String letters(Random random, String of) {
    List<Character> all = new ArrayList<>();
    of.chars().filter(_ -> random.nextInt(3) > 0).forEach(c -> all.add((char) c));
    Collections.shuffle(all, random);
    StringBuilder text = new StringBuilder();
    all.forEach(text::append);
    return text.toString();
  }

  private static Shape shape(String letters, int[] sizes) {
    return Shape.of(letters.chars().map(c -> sizes[c - 'a']).toArray());
  }

  private static double at(Tensor x, String letters, int[] place) {
    return x.at(letters.chars().map(c -> place[c - 'a']).toArray());
  }

  @Property(tries = 200, seed = "6")
  void einsumIsALoopOverAllLetters(@ForAll long seed) {
    Random random = new Random(seed);
    int[] sizes = random.ints(4, 1, 4).toArray();
    String left = letters(random, "abcd");
    String right = letters(random, "abcd");
    StringBuilder both = new StringBuilder();
    "abcd"
        .chars()
        .filter(c -> left.indexOf(c) >= 0 || right.indexOf(c) >= 0)
        .forEach(c -> both.append((char) c));
    String result = letters(random, both.toString());
    String summed =
        both.chars()
            .filter(c -> result.indexOf(c) < 0)
            .collect(StringBuilder::new, (b, c) -> b.append((char) c), StringBuilder::append)
            .toString();
    Tensor x = whole(random, shape(left, sizes));
    Tensor y = whole(random, shape(right, sizes));
    ToDoubleFunction<int[]> element =
        index -> {
          int[] place = new int[4];
          for (int i = 0; i < index.length; i++) {
            place[result.charAt(i) - 'a'] = index[i];
          }
          double[] sum = {0};
          Plain.build(
              shape(summed, sizes),
              rest -> {
                for (int i = 0; i < rest.length; i++) {
                  place[summed.charAt(i) - 'a'] = rest[i];
                }
                sum[0] += at(x, left, place) * at(y, right, place);
                return 0;
              });
          return sum[0];
        };
    String notation = left + "," + right + "->" + result;
    Shape to = shape(result, sizes);
    assertMoves(x, random, t -> Tensor.einsum(notation, t, y), to, element);
    assertMoves(y, random, t -> Tensor.einsum(notation, x, t), to, element);
  }
}
