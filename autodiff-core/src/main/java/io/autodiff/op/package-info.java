/**
 * The operations, each in one place: its name, what it computes, its derivative.
 *
 * <p>There are four kinds, by what the derivative looks like:
 *
 * <ul>
 *   <li>{@link io.autodiff.op.Elementwise}: a function of numbers applied to each element. One rule
 *       takes a cotangent back and a tangent forward.
 *   <li>{@link io.autodiff.op.Multilinear}: linear in each operand. The forward derivative is the
 *       operation itself; the rule is its transpose.
 *   <li>{@link io.autodiff.op.Composite}: written in other operations, and differentiated as they
 *       are.
 *   <li>{@link io.autodiff.op.Primitive}: a rule for each direction, side by side.
 * </ul>
 *
 * <p>Rules are written in the library's own operations, so that the same rule serves derivatives of
 * any order. An elementwise operation carries its derivative as a number too, for the sweep over
 * scalars; a test holds the two together.
 *
 * <p>Which derivative a rule chooses where a function has none, or several, is told in the
 * description of {@link io.autodiff}.
 */
@NullMarked
package io.autodiff.op;

import org.jspecify.annotations.NullMarked;
