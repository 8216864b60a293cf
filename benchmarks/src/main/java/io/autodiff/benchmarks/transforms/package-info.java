/** What derivatives beside the gradient cost: forward, products, Jacobians, checkpoints, replay. */
@NullMarked
package io.autodiff.benchmarks.transforms;

import org.jspecify.annotations.NullMarked;
