package io.autodiff.nn.optim;

import io.autodiff.AutodiffException;
import io.autodiff.Engine;
import io.autodiff.Parameter;
import java.util.List;

/**
 * L-BFGS, a quasi-Newton method for the loss of all examples at once (Nocedal and Wright, Numerical
 * Optimization, 2nd edition, algorithms 7.4 and 7.5). The {@linkplain
 * io.autodiff.optimize.LineSearch line search} of the core's optimisers finds a step's length, from
 * the learning rate on, by the strong conditions of Wolfe.
 *
 * @param learningRate the length of a step, as a part of the quasi-Newton step, that is tried first
 * @param memory how many past steps shape the next
 */
public record Lbfgs(double learningRate, int memory) implements Optimizer {

  /** Checks the numbers. */
  public Lbfgs {
    Checks.rate("Lbfgs", learningRate);
    if (memory < 1) {
      throw new AutodiffException(
          "Lbfgs: memory is not positive", String.valueOf(memory), "at least 1", null);
    }
  }

  /** Returns L-BFGS with whole steps and a memory of 10. */
  public static Lbfgs of() {
    return of(1);
  }

  /** Returns L-BFGS with a memory of 10. */
  public static Lbfgs of(double learningRate) {
    return new Lbfgs(learningRate, 10);
  }

  @Override
  public OptimizerRun start(List<Parameter> parameters, Engine engine) {
    return new LbfgsRun(memory, parameters);
  }

  @Override
  public boolean isFullBatch() {
    return true;
  }
}
