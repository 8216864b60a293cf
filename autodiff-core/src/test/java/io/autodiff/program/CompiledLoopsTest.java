package io.autodiff.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Cotangents;
import io.autodiff.Scalar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random loops, unrolled by recording and compiled, against their replay: to the bit. */
class CompiledLoopsTest {
  private static final int TRIALS = 400;

  /** A random expression in one of several pools of values. */
  private static Scalar step(Random r, List<Scalar> pool) {
    Scalar a = pick(r, pool);
    Scalar b = pick(r, pool);
    return switch (r.nextInt(22)) {
      case 0, 1, 2 -> a.add(b);
      case 3, 4 -> a.sub(b);
      case 5, 6, 7 -> a.mul(b);
      case 8 -> a.div(b);
      case 9 -> a.neg();
      case 10 -> a.tanh();
      case 11 -> a.gt(b).where(a, pick(r, pool));
      case 12 -> Cotangents.scale(a, b);
      case 13 -> a.square();
      case 14 -> a.sigmoid();
      case 15 -> a.maximum(b);
      case 16 -> a.sin();
      case 17 -> a.relu();
      case 18 -> a.sqrt();
      case 19 -> a.log();
      case 20 -> a.stopGradient();
      default -> a.mul(0.7);
    };
  }

  private static Scalar pick(Random r, List<Scalar> pool) {
    return pool.get(r.nextInt(pool.size()));
  }

  /** What one loop is: how often, over what body, and what its iterations take. */
  private record Shape(int count, int body, int states, int stride, int kind, boolean varied) {
    static Shape random(Random r) {
      int body = 2 + r.nextInt(r.nextInt(8) == 0 ? 250 : 14);
      return new Shape(
          3 + r.nextInt(50), body, r.nextInt(4), r.nextInt(3), r.nextInt(6), r.nextBoolean());
    }
  }

  /** Some loops, one after the other, which carry states and take each other's values. */
  private static Scalar[] loops(Scalar[] x, long seed) {
    Random r = new Random(seed);
    List<Scalar> known = new ArrayList<>(List.of(x));
    known.add(Scalar.of(1.5));
    known.add(Scalar.of(0));
    int loops = 1 + r.nextInt(3);
    for (int l = 0; l < loops; l++) {
      loop(x, r, known);
    }
    Scalar[] results = new Scalar[3];
    Arrays.setAll(
        results, i -> pick(r, known.subList(Math.max(0, known.size() - 6), known.size())));
    return results;
  }

  private static void loop(Scalar[] x, Random r, List<Scalar> known) {
    Shape shape = Shape.random(r);
    long bodySeed = r.nextLong();
    Random irregular = new Random(r.nextLong());
    Scalar[] states = new Scalar[shape.states];
    Arrays.setAll(states, i -> pick(r, known));
    List<List<Scalar>> iterations = new ArrayList<>();
    for (int k = 0; k < shape.count; k++) {
      Random b = new Random(bodySeed);
      List<Scalar> pool = new ArrayList<>(List.of(states));
      pool.add(x[shape.stride * k % x.length]);
      pool.add(known.get(0));
      pool.add(known.getLast());
      pool.add(Scalar.of(shape.varied ? Math.sin(k) : 2));
      switch (shape.kind) {
        case 0 -> pool.add(x[irregular.nextInt(x.length)]);
        case 1 -> pool.add(k > 0 ? iterations.getLast().getFirst() : x[0]);
        case 2 -> pool.add(k > 1 ? iterations.get(k - 2).getLast() : x[0]);
        case 3 -> pool.add(k > 0 ? iterations.getFirst().getFirst() : x[0]);
        default -> {}
      }
      int from = pool.size();
      for (int i = 0; i < shape.body; i++) {
        pool.add(step(b, pool));
      }
      Arrays.setAll(states, i -> pool.get(pool.size() - 1 - b.nextInt(2)));
      iterations.add(pool.subList(from, pool.size()));
    }
    known.addAll(List.of(states));
    if (r.nextBoolean()) {
      known.add(iterations.stream().map(List::getFirst).reduce(Scalar.of(0), Scalar::add));
    }
    known.add(iterations.getLast().getFirst());
    known.add(pick(r, iterations.get(r.nextInt(shape.count))));
  }

