/**
 * The threads that share a loop's work.
 *
 * <p>Floor: the lowest; it knows nothing else of the library.
 */
@NullMarked
package io.autodiff.internal.thread;

import org.jspecify.annotations.NullMarked;
