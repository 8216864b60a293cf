/**
 * One training step of a network: by the graph, by the delta recursion written out by hand, and by
 * the same formulas over the engine's kernels.
 */
@NullMarked
package io.autodiff.benchmarks.mlp;

import org.jspecify.annotations.NullMarked;
