/**
 * Traversals of a record, in reverse and forward, as numbers and recorded: {@link
 * io.autodiff.sweep.ReverseSweep} is where a gradient is computed. {@link io.autodiff.sweep.Rules}
 * applies the rule of an operation of any kind, {@link io.autodiff.sweep.CallSweep} runs again what
 * a checkpoint did not keep, {@link io.autodiff.sweep.Transform} is what every derivative of a
 * function does.
 *
 * <p>Floor: above values, rules and record; below the doors of {@code io.autodiff} ({@code Tape},
 * {@code Autodiff}, {@code Differentiable}…).
 */
@NullMarked
package io.autodiff.sweep;

import org.jspecify.annotations.NullMarked;
