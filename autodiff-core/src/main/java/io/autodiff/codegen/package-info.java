/**
 * Programs of scalars as machine code: a {@link io.autodiff.codegen.ScalarProgram} is searched for
 * bodies that repeat ({@link io.autodiff.codegen.LoopFinder}), its values get places in locals and
 * arrays ({@link io.autodiff.codegen.CodePlan}), and two methods of a hidden class are written for
 * each part, one forward and one in reverse. The formulas are those of the operations: {@link
 * io.autodiff.codegen.OperationCode} copies their bytecode.
 *
 * <p>Floor: above the doors of {@code io.autodiff}, below programs, which hand their instructions
 * down in arrays.
 */
@NullMarked
package io.autodiff.codegen;

import org.jspecify.annotations.NullMarked;
