/** Elementwise operations on tensors beside the loops that one would write by hand. */
@NullMarked
package io.autodiff.benchmarks.elementwise;

import org.jspecify.annotations.NullMarked;
