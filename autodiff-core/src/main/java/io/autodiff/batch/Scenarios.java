package io.autodiff.batch;

import io.autodiff.AutodiffException;
import io.autodiff.Engine;
import io.autodiff.ScalarFunction;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function of scalars, recorded once, in many scenarios: paths of a Monte Carlo simulation,
 * observations, points of a grid. Some inputs are the same in all scenarios, the others vary.
 *
 * <pre>{@code
 * // spot, rate and volatility are shared, the 252 draws that follow vary
 * Scenarios paths = Scenarios.of(3, v -> payoff(v), start);
 * Tensor draws = Tensor.randn(random, 252, 100_000);
 * Scenarios.Mean price = paths.mean(new double[] {100, 0.03, 0.2}, draws);
 * double value = price.value(), delta = price.gradient()[0];
 * }</pre>
 *
 * <p>The recorded operations run as loops over blocks of scenarios, on the engine's threads, with
 * the operations of tensors, whose functions differ from those of scalars by about an ulp. The type
 * of the varying inputs, float32 or float64, is that of the computation. Bits do not depend on the
 * number of threads. Memory beside the results is that of some blocks, whatever the number of
 * scenarios.
 *
 * <p>The function may branch ({@link io.autodiff.Scalar#isGreaterThan(io.autodiff.Scalar)} and its
 * like): the scenarios that take another branch than the recorded one are noticed and computed
 * anew, with the function recorded at their inputs; results tell which they are. So the function
 * must be one that may be called again. A number that it {@linkplain Program#frozen freezes} stays
 * that of the inputs at which a branch was recorded. {@link #strict()} makes them an error, as they
 * are when a {@link Program} was given. Threads may share an object.
 */
public final class Scenarios {
  /** How many scenarios have results in memory of their own at a time. */
  private static final int CHUNK = 1 << 14;

  /** How many numbers of them are in memory at a time, if a mean is wanted. */
  private static final int MOST = 1 << 27;

  private final int shared;
  private final ScenarioRun run;

  private Scenarios(int shared, ScenarioRun run) {
    this.shared = shared;
    this.run = run;
  }

  /**
   * Records a function.
   *
   * @param shared how many of its first inputs all scenarios share
   * @param example inputs at which it is recorded, best those of an ordinary scenario
   * @throws AutodiffException if the function reads numbers of its inputs, computes with tensors,
   *     or depends on none of its inputs
   */
  public static Scenarios of(int shared, ScalarFunction f, double... example) {
    return of(shared, Program.of(f, example), f);
  }

  /**
   * Takes a program of scalars with one result.
   *
   * @param shared how many of its first inputs all scenarios share
   * @throws AutodiffException if the program is not of that kind
   */
  public static Scenarios of(int shared, Program program) {
    return of(shared, program, null);
  }

  private static Scenarios of(int shared, Program program, @Nullable ScalarFunction f) {
    int inputs = program.inputs().size();
    if (shared < 0 || shared >= inputs) {
      throw new AutodiffException(
          "scenarios: no such number of shared inputs",
          shared + " of " + inputs + " inputs",
          "from 0 to " + (inputs - 1) + ", since one at least varies",
          null);
    }
    if (program.outputs().size() != 1) {
      throw new AutodiffException(
          "scenarios: not a single result",
          program.outputs().size() + " results",
          "a program with one result",
          null);
    }
    if (program.isConstant() && program.guards().isEmpty()) {
      throw new AutodiffException(
          "scenarios: the result depends on none of the inputs",
          "a result of constants alone",
          "a result computed from an input",
          null);
    }
    Pointwise.requireScalars("scenarios", program);
    return new Scenarios(
        shared, new ScenarioRun(new ScenarioBranch(program), f, Engine.standard()));
  }

  /** Returns the same scenarios, computed by another engine: its threads, SIMD or not. */
  public Scenarios on(Engine engine) {
    return new Scenarios(shared, new ScenarioRun(run.recorded(), run.function(), engine));
  }

  /** Returns the same scenarios, of which none may take another branch than the recorded one. */
  public Scenarios strict() {
    return new Scenarios(shared, new ScenarioRun(run.recorded(), null, run.engine()));
  }

  /**
   * The results of all scenarios.
   *
   * @param values the function's result in each, {@code (n)}
   * @param gradients the derivatives by all inputs, {@code (inputs, n)}; without rows if they were
   *     not asked for
   * @param redone the scenarios that took another branch, in order
   */
  public record Results(Tensor values, Tensor gradients, List<Integer> redone) {}

  /**
   * The mean over all scenarios.
   *
   * @param value the mean of the function's results
   * @param error its standard error, the deviation of the results over the root of their number;
   *     NaN for a single scenario
   * @param gradient the derivatives of the mean by the shared inputs
   * @param redone the scenarios that took another branch, in order
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Mean(double value, double error, double[] gradient, List<Integer> redone) {}

  /**
   * Returns the function's result in each scenario.
   *
   * @param sharedInputs the inputs that all share
   * @param varying the others, a row each, {@code (varying inputs, n)}
   * @throws AutodiffException if they do not fit the function, or in a strict object a scenario
   *     takes another branch
   */
  public Results values(double[] sharedInputs, Tensor varying) {
    return results(sharedInputs, varying, 0);
  }

  /**
   * Returns the function's result and its derivatives by all inputs in each scenario.
   *
   * @param sharedInputs the inputs that all share
   * @param varying the others, a row each, {@code (varying inputs, n)}
   * @throws AutodiffException if they do not fit the function, or in a strict object a scenario
   *     takes another branch
   */
  public Results gradients(double[] sharedInputs, Tensor varying) {
    return results(sharedInputs, varying, inputs());
  }

  private Results results(double[] sharedInputs, Tensor varying, int wanted) {
    ScenarioData data = data(sharedInputs, varying);
    int n = data.n();
    Object values = data.newArray(n);
    Object gradients = data.newArray(Math.multiplyExact(wanted, n));
    Object turned = data.newArray(Math.min(n, CHUNK));
    List<Integer> redone = new ArrayList<>();
    for (int from = 0; from < n; from += CHUNK) {
      BatchRows out = new BatchRows(ScenarioBranch.DERIVATIVES + wanted);
      Arrays.fill(out.arrays(), gradients);
      out.arrays()[0] = turned;
      out.arrays()[1] = values;
      out.at()[1] = from;
      for (int k = 0; k < wanted; k++) {
        out.at()[ScenarioBranch.DERIVATIVES + k] = k * n + from;
      }
      redone.addAll(run.run(data, from, Math.min(CHUNK, n - from), out));
    }
    return new Results(
        Tensor.wrap(Shape.of(n), values),
        Tensor.wrap(Shape.of(wanted, n), gradients),
        List.copyOf(redone));
  }

  /**
   * Returns the mean of the function's results and its derivatives by the shared inputs; only these
   * are computed, and the results of single scenarios are not kept.
   *
   * @param sharedInputs the inputs that all share
   * @param varying the others, a row each, {@code (varying inputs, n)}
   * @throws AutodiffException if they do not fit the function, there is no scenario, or in a strict
   *     object a scenario takes another branch
   */
  public Mean mean(double[] sharedInputs, Tensor varying) {
    ScenarioData data = data(sharedInputs, varying);
    int n = data.n();
    if (n == 0) {
      throw new AutodiffException(
          "scenarios: no mean", "shape " + varying.shape(), "a scenario at least", null);
    }
    int size = Math.min(n, Math.clamp(MOST / (ScenarioBranch.DERIVATIVES + shared), 1, CHUNK));
    Object results = data.newArray((ScenarioBranch.DERIVATIVES + shared) * size);
    Moments moments = new Moments();
    double[] sums = new double[shared];
    List<Integer> redone = new ArrayList<>();
    for (int from = 0; from < n; from += size) {
      int m = Math.min(size, n - from);
      BatchRows out = new BatchRows(ScenarioBranch.DERIVATIVES + shared);
      Arrays.fill(out.arrays(), results);
      Arrays.setAll(out.at(), k -> k * size);
      redone.addAll(run.run(data, from, m, out));
      moments.add(results, size, m);
      for (int k = 0; k < shared; k++) {
        sums[k] += Moments.sum(results, (ScenarioBranch.DERIVATIVES + k) * size, m);
      }
    }
    double[] gradient = Arrays.stream(sums).map(s -> s / n).toArray();
    return new Mean(moments.mean(), moments.error(), gradient, List.copyOf(redone));
  }

  private int inputs() {
    return run.recorded().program().inputs().size();
  }

  private ScenarioData data(double[] sharedInputs, Tensor varying) {
    if (sharedInputs.length != shared) {
      throw new AutodiffException(
          "scenarios: shared inputs do not fit in number",
          sharedInputs.length + "",
          shared + "",
          null);
    }
    if (varying.rank() != 2 || varying.dim(0) != inputs() - shared) {
      throw new AutodiffException(
          "scenarios: varying inputs do not fit the function",
          "shape " + varying.shape(),
          "(" + (inputs() - shared) + ", n): a row for each, a column for each scenario",
          null);
    }
    if (!varying.isConstant()) {
      throw new AutodiffException(
          "scenarios: varying inputs are recorded on a tape",
          "a value computed from a tape's variables",
          "constants: results are numbers, and no tape has them",
          "Pointwise is recorded");
    }
    return ScenarioData.of(sharedInputs, varying);
  }

  /** Returns the operations of the recorded branch, a line each. */
  @Override
  public String toString() {
    return "scenarios, " + shared + " inputs shared, of " + run.recorded().program();
  }
}
