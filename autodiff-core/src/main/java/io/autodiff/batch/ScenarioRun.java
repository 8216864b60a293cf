package io.autodiff.batch;

import io.autodiff.AutodiffException;
import io.autodiff.Engine;
import io.autodiff.ScalarFunction;
import io.autodiff.internal.array.Elements;
import io.autodiff.program.Program;
import io.autodiff.program.Replay;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Computes some scenarios by the recorded branch, and those that took another one anew: the others
 * that take the branch of the first of them together, as long as there are many, the rest one by
 * one. Which are computed together depends on the scenarios alone, so that bits do not depend on
 * what ran before.
 */
final class ScenarioRun {
  /** For so many scenarios a further branch is laid out as loops. */
  static final int MANY = 64;

  /** So many further branches are laid out at most for one block of scenarios. */
  private static final int MOST_BRANCHES = 8;

  /** So many branches are kept for later. */
  private static final int MOST_KEPT = 32;

  private final ScenarioBranch recorded;
  private final @Nullable ScalarFunction f;
  private final Engine engine;

  /** Branches found later, the last one first. */
  private final List<ScenarioBranch> others = new ArrayList<>();

  /**
   * Makes the run of a function.
   *
   * @param f the function; if it is null, a scenario that takes another branch is an error
   */
  ScenarioRun(ScenarioBranch recorded, @Nullable ScalarFunction f, Engine engine) {
    this.recorded = recorded;
    this.f = f;
    this.engine = engine;
  }

  ScenarioBranch recorded() {
    return recorded;
  }

  @Nullable ScalarFunction function() {
    return f;
  }

  Engine engine() {
    return engine;
  }

  /**
   * Computes the scenarios {@code [from, from + n)}.
   *
   * @param out where results go, as {@link ScenarioBranch#run} has them, the first at place 0
   * @return the scenarios that took another branch
   */
  List<Integer> run(ScenarioData data, int from, int n, BatchRows out) {
    recorded.run(engine, data.rows(from), out.copy(), n);
    List<Integer> turned = IntStream.range(0, n).filter(i -> isTurned(out, i)).boxed().toList();
    if (!turned.isEmpty()) {
      ScalarFunction function = f;
      if (function == null) {
        throw turned(from + turned.get(0), turned.size());
      }
      redo(function, data.select(turned.stream().map(i -> from + i).toList()), turned, out);
    }
    return turned.stream().map(i -> from + i).toList();
  }

  private static boolean isTurned(BatchRows out, int i) {
    return Elements.get(out.arrays()[0], out.at()[0] + i) != 0;
  }

  private AutodiffException turned(int scenario, int count) {
    return new AutodiffException(
        "scenarios: a comparison that a branch relied on goes the other way",
        "scenario " + scenario + ", the first of " + count,
        "scenarios that take the branch that was recorded",
        "Scenarios.of(shared, f, example) records other branches by itself; strict() forbids it");
  }

  /**
   * Computes scenarios anew.
   *
   * @param data these scenarios
   * @param places where their results go, counted from the first place of each row
   */
  private void redo(
      ScalarFunction function, ScenarioData data, List<Integer> places, BatchRows out) {
    List<Integer> left = IntStream.range(0, data.n()).boxed().toList();
    for (int k = 0; k < MOST_BRANCHES && left.size() >= MANY; k++) {
      left = together(function, data, left, places, out);
    }
    for (int i : left) {
      alone(function, data.at(i), places.get(i), out);
    }
  }

  /** Computes those scenarios that take the branch of the first, and returns the others. */
  private List<Integer> together(
      ScalarFunction function,
      ScenarioData data,
      List<Integer> left,
      List<Integer> places,
      BatchRows out) {
    int m = left.size();
    BatchRows found = new BatchRows(out.at().length);
    Object array = data.newArray(found.at().length * m);
    for (int k = 0; k < found.at().length; k++) {
      found.arrays()[k] = array;
      found.at()[k] = k * m;
    }
    branch(function, data.at(left.get(0))).run(engine, data.select(left).rows(0), found.copy(), m);
    List<Integer> rest = new ArrayList<>();
    for (int i = 0; i < m; i++) {
      if (isTurned(found, i)) {
        rest.add(left.get(i));
      } else {
        for (int k = 1; k < found.at().length; k++) {
          put(out, k, places.get(left.get(i)), Elements.get(array, k * m + i));
        }
      }
    }
    return rest;
  }

  private static void put(BatchRows out, int row, int place, double value) {
    Elements.set(out.arrays()[row], out.at()[row] + place, value);
  }

  private synchronized ScenarioBranch branch(ScalarFunction function, double... inputs) {
    for (int k = 0; k < others.size(); k++) {
      if (others.get(k).isTakenAt(inputs)) {
        ScenarioBranch known = others.remove(k);
        others.addFirst(known);
        return known;
      }
    }
    ScenarioBranch made = new ScenarioBranch(Program.of(function, inputs));
    others.addFirst(made);
    if (others.size() > MOST_KEPT) {
      others.removeLast();
    }
    return made;
  }

  private static void alone(ScalarFunction function, double[] inputs, int place, BatchRows out) {
    Program program = Program.of(function, inputs);
    Replay replay = program.replay();
    put(out, 1, place, replay.run(inputs)[0]);
    int wanted = out.at().length - ScenarioBranch.DERIVATIVES;
    double[] gradient = wanted == 0 ? inputs : replay.reverse(new double[] {1});
    for (int k = 0; k < wanted; k++) {
      put(out, ScenarioBranch.DERIVATIVES + k, place, gradient[k]);
    }
  }
}
