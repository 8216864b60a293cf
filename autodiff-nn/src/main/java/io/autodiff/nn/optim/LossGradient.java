package io.autodiff.nn.optim;

import io.autodiff.Tensor;
import java.util.List;

/**
 * A loss and its derivatives at the parameters' present values.
 *
 * @param loss the loss
 * @param gradients its derivative by each parameter, in their order; the next evaluation and the
 *     next step may use their arrays again, so an optimiser copies what it keeps
 */
public record LossGradient(double loss, List<Tensor> gradients) {}
