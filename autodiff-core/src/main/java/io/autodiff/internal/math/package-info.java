/**
 * Functions of one number or two that {@link java.lang.Math} lacks: error, gamma, beta and Bessel
 * functions, inverse hyperbolic ones, the logistic function.
 *
 * <p>Floor: the lowest; it knows nothing else of the library.
 */
@NullMarked
package io.autodiff.internal.math;

import org.jspecify.annotations.NullMarked;
