/**
 * Proofs that a gradient is right: {@link io.autodiff.check.GradientCheck} compares derivatives of
 * any order with differences of a function's values, for functions and operations that users add as
 * for those of the library; {@link io.autodiff.check.Certificate} says how many digits are right.
 */
@NullMarked
package io.autodiff.check;

import org.jspecify.annotations.NullMarked;
