/**
 * Optimisers: how parameters follow their gradients. An {@link io.autodiff.nn.optim.Optimizer} is a
 * description that never changes; {@link io.autodiff.nn.optim.Optimizer#start} begins the {@link
 * io.autodiff.nn.optim.OptimizerRun} of one training, which remembers what it needs from step to
 * step. A {@link io.autodiff.nn.optim.Schedule} changes the learning rate as training goes on,
 * {@link io.autodiff.nn.optim.Clipping} bounds the gradients.
 */
@NullMarked
package io.autodiff.nn.optim;

import org.jspecify.annotations.NullMarked;
