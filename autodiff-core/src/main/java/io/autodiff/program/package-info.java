/**
 * Records frozen into functions: {@link io.autodiff.program.Program} is a list of instructions that
 * can be printed, drawn, simplified and differentiated; {@link io.autodiff.program.Replay}
 * evaluates it on new numbers without recording, and {@link io.autodiff.program.CompiledProgram}
 * does so as machine code, {@link io.autodiff.program.TensorPlan} in loops over tensors. All are
 * {@link io.autodiff.program.Evaluator}s.
 *
 * <p>Floor: above the doors of {@code io.autodiff}.
 */
@NullMarked
package io.autodiff.program;

import org.jspecify.annotations.NullMarked;
