/**
 * Kernels over whole arrays that are written by hand: sums, extremes, products, gathers, softmax,
 * copies with strides, and the loop that broadcasts. {@link
 * io.autodiff.internal.array.ArrayKernels} is the door to them for one engine. Each kernel is
 * written for {@code double}; {@link io.autodiff.internal.array.TypedKernel} derives the form for
 * {@code float}.
 *
 * <p>Floor: above {@code internal.loop}; it knows nothing of values or tapes.
 */
@NullMarked
package io.autodiff.internal.array;

import org.jspecify.annotations.NullMarked;
