package io.autodiff.mutation;

import io.autodiff.Engine;
import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.program.Program;
import io.autodiff.program.Replay;
import io.autodiff.sweep.Transform;
import io.autodiff.sweep.UnitVectors;
import io.autodiff.transform.ValueTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The numbers that every way to a function's derivatives gives at one point.
 *
 * @param rows for each way its numbers, or one NaN where it is refused
 */
record Fingerprint(List<double[]> rows) {
  private static final double[] REFUSED = {Double.NaN, Double.NaN};

  /** Numbers below this are small. */
  private static final double FLOOR = 1e-2;

  /** How far from the point a replay goes, where a branch may go the other way. */
  private static final double[] REACHES = {0, 0.1, 1, -1};

  static Fingerprint of(Function<List<Value<?>>, List<Value<?>>> f, List<Value<?>> point) {
    return of(f, point, 2, REACHES);
  }

  /**
   * Returns the numbers of derivatives up to an order, 1 or 2.
   *
   * @param reaches how far from the point a replay goes
   */
  static Fingerprint of(
      Function<List<Value<?>>, List<Value<?>>> f,
      List<Value<?>> point,
      int order,
      double... reaches) {
    List<Value<?>> results = f.apply(point);
    Random random = new Random(11);
    List<Value<?>> g = like(results, random);
    List<Value<?>> v = like(point, random);
    List<double[]> rows = new ArrayList<>();
    rows.add(attempt(() -> pullback(f, point, g)));
    rows.add(attempt(() -> pushforward(f, point, v)));
    if (order > 1) {
      rows.add(attempt(() -> hessianProduct(f, point, g, v)));
      rows.add(attempt(() -> reverseOverForward(f, point, g, v)));
    }
    rows.add(attempt(() -> replay(f, point, g, v, reaches)));
    return new Fingerprint(rows);
  }

  private static double[] pushforward(
      Function<List<Value<?>>, List<Value<?>>> f, List<Value<?>> point, List<Value<?>> v) {
    return Transform.run(
        t -> {
          List<Value<?>> own = t.own(point);
          return numbers(t.pushforward(f.apply(own), own, List.of(v)).get(0));
        });
  }

  private static double[] hessianProduct(
      Function<List<Value<?>>, List<Value<?>>> f,
      List<Value<?>> point,
      List<Value<?>> g,
      List<Value<?>> v) {
    return Transform.run(
        outer -> {
          List<Value<?>> x = outer.own(point);
          List<Value<?>> slopes =
              Transform.run(
                  inner -> {
                    List<Value<?>> own = inner.own(x);
                    return inner.pullback(f.apply(own), g, own);
                  });
          return numbers(outer.pullback(slopes, v, x));
        });
  }

  private static double[] reverseOverForward(
      Function<List<Value<?>>, List<Value<?>>> f,
      List<Value<?>> point,
      List<Value<?>> g,
      List<Value<?>> v) {
    return Transform.run(
        outer -> {
          List<Value<?>> x = outer.own(point);
          List<Value<?>> slopes =
              Transform.run(
                  inner -> {
                    List<Value<?>> own = inner.own(x);
                    return inner.pushforward(f.apply(own), own, List.of(v)).get(0);
                  });
          return numbers(outer.pullback(slopes, g, x));
        });
  }

  /** Returns the gradient alone. */
  static Fingerprint ofGradient(
      Function<List<Value<?>>, List<Value<?>>> f, List<Value<?>> point, Engine engine) {
    return new Fingerprint(
        List.of(
            attempt(
                () -> {
                  try (Tape tape = new Tape(engine)) {
                    List<Value<?>> x = new ArrayList<>();
                    point.forEach(p -> x.add(tape.variable((Tensor) p)));
                    Tensor y = (Tensor) f.apply(x).get(0);
                    List<Value<?>> g = like(List.of(y), new Random(11));
                    Gradients found = tape.gradients(List.of(y), g);
                    List<Value<?>> all = new ArrayList<>();
                    x.forEach(p -> all.add(found.of((Tensor) p)));
                    return numbers(all);
                  }
                })));
  }

  private static double[] attempt(Supplier<double[]> way) {
    try {
      return way.get();
    } catch (RuntimeException | StackOverflowError e) {
      return REFUSED;
    }
  }

  private static double[] pullback(
      Function<List<Value<?>>, List<Value<?>>> f, List<Value<?>> point, List<Value<?>> g) {
    return Transform.run(
        t -> {
          List<Value<?>> own = t.own(point);
          return numbers(t.pullback(f.apply(own), g, own));
        });
  }

  /** Replays at the point and at others, where a branch may go the other way. */
  private static double[] replay(
      Function<List<Value<?>>, List<Value<?>>> f,
      List<Value<?>> point,
      List<Value<?>> g,
      List<Value<?>> v,
      double... reaches) {
    Replay replay =
        Transform.recordProgram(
                t -> {
                  List<Value<?>> own = t.own(point);
                  return Program.between(own, f.apply(own));
                })
            .replay();
    List<double[]> all = new ArrayList<>();
    for (double reach : reaches) {
      List<Value<?>> there = moved(point, reach, v);
      all.add(
          attempt(
              () -> {
                double[] values = numbers(replay.run(there));
                double[] back = numbers(replay.reverse(g));
                return concat(values, back);
              }));
    }
    return all.stream().reduce(new double[0], Fingerprint::concat);
  }

  private static List<Value<?>> moved(List<Value<?>> point, double reach, List<Value<?>> v) {
    double[] numbers = numbers(point);
    double[] direction = numbers(v);
    Arrays.setAll(
        numbers, i -> numbers[i] + reach * direction[i] * Math.max(1, Math.abs(numbers[i])));
    return unflatten(point, numbers);
  }

  private static double[] concat(double[] a, double[] b) {
    double[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static double[] numbers(List<? extends Value<?>> values) {
    return ValueTree.numbers(values);
  }

  private static List<Value<?>> like(List<? extends Value<?>> values, Random random) {
    return unflatten(values, random.doubles(UnitVectors.size(values), 0.3, 1).toArray());
  }

  private static List<Value<?>> unflatten(List<? extends Value<?>> like, double... numbers) {
    List<Value<?>> all = new ArrayList<>();
    int at = 0;
    for (Value<?> value : like) {
      int next = at + value.shape().size();
      if (value instanceof Tensor t) {
        all.add(Tensor.of(t.shape(), Arrays.copyOfRange(numbers, at, next)).to(t.dtype()));
      } else {
        all.add(Scalar.of(numbers[at]));
      }
      at = next;
    }
    return all;
  }

  /**
   * Returns the largest difference of two numbers, relative to them and a floor: infinite if only
   * one of two is a number, or one of two ways is refused.
   */
  double distance(Fingerprint other, double floor) {
    double largest = 0;
    for (int r = 0; r < rows.size(); r++) {
      double[] a = rows.get(r);
      double[] b = other.rows.get(r);
      if (a.length != b.length) {
        return Double.POSITIVE_INFINITY;
      }
      for (int i = 0; i < a.length; i++) {
        if (Double.compare(a[i], b[i]) != 0 && a[i] != b[i]) {
          double size = floor + Math.max(Math.abs(a[i]), Math.abs(b[i]));
          double d = Math.abs(a[i] - b[i]) / size;
          largest = Math.max(largest, Double.isNaN(d) ? Double.POSITIVE_INFINITY : d);
        }
      }
    }
    return largest;
  }

  /** Returns the largest difference of two numbers, relative to them where they are not small. */
  double distance(Fingerprint other) {
    return distance(other, FLOOR);
  }
}
