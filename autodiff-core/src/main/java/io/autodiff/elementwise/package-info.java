/**
 * Elementwise operations on tensors: {@link io.autodiff.elementwise.RuleTracer} turns a definition
 * or a derivative rule into a formula, {@link io.autodiff.elementwise.ElementwiseKernels} keeps the
 * loops of each operation, {@link io.autodiff.elementwise.ElementwiseLauncher} runs one on operands
 * that are broadcast.
 *
 * <p>Floor: one with values, {@code op} and {@code tape}.
 */
@NullMarked
package io.autodiff.elementwise;

import org.jspecify.annotations.NullMarked;
