/**
 * The record: nodes, how operations leave them, whose handles are alive, where results are
 * computed. {@link io.autodiff.tape.TapeRecord} is what values hold; {@link
 * io.autodiff.tape.Recording} is how an operation gets there; {@link io.autodiff.tape.NodeStore} is
 * the memory.
 *
 * <p>Floor: one with {@code io.autodiff}'s values, {@code op} and {@code elementwise}, because
 * rules speak values and values record themselves. It knows no traversal.
 */
@NullMarked
package io.autodiff.tape;

import org.jspecify.annotations.NullMarked;
