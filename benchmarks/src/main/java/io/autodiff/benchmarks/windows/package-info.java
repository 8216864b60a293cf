/** Convolutions and sliding windows beside loops written by hand. */
@NullMarked
package io.autodiff.benchmarks.windows;

import org.jspecify.annotations.NullMarked;
