/** The operations: one definition each. */
@NullMarked
package io.autodiff.op;

import org.jspecify.annotations.NullMarked;
