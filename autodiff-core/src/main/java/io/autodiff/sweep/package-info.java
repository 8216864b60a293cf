/**
 * Traversals of a record, in reverse and forward, as numbers and recorded: {@link
 * io.autodiff.sweep.ReverseSweep} is where a gradient is computed. {@link
 * io.autodiff.sweep.OpDerivatives} applies the rule of an operation of any kind, {@link
 * io.autodiff.sweep.CallDerivatives} runs again what a checkpoint did not keep, {@link
 * io.autodiff.sweep.Transform} is what every derivative of a function does. {@link
 * io.autodiff.op.SumTo#unbroadcast} sums a cotangent back to its operand's shape; {@link
 * io.autodiff.tape.ArrayPool} hands out again what a traversal has passed on.
 *
 * <p>Floor: above values, rules and record; below {@code io.autodiff.transform} and the doors of
 * {@code io.autodiff} ({@code Tape}, {@code Autodiff}).
 */
@NullMarked
package io.autodiff.sweep;

import org.jspecify.annotations.NullMarked;
