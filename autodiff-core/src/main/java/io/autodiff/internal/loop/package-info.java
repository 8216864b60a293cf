/**
 * Formulas turned into loops: a {@link io.autodiff.internal.loop.Formula} is a short list of
 * operations on the numbers of one element; {@link io.autodiff.internal.loop.LoopKernel} keeps its
 * loops, and the emitters write their classes, plain or in the Vector API, for either element type.
 *
 * <p>Floor: above {@code internal.math} and {@code internal.thread}; it knows nothing of shapes,
 * values or tapes.
 */
@NullMarked
package io.autodiff.internal.loop;

import org.jspecify.annotations.NullMarked;
