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
 * <tr><td>max, min over axes, maxPool</td><td>ties</td><td>theirs</td><td>shared evenly</td></tr>
 * <tr><td>sign, floor, ceil, round, trunc, comparisons</td><td>everywhere</td>
 *     <td>theirs; round ties to even</td><td>0</td></tr>
 * <tr><td>softsign</td><td>0</td><td>0</td><td>1; of second order 0</td></tr>
 * <tr><td>hardSwish</td><td>±3</td><td>0, 3</td><td>0, 1</td></tr>
 * <tr><td>besselI0e, besselMoment</td><td>0</td><td>theirs</td><td>0</td></tr>
 * <tr><td>besselI1e</td><td>0</td><td>0</td><td>½; of second order 0</td></tr>
 * <tr><td>sqrt, cbrt</td><td>0</td><td>0</td><td>∞</td></tr>
 * <tr><td>reciprocal, rsqrt</td><td>0</td><td>∞</td><td>-∞</td></tr>
 * <tr><td>log, log2, log10, log1p</td><td>0, of log1p -1</td><td>-∞</td><td>∞</td></tr>
 * <tr><td>entropy</td><td>0</td><td>0</td><td>∞</td></tr>
 * <tr><td>asin, acos</td><td>±1</td><td>theirs</td><td>∞, -∞</td></tr>
 * <tr><td>acosh, atanh</td><td>1, ±1</td><td>0, ±∞</td><td>∞</td></tr>
 * <tr><td>logit, normalQuantile, erfInv</td><td>0 and 1, ±1</td><td>±∞</td><td>∞</td></tr>
 * <tr><td>lgamma, polygamma of odd order</td><td>-1, -2, …</td><td>∞</td><td>NaN</td></tr>
 * <tr><td>digamma, polygamma of even order</td><td>-1, -2, …</td><td>NaN</td><td>∞</td></tr>
 * <tr><td>pow</td><td>base and exponent 0</td><td>1</td><td>0 by both</td></tr>
 * <tr><td>powLimit</td><td>base and exponent 0</td><td>1</td><td>by the base 0, by the exponent
 *     -∞</td></tr>
 * <tr><td>rem, floorMod</td><td>multiples of the divisor</td><td>0</td><td>1, and the quotient with
 *     its sign changed</td></tr>
 * <tr><td>hypot, direction, atan2</td><td>the origin</td><td>0</td><td>0 by both</td></tr>
 * <tr><td>hypot</td><td>an operand ±∞</td><td>∞</td><td>±1 by that one</td></tr>
 * <tr><td>logAddExp</td><td>both ∞ or both -∞</td><td>theirs</td><td>½ by both</td></tr>
 * <tr><td>norm</td><td>0</td><td>0</td><td>0, so that its square has none of second order; see
 *     {@link io.autodiff.op.Norm}</td></tr>
 * <tr><td>norm of 1 &lt; p &lt; 2</td><td>an element 0</td><td>that of the others</td><td>0; of
 *     second order, where it is infinite, NaN</td></tr>
 * <tr><td>nuclearNorm, polarFactor</td><td>a singular value 0</td><td>those of the others</td>
 *     <td>those of the others</td></tr>
 * <tr><td>spectralNorm, singularValues</td><td>equal singular values</td><td>theirs</td><td>of the
 *     norm shared evenly; of second order NaN</td></tr>
 * <tr><td>eigh, svd</td><td>equal values</td><td>theirs</td><td>of the values as of the vectors
 *     that were found, of second order NaN; of the vectors none</td></tr>
 * <tr><td>qr</td><td>dependent columns</td><td>theirs</td><td>an error</td></tr>
 * <tr><td>pinv, lstsq</td><td>a singular value that counts as 0</td><td>those of the others</td>
 *     <td>within the matrices of this rank</td></tr>
 * <tr><td>huber</td><td>±delta</td><td>its own</td><td>±delta; of second order 1, as below</td></tr>
 * <tr><td>binaryCrossEntropy, categoricalCrossEntropy</td><td>a logarithm below -100</td>
 *     <td>that of -100</td><td>that of the logarithm, finite; see {@link
 *     io.autodiff.op.LogFloor}</td></tr>
 * <tr><td>xlogy</td><td>both 0</td><td>0</td><td>by x -∞, by y 0</td></tr>
 * <tr><td>scale</td><td>first operand 0</td><td>0, whatever the other is</td>
 *     <td>by the first the second, by the second 0</td></tr>
 * </table>
 *
 * <p>Everywhere else a rule that singles out a point, or changes its formula somewhere, agrees
 * there with the limit in its value and in every derivative.
 *
 * <p>A cotangent of 0 stays 0, whatever the derivative is: {@code where(x > 0, sqrt(x), 0)} has
 * derivative 0 at 0.
 */
@NullMarked
package io.autodiff.op;

import org.jspecify.annotations.NullMarked;
