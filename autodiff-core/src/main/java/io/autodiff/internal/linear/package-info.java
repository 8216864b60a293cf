/**
 * Factorisations of matrices and what follows from them: systems of equations, inverses,
 * eigenvalues, singular values, exponentials. Matrices are row-major arrays of doubles. Large ones
 * are cut into blocks by recursion, so that nearly all work is in products, which {@link
 * io.autodiff.internal.array.ArrayKernels} computes: by OpenBLAS or by loops of this library, in
 * pieces that depend on the shape alone. Results are the same bits for any number of threads.
 *
 * <p>Floor: above {@code internal.array}; it knows nothing of values or tapes.
 */
@NullMarked
package io.autodiff.internal.linear;

import org.jspecify.annotations.NullMarked;
