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
 * <h2>Kinks</h2>
 *
 * <p>Where a function has no derivative, or more than one, its rule chooses one, the same in every
 * mode, order and setting:
 *
 * <table>
 * <caption>What is chosen</caption>
 * <tr><th>operation</th><th>where</th><th>value</th><th>derivative</th></tr>
 * <tr><td>abs, relu</td><td>0</td><td>0</td><td>0</td></tr>
 * <tr><td>leakyRelu, elu</td><td>0</td><td>0</td><td>the left one: slope, alpha</td></tr>
 * <tr><td>selu</td><td>0</td><td>0</td><td>the left one, 1.7580…</td></tr>
 * <tr><td>clamp</td><td>a bound</td><td>the bound</td><td>1, as inside</td></tr>
 * <tr><td>hardTanh, hardSigmoid</td><td>a bound</td><td>the bound</td><td>0, as outside</td></tr>
 * <tr><td>hardShrink, softShrink</td><td>±width</td><td>0</td><td>0</td></tr>
 * <tr><td>max, min of two</td><td>equal</td><td>both</td><td>½ to each</td></tr>
 * <tr><td>max, min over axes</td><td>ties</td><td>theirs</td><td>shared evenly</td></tr>
 * <tr><td>sign, floor, ceil, round, trunc, comparisons</td><td>everywhere</td>
 *     <td>theirs; round ties to even</td><td>0</td></tr>
 * <tr><td>sqrt, cbrt</td><td>0</td><td>0</td><td>∞</td></tr>
 * <tr><td>log, log1p</td><td>0, -1</td><td>-∞</td><td>∞</td></tr>
 * <tr><td>asin, acos</td><td>±1</td><td>theirs</td><td>∞, -∞</td></tr>
 * <tr><td>pow</td><td>base 0, exponent not negative</td><td>0, or 1 if that is 0</td>
 *     <td>by the exponent 0; by the base 0 if the exponent is 0</td></tr>
 * <tr><td>hypot, atan2</td><td>the origin</td><td>0</td><td>0 by both</td></tr>
 * <tr><td>norm, std</td><td>0</td><td>0</td><td>0, of all orders</td></tr>
 * <tr><td>norm of p below 1</td><td>an element 0</td><td>its own</td>
 *     <td>by that element 0, of all orders</td></tr>
 * <tr><td>norm of p above 1, not an even number</td><td>an element 0</td><td>its own</td>
 *     <td>by that element 0; that of the first order above p NaN, of order p the mean of both sides</td></tr>
 * <tr><td>huber</td><td>the size of the difference delta</td><td>both forms'</td>
 *     <td>delta; the second 1, as below</td></tr>
 * <tr><td>logSumExp</td><td>infinite</td><td>±∞</td>
 *     <td>shared evenly by the elements that equal it</td></tr>
 * <tr><td>singular values</td><td>equal ones, or 0</td><td>theirs</td>
 *     <td>of the vectors that were found; the second infinite or NaN</td></tr>
 * <tr><td>xlogy</td><td>both 0</td><td>0</td><td>by x -∞, by y 0</td></tr>
 * <tr><td>scale</td><td>first operand 0</td><td>0, whatever the other is</td>
 *     <td>by the first the second, by the second 0</td></tr>
 * </table>
 *
 * <p>A cotangent of 0 stays 0, whatever the derivative is: {@code where(x > 0, sqrt(x), 0)} has
 * derivative 0 at 0.
 */
@NullMarked
package io.autodiff.op;

import org.jspecify.annotations.NullMarked;