  @Test
  void randomLoopsGiveTheBitsOfTheirReplay() {
    int rolled = 0;
    int exact = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      Random r = new Random(trial);
      long seed = r.nextLong();
      double[] at = r.doubles(1 + r.nextInt(12), -2, 2).toArray();
      Program p = Program.ofVector(x -> loops(x, seed), at);
      Program used = r.nextBoolean() ? p : p.simplified();
      Replay replay = used.replay();
      CompiledProgram compiled = used.compile();
      rolled += compiled.toString().contains("loop of") ? 1 : 0;
      for (int point = 0; point < 5; point++) {
        double[] x = point(r, at.length, point);
        String what = "trial " + trial + " at " + Arrays.toString(x);
        assertArrayEquals(replay.run(x), compiled.run(x), what);
        double[] seeds = {r.nextGaussian(), r.nextInt(2), r.nextGaussian()};
        double[] back = replay.reverse(seeds);
        exact += Arrays.stream(back).anyMatch(Double::isNaN) ? 1 : 0;
        assertArrayEquals(back, compiled.reverse(seeds), what);
      }
    }
    assertTrue(rolled > TRIALS / 8, "rolled " + rolled);
    assertTrue(exact > TRIALS / 4, "with NaN " + exact);
  }

  /** A loop over neighbours in one or two rows of inputs, among which others may be taken, too. */
  private static Scalar[] neighbours(Scalar[] x, long seed) {
    Random r = new Random(seed);
    int count = 20;
    int stride = 1 + r.nextInt(2);
    boolean backwards = r.nextBoolean();
    int width = 1 + r.nextInt(4);
    int others = r.nextInt(5);
    long bodySeed = r.nextLong();
    Scalar state = x[0];
    List<Scalar> former = new ArrayList<>(List.of(x[1], x[2]));
    List<Scalar> before = new ArrayList<>();
    for (int k = 0; k < x.length; k++) {
      before.add(others == 4 ? x[k].mul(0.5 + k) : x[k]);
    }
    for (int k = 0; k < count; k++) {
      Random b = new Random(bodySeed);
      int at = backwards ? count - 1 - k : k;
      List<Scalar> pool = new ArrayList<>(List.of(state));
      for (int i = 0; i <= width; i++) {
        pool.add(before.get(stride * (at + i)));
      }
      switch (others) {
        case 0 -> pool.add(x[r.nextInt(count)]); // of the same row, or not
        case 1 -> pool.add(former.get(k));
        case 2 -> pool.add(x[3]);
        case 3 -> pool.add(x[2 * at]);
        default -> {}
      }
      pool.addAll(List.copyOf(pool));
      for (int i = 0; i < 10; i++) {
        pool.add(step(b, pool));
      }
      for (Scalar each : List.copyOf(pool).subList(0, width + 2)) {
        pool.add(pool.getLast().add(each.mul(each)));
      }
      state = pool.getLast().mul(0.3);
      former.add(state);
    }
    return new Scalar[] {state, x[4].mul(former.get(9))};
  }

  @Test
  void adjointsOfNeighboursGetTheirTermsInTheOrderOfAReplay() {
    int rolled = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      Random r = new Random(1000 + trial);
      long seed = r.nextLong();
      double[] at = r.doubles(60, -2, 2).toArray();
      Program p = Program.ofVector(x -> neighbours(x, seed), at);
      Replay replay = p.replay();
      CompiledProgram compiled = p.compile();
      rolled += compiled.toString().contains("loop of") ? 1 : 0;
      for (int kind = 0; kind < 5; kind++) {
        double[] x = point(r, at.length, kind);
        String what = "trial " + trial + " at " + Arrays.toString(x);
        assertArrayEquals(replay.run(x), compiled.run(x), what);
        double[] seeds = {r.nextGaussian(), r.nextInt(2)};
        assertArrayEquals(replay.reverse(seeds), compiled.reverse(seeds), what);
      }
    }
    assertTrue(rolled > 3 * TRIALS / 4, "rolled " + rolled);
  }

  private static double[] point(Random r, int n, int kind) {
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      boolean special = r.nextInt(3) == 0;
      x[i] =
          special && kind == 3
              ? 0
              : special && kind == 4 ? Double.POSITIVE_INFINITY : r.nextGaussian();
    }
    return x;
  }
}
