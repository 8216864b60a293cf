/** Proofs that a gradient is right. */
@NullMarked
package io.autodiff.check;

import org.jspecify.annotations.NullMarked;
