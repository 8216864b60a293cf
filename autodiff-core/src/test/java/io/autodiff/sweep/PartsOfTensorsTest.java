package io.autodiff.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.management.ThreadMXBean;
import io.autodiff.DType;
import io.autodiff.Gradients;
import io.autodiff.NonFiniteException;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tape;
import io.autodiff.TapeException;
import io.autodiff.Tensor;
import io.autodiff.program.Program;
import io.autodiff.program.Replay;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Derivatives of functions that take a tensor apart. All numbers are small whole ones, so that
 * every order of a sum gives the same.
 */
class PartsOfTensorsTest {
  private static final int ROWS = 6;
  private static final int COLUMNS = 8;

  /** A way to take part number {@code k} of a matrix. */
  record Way(String name, BiFunction<Tensor, Integer, Tensor> part) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Way> ways() {
    return Stream.of(
        new Way("row", (x, k) -> x.select(0, k % ROWS)),
        new Way("column", (x, k) -> x.select(1, k)),
        new Way("slice", (x, k) -> x.slice(0, k % 4, k % 4 + 3)),
        new Way("stepped", (x, k) -> x.slice(1, k % 3, COLUMNS, 3)),
        new Way("backwards", (x, k) -> x.flip(0, 1).slice(1, 0, k + 1)),
        new Way("split", (x, k) -> x.split(1, 3, 1, 4)[k % 3]),
        new Way("take", (x, k) -> x.take(0, k % ROWS, 2, k % ROWS)),
        new Way("gather", (x, k) -> x.gather(1, Shape.of(ROWS, 1), 7, 0, 1, k, 3, 3)),
        new Way("gaps", (x, k) -> x.gather(Shape.of(7), i -> i[0] % 2 == 0 ? -1 : i[0] * k)),
        new Way("element", (x, k) -> x.element(k % ROWS, k).toTensor(x.dtype())),
        new Way("diagonal", (x, k) -> x.diagonal(k - 4, 0, 1)),
        new Way("turned diagonal", (x, k) -> x.diagonal(k - 4, 1, 0)),
        new Way("reshaped", (x, k) -> x.reshape(4, 2, 6).select(0, k % 4)),
        new Way(
            "windows", (x, k) -> x.windows(new int[] {3}, new int[] {1 + k % 2}, new int[] {2})),
        new Way("cropped", (x, k) -> x.pad(1, -(k % 4), -2, 0.0)),
        new Way("part of part", (x, k) -> x.slice(0, 1, 5).select(1, k).slice(0, 0, 2)));
  }

  /** A part of a matrix times weights of its own, and so that derivatives differ. */
  private static Tensor term(Tensor part, int k) {
    Tensor weights =
        Tensor.arange(1, part.size() + 1.0).reshape(part.shape()).add(k).to(part.dtype());
    return part.mul(part).mul(weights);
  }

  private static Scalar sumOfParts(Way way, Tensor x) {
    Scalar sum = Scalar.of(0);
    for (int k = 0; k < COLUMNS; k++) {
      sum = sum.add(term(way.part.apply(x, k), k).sum());
    }
    return sum;
  }

  private static Tensor matrix() {
    return Tensor.arange(0, ROWS * COLUMNS).reshape(ROWS, COLUMNS).sub(20);
  }

  /** Returns what one part alone gives, for which nothing is added up in place. */
  private static Tensor expected(Way way, Tensor x) {
    Tensor sum = x.zerosLike();
    for (int k = 0; k < COLUMNS; k++) {
      int at = k;
      sum = sum.add(gradient(x, v -> term(way.part.apply(v, at), at).sum()));
    }
    return sum;
  }

  private static Tensor gradient(Tensor x, Function<Tensor, Scalar> f) {
    try (Tape tape = new Tape()) {
      Tensor v = tape.variable(x);
      return tape.gradients(f.apply(v)).of(v);
    }
  }

