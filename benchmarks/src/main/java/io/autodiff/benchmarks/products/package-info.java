/** Products of matrices beside bare calls of the library that computes them. */
@NullMarked
package io.autodiff.benchmarks.products;

import org.jspecify.annotations.NullMarked;
