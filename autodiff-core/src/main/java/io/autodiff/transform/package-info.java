/**
 * Transforms of functions: each takes a function and is a derivative of it, or a function that is
 * differentiated in another way.
 *
 * <p>{@link io.autodiff.transform.Derivative}, {@link io.autodiff.transform.Jacobian}, {@link
 * io.autodiff.transform.HessianDiagonal} and {@link io.autodiff.transform.VectorProduct} are of
 * functions of scalars, {@link io.autodiff.transform.Differentiable} of functions of any structure,
 * which {@link io.autodiff.transform.ValueTree} takes apart. {@link
 * io.autodiff.transform.Checkpoint} and {@link io.autodiff.transform.CustomGradient} make one node
 * of a function. {@link io.autodiff.Autodiff} is the list of them all.
 *
 * <p>Floor: above the traversals of {@code io.autodiff.sweep}, below {@code io.autodiff.program}.
 */
@NullMarked
package io.autodiff.transform;

import org.jspecify.annotations.NullMarked;
