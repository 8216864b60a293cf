/**
 * The mutation proof: every derivative of every operation is broken, one instruction at a time, and
 * the checker has to call it wrong and blame the operation.
 */
@NullMarked
package io.autodiff.mutation;

import org.jspecify.annotations.NullMarked;
