/**
 * Files of arrays: safetensors, NumPy's NPY and NPZ, MNIST's IDX, and checkpoints.
 *
 * <p>Readers trust nothing: a length is compared with what the file really holds before memory is
 * asked for, and whatever does not fit is a {@link FormatException} that names the file and the
 * place. Writers replace a file only by a complete new one ({@link AtomicFile}).
 */
@NullMarked
package io.autodiff.nn.io;

import org.jspecify.annotations.NullMarked;
