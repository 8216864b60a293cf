/**
 * Reverse-mode automatic differentiation of scalar and tensor programs.
 *
 * <p>Seven concepts carry the library: a {@link io.autodiff.Value} (a {@link io.autodiff.Scalar} or
 * a {@link io.autodiff.Tensor}) remembers how it was computed; a {@link io.autodiff.Shape} and a
 * {@link io.autodiff.DType} say what a tensor looks like; an {@link io.autodiff.op.Op} is one
 * operation with its derivative; a {@link io.autodiff.Tape} records operations; {@link
 * io.autodiff.Gradients} are what a traversal of it yields; an {@link io.autodiff.Engine} crunches
 * the numbers.
 *
 * <p>{@link io.autodiff.Autodiff} makes derivatives of functions without a tape in sight.
 */
@NullMarked
package io.autodiff;

import org.jspecify.annotations.NullMarked;
