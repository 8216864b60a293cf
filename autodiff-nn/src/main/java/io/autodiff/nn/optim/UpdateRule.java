package io.autodiff.nn.optim;

import io.autodiff.Engine;
import io.autodiff.Parameter;
import java.util.List;

/**
 * An optimiser that treats every number alike: its new value follows from its old one, its
 * derivative and a few numbers that the rule remembers of it. A user's rule is one small record.
 *
 * <p>A rule has a loop for each precision. One {@link io.autodiff.batch.Pointwise} function for
 * both gives the same bits, to which the tests hold the loops, but takes 2 to 14 times as long: it
 * makes new arrays for its results where the loops write in place. One loop over numbers of either
 * precision that rounds to float32 after each operation gives the same bits, too, but Adam in
 * float32 then takes more than 20 times as long.
 */
public interface UpdateRule extends Optimizer {

  /** Returns the names of the numbers that are remembered for each element; they start at 0. */
  List<String> slots();

  /**
   * Updates the float64 elements {@code [from, to)} in place. A parameter of many elements is
   * updated in pieces, by several threads.
   *
   * @param step the number of this step, from 1
   * @param rate the learning rate of this step
   * @param w the elements
   * @param g their derivatives, not to be changed
   * @param slots what is remembered, one array for each name
   */
  void update(long step, double rate, double[] w, double[] g, double[][] slots, int from, int to);

  /** Updates float32 elements in place, as the float64 form does. */
  void update(long step, double rate, float[] w, float[] g, float[][] slots, int from, int to);

  @Override
  default OptimizerRun start(List<Parameter> parameters, Engine engine) {
    return new UpdateRuleRun(this, parameters, engine);
  }
}
