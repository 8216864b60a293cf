package io.autodiff.check;

import io.autodiff.AutodiffException;
import io.autodiff.Engine;
import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.sweep.UnitVectors;
import io.autodiff.transform.ValueTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * The numbers whose gradients are checked: {@code F₀ = <f(x), c>} with a random cotangent {@code
 * c}, and {@code Fₖ = <∇Fₖ₋₁, vₖ>} with random directions {@code vₖ}.
 */
final class Objective {
  private final Function<List<Value<?>>, List<Value<?>>> f;
  private final Engine engine;
  private final List<Value<?>> cotangents;

  /** For each order above 1 a random direction. */
  private final List<List<Value<?>>> directions = new ArrayList<>();

  private Objective(
      Function<List<Value<?>>, List<Value<?>>> f, Engine engine, List<Value<?>> cotangents) {
    this.f = f;
    this.engine = engine;
    this.cotangents = cotangents;
  }

  static Objective of(
      Function<List<Value<?>>, List<Value<?>>> f, Point x, int order, long seed, Engine engine) {
    List<Value<?>> results = f.apply(x.values());
    Random random = new Random(seed);
    boolean single = results.size() == 1 && results.get(0) instanceof Scalar;
    Objective objective =
        new Objective(f, engine, single ? List.of(Scalar.of(1)) : like(results, random));
    for (int k = 1; k < order; k++) {
      objective.directions.add(like(x.values(), random));
    }
    objective.requireOneValue(x, ValueTree.numbers(results));
    return objective;
  }

  private void requireOneValue(Point x, double... first) {
    double[] second = ValueTree.numbers(f.apply(x.values()));
    for (int i = 0; i < first.length; i++) {
      if (i >= second.length || Double.compare(first[i], second[i]) != 0) {
        throw new AutodiffException(
            "gradient check: the function has two values at one point",
            first[i] + (i < second.length ? ", then " + second[i] : ", then nothing"),
            "the same value whenever it is called, so no randomness of its own",
            null);
      }
    }
  }

  /** Returns a cotangent for each result. */
  List<Value<?>> cotangents() {
    return cotangents;
  }

  /** Returns the direction of the derivative of {@code F_level}, as one row of numbers. */
  double[] direction(int level) {
    return ValueTree.numbers(directions.get(level));
  }

  private static List<Value<?>> like(List<Value<?>> values, Random random) {
    int size = UnitVectors.size(values);
    return Point.unflatten(values, random.doubles(size, -1, 1).toArray());
  }

  /** Returns {@code F_level(x)}. */
  double value(int level, Point x) {
    if (level == 0) {
      return dot(ValueTree.numbers(f.apply(x.values())), ValueTree.numbers(cotangents));
    }
    return dot(gradient(level - 1, x), ValueTree.numbers(directions.get(level - 1)));
  }

  /** Returns the gradient of {@code F_level} at {@code x}, by a traversal that yields numbers. */
  double[] gradient(int level, Point x) {
    try (Tape tape = new Tape(engine)) {
      List<Value<?>> arguments = variables(tape, x);
      Recorded recorded = Recorded.of(f.apply(List.copyOf(arguments)), cotangents);
      for (int k = 0; k < level && !recorded.results.isEmpty(); k++) {
        List<Value<?>> gradient =
            tape.differentiate(recorded.results, recorded.cotangents, arguments);
        recorded = Recorded.of(gradient, directions.get(k));
      }
      if (recorded.results.isEmpty()) {
        return new double[x.size()];
      }
      return numbers(tape.gradients(recorded.results, recorded.cotangents), arguments);
    }
  }

  /** Returns a variable for each argument. */
  static List<Value<?>> variables(Tape tape, Point x) {
    List<Value<?>> variables = new ArrayList<>();
    for (Value<?> value : x.values()) {
      variables.add(
          switch (value) {
            case Scalar s -> tape.variable(s.number());
            case Tensor t -> tape.variable(t);
          });
    }
    return variables;
  }

  private static double[] numbers(Gradients grads, List<Value<?>> arguments) {
    List<Value<?>> found = new ArrayList<>();
    for (Value<?> argument : arguments) {
      found.add(
          switch (argument) {
            case Scalar s -> Scalar.of(grads.of(s));
            case Tensor t -> grads.of(t);
          });
    }
    return ValueTree.numbers(found);
  }

  /** Results with their cotangents, without those that are constants and depend on nothing. */
  private record Recorded(List<Value<?>> results, List<Value<?>> cotangents) {
    static Recorded of(List<Value<?>> results, List<Value<?>> cotangents) {
      List<Value<?>> kept = new ArrayList<>();
      List<Value<?>> theirs = new ArrayList<>();
      for (int i = 0; i < results.size(); i++) {
        if (!results.get(i).isConstant()) {
          kept.add(results.get(i));
          theirs.add(cotangents.get(i));
        }
      }
      return new Recorded(kept, theirs);
    }
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
