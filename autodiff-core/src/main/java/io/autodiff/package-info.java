/**
 * Reverse-mode automatic differentiation of scalar and tensor programs.
 *
 * <p>Seven concepts carry the library: a {@link io.autodiff.Value} (a {@link io.autodiff.Scalar} or
 * a {@link io.autodiff.Tensor}) remembers how it was computed; a {@link io.autodiff.Shape} and a
 * {@link io.autodiff.DType} say what a tensor looks like; an {@link io.autodiff.op.Op} is one
 * operation with its derivative; a {@link io.autodiff.Tape} records operations; {@link
 * io.autodiff.Gradients} are what a traversal of it yields; an {@link io.autodiff.Engine} crunches
 * the numbers.
 *
 * <p>{@link io.autodiff.Autodiff} makes derivatives of functions without a tape in sight: of
 * numbers in, numbers out. {@link io.autodiff.Differentiable} does the same for functions of
 * tensors, of several arguments, of a record of parameters. {@link io.autodiff.batch.Pointwise}
 * carries a function of scalars out on all elements of tensors at once, {@link
 * io.autodiff.batch.Recurrence} does so step after step. {@link io.autodiff.Checkpoint} trades time
 * for memory, {@link io.autodiff.CustomGradient} and {@link io.autodiff.op.CustomOp} take a rule of
 * the user's, {@link io.autodiff.program.Program} freezes what was recorded.
 *
 * <h2>One rule, every derivative</h2>
 *
 * <p>An operation has one derivative rule, written in the library's own operations and linear in
 * the vector that it carries. Nothing else knows calculus; each of these reads the same rule:
 *
 * <ul>
 *   <li><em>Reverse</em>: from the output to the variables each node hands its cotangent to its
 *       operands. As numbers the rule runs on constants, and nothing is recorded; recorded, it runs
 *       on the tape's values, and what it records is differentiable again.
 *   <li><em>Forward</em>: from the arguments to the output each node takes its operands' tangents.
 *       The Jacobian of an elementwise operation is diagonal, so the rule that takes a cotangent
 *       back takes a tangent forward; a multilinear operation is applied with the tangent in the
 *       operand's place; a composite is traced; a primitive has both rules side by side. Numbers go
 *       in several directions at once.
 *   <li><em>Any order</em>: a recorded derivative is a function like any other. The arguments of
 *       every derivative have nodes of their own on one record, so that forward and reverse mix to
 *       any depth and nothing tells levels apart.
 *   <li><em>Programs</em>: the gradient of a program is what the recorded rules leave on a tape,
 *       frozen. So it is a program again, made of the same operations, and prints, draws,
 *       simplifies and replays as any other.
 * </ul>
 *
 * <p>A forward derivative sweeps over a record, too: the function is recorded first. That keeps one
 * kind of value and lets derivatives nest without levels, and costs the record's 16 bytes a node.
 */
@NullMarked
package io.autodiff;

import org.jspecify.annotations.NullMarked;