  private static Replay replay(Tensor x, Function<Tensor, Scalar> f) {
    try (Tape tape = new Tape()) {
      Tensor v = tape.variable(x);
      return Program.between(List.of(v), List.of(f.apply(v))).simplified().replay();
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void theDerivativeByTheWholeIsTheSumOverItsParts(Way way) {
    Tensor x = matrix();
    assertArrayEquals(
        expected(way, x).values(), gradient(x, v -> sumOfParts(way, v)).values(), way.name);
    assertArrayEquals(
        expected(way, x).values(),
        gradient(x.to(DType.FLOAT32), v -> sumOfParts(way, v)).values(),
        way.name);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void soItIsInAReplay(Way way) {
    Tensor x = matrix();
    Replay replay = replay(x, v -> sumOfParts(way, v).add(v.square().sum()));
    for (int round = 0; round < 2; round++) {
      replay.run(List.of(x));
      Tensor found = (Tensor) replay.reverse(List.of(Scalar.of(1))).get(0);
      assertArrayEquals(expected(way, x).add(x.mul(2)).values(), found.values(), way.name);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void soIsOneThatIsRecordedAndItsOwnDerivative(Way way) {
    Tensor x = matrix();
    try (Tape tape = new Tape()) {
      Tensor v = tape.variable(x);
      Tensor slope = tape.differentiate(sumOfParts(way, v), v);
      assertArrayEquals(expected(way, x).values(), slope.values(), way.name);
      // The function is homogeneous of degree 2: its Hessian times x is its gradient.
      Tensor product = tape.gradients(slope.mul(x).sum()).of(v);
      assertArrayEquals(expected(way, x).values(), product.values(), way.name);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aWholeThatIsUsedOtherwiseTooReceivesBoth(Way way) {
    Tensor x = matrix();
    double[] both = expected(way, x).add(x.mul(2)).values();
    Tensor before =
        gradient(
            x,
            v -> {
              Scalar squares = v.square().sum();
              return squares.add(sumOfParts(way, v));
            });
    Tensor after = gradient(x, v -> sumOfParts(way, v).add(v.square().sum()));
    assertArrayEquals(both, before.values(), way.name);
    assertArrayEquals(both, after.values(), way.name);
  }

  @Test
  void aCotangentOfTheCallerIsNotWrittenTo() {
    try (Tape tape = new Tape()) {
      Tensor v = tape.variable(Tensor.of(1, 2, 3));
      Tensor seed = Tensor.of(10, 20, 30);
      Gradients g =
          tape.gradients(
              List.of(v, v.slice(0, 0, 2).sum(), v.slice(0, 1, 3).sum()),
              List.of(seed, Scalar.of(1), Scalar.of(1)));
      assertArrayEquals(new double[] {11, 22, 31}, g.of(v).values());
      assertArrayEquals(new double[] {10, 20, 30}, seed.values());
    }
  }

  @Test
  void aReplayDoesNotWriteToItEither() {
    try (Tape tape = new Tape()) {
      Tensor v = tape.variable(Tensor.of(1, 2, 3));
      Tensor w = v.mul(2);
      Program program = Program.between(List.of(v), List.of(w, w.slice(0, 1, 3)));
      Replay replay = program.replay();
      replay.run(List.of(v.detach()));
      Tensor seed = Tensor.of(10, 20, 30);
      Tensor found = (Tensor) replay.reverse(List.of(seed, Tensor.of(1, 2))).get(0);
      assertArrayEquals(new double[] {20, 42, 64}, found.values());
      assertArrayEquals(new double[] {10, 20, 30}, seed.values());
    }
  }

  @Test
  void aCotangentThatOthersHoldIsNotWrittenTo() {
    Tensor x = matrix();
    Tensor sum =
        gradient(
            x,
            v -> {
              Tensor w = v.add(0);
              Tensor u = v.sub(0);
              Tensor y = w.add(u); // w and u receive one array
              return y.sum().add(w.select(0, 1).sum()).add(u.select(0, 2).sum().mul(3));
            });
    assertEquals(2, sum.at(0, 0));
    assertEquals(3, sum.at(1, 0));
    assertEquals(5, sum.at(2, 0));
  }

  @Test
  void anotherShapeBetweenPartAndWholeHasItsOwnDerivativeIfItIsNamed() {
    try (Tape tape = new Tape()) {
      Tensor v = tape.variable(matrix());
      Tensor row = v.reshape(ROWS * COLUMNS);
      Scalar y = row.slice(0, 2, 4).sum().add(row.slice(0, 3, 5).sum());
      Gradients named = tape.gradients(y, v, row);
      assertArrayEquals(new double[] {0, 0, 1, 2, 1, 0}, first(named.of(row), 6));
      assertArrayEquals(new double[] {0, 0, 1, 2, 1, 0}, first(named.of(v), 6));
      Gradients all = tape.gradients(y);
      assertArrayEquals(new double[] {0, 0, 1, 2, 1, 0}, first(all.of(v), 6));
      String message = assertThrows(TapeException.class, () -> all.of(row)).toString();
      assertEquals(true, message.contains("not kept"), message);
    }
  }

  private static double[] first(Tensor t, int n) {
    return t.flatten().slice(0, 0, n).values();
  }

  @Test
  void whatIsNotFiniteStaysInItsPart() {
    Tensor x = Tensor.of(Shape.of(3, 2), 0, 1, 2, 3, 0, 5);
    Tensor g =
        gradient(
            x,
            v -> {
              Scalar infinite = v.select(0, 0).log().sum();
              Scalar plain = v.select(0, 1).square().sum();
              return infinite.add(plain).add(v.select(0, 2).sqrt().sum());
            });
    double inf = Double.POSITIVE_INFINITY;
    assertArrayEquals(new double[] {inf, 1, 4, 6, inf, 0.5 / Math.sqrt(5)}, g.values());
  }

  @Test
  void manyRowsWithoutElementsHaveADerivativeWithoutElements() {
    Tensor x = Tensor.zeros(3, 0);
    assertEquals(x.shape(), gradient(x, v -> v.take(0, new int[100]).sum()).shape());
  }

  @Test
  void manyTermsAtOnePlaceOfALargeTableLoseNothing() {
    int count = 10_000;
    Tensor g = gradient(Tensor.zeros(1 << 20), v -> v.take(0, new int[count]).sum().mul(0.1));
    assertEquals(1000.0, g.at(0));
  }

  @Test
  void aSingleNegativeZeroKeepsItsSign() {
    try (Tape tape = new Tape()) {
      Tensor v = tape.variable(Tensor.of(1, 2, 3));
      Gradients g = tape.gradients(List.of(v.slice(0, 1, 2)), List.of(Tensor.of(-0.0)));
      assertArrayEquals(new double[] {0, -0.0, 0}, g.of(v).values());
    }
  }

  @Test
  void aTapeThatStopsAtNonFiniteSeesWhatPartsAddUpTo() {
    try (Tape tape = new Tape().stopAtNonFinite()) {
      Tensor row = tape.variable(Tensor.zeros(2, 2)).reshape(4);
      List<Tensor> parts = List.of(row.slice(0, 0, 2), row.slice(0, 1, 3));
      Tensor huge = Tensor.of(1e308, 1e308);
      String message =
          assertThrows(NonFiniteException.class, () -> tape.gradients(parts, List.of(huge, huge)))
              .toString();
      assertEquals(true, message.contains(": slice:"), message);
    }
  }

  @Test
  void aLoopOverRowsTakesMemoryInProportionToTheirNumber() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<Long> bytes = new ArrayList<>();
    for (int rows : new int[] {250, 250, 500}) {
      Tensor x = Tensor.ones(rows, 100);
      long before = threads.getCurrentThreadAllocatedBytes();
      gradient(x, PartsOfTensorsTest::sumOfRows);
      secondOrder(x);
      Replay replay = replay(x, PartsOfTensorsTest::sumOfRows);
      replay.run(List.of(x));
      replay.reverse(List.of(Scalar.of(1)));
      bytes.add(threads.getCurrentThreadAllocatedBytes() - before);
    }
    double growth = (double) bytes.get(2) / bytes.get(1);
    assertEquals(true, growth < 3, "twice the rows take " + growth + " times the memory");
  }

  private static Scalar sumOfRows(Tensor x) {
    Scalar sum = Scalar.of(0);
    for (int i = 0; i < x.dim(0); i++) {
      sum =
          sum.add(x.select(0, i).square().sum()).add(x.reshape(x.size()).slice(0, i, i + 99).sum());
    }
    return sum;
  }

  private static void secondOrder(Tensor x) {
    try (Tape tape = new Tape()) {
      Tensor v = tape.variable(x);
      Scalar sum = Scalar.of(0);
      for (int i = 0; i < x.dim(0); i++) {
        sum = sum.add(v.select(0, i).square().sum());
      }
      tape.gradients(tape.differentiate(sum, v).square().sum());
    }
  }
}
