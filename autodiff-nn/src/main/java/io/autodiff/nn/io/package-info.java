/**
 * Files of arrays: safetensors, NumPy's NPY and NPZ, MNIST's IDX, and checkpoints.
 *
 * <p>Readers trust nothing: they compare a length with the size of the file before they allocate
 * memory, and throw a {@link FormatException} that names the file and the place of a fault. Writers
 * replace a file only when the new one is complete ({@link AtomicFile}).
 */
@NullMarked
package io.autodiff.nn.io;

import org.jspecify.annotations.NullMarked;
