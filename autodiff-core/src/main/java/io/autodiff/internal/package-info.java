/** Loops over arrays; the lowest layer, which knows nothing of shapes, values or tapes. */
@NullMarked
package io.autodiff.internal;

import org.jspecify.annotations.NullMarked;
