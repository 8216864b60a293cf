/**
 * Reverse-mode automatic differentiation of scalar and tensor programs.
 *
 * <p>Seven concepts carry the library: a {@link io.autodiff.Value} (a {@link io.autodiff.Scalar} or
 * a {@link io.autodiff.Tensor}) remembers how it was computed; a {@link io.autodiff.Shape} and a
 * {@link io.autodiff.DType} say what a tensor looks like; an {@code Op} is one operation with its
 * derivative; a {@link io.autodiff.Tape} records operations; {@link io.autodiff.Gradients} are what
 * a traversal of it yields; an {@link io.autodiff.Engine} crunches the numbers.
 *
 * <p>{@link io.autodiff.Autodiff} makes derivatives of functions without a tape in sight: of
 * numbers in, numbers out. {@link io.autodiff.transform.Differentiable} does the same for functions
 * of tensors, of several arguments, of a record of parameters. {@link io.autodiff.batch.Pointwise}
 * carries a function of scalars out on all elements of tensors at once, {@link
 * io.autodiff.batch.Recurrence} does so step after step. {@link io.autodiff.transform.Checkpoint}
 * trades time for memory, {@link io.autodiff.transform.CustomGradient} and {@link
 * io.autodiff.CustomOp} take a rule of the user's, {@link io.autodiff.program.Program} freezes what
 * was recorded.
 *
 * <h2>Which door</h2>
 *
 * <table>
 * <caption>The ways to a derivative, what each is for and what it costs</caption>
 * <tr><th>Door</th><th>For</th><th>Cost</th><th>Threads</th></tr>
 * <tr><td>{@link io.autodiff.Autodiff#gradient(java.util.function.Function, Object)
 *     Autodiff.gradient(f, x)} and its like</td>
 *     <td>a derivative at a point of any structure; types follow from the point</td>
 *     <td>records {@code f} once; a gradient takes one traversal in reverse, a tangent one forward,
 *     a matrix one for each few columns or for each row</td>
 *     <td>any</td></tr>
 * <tr><td>{@link io.autodiff.transform.Differentiable}</td>
 *     <td>the same for a function that is kept, with options and all products</td>
 *     <td>the same</td><td>shared by any number</td></tr>
 * <tr><td>{@link io.autodiff.Autodiff#gradient(io.autodiff.ScalarFunction) Autodiff.gradient(f)}
 *     and its like</td>
 *     <td>functions of several scalars, numbers in and out</td>
 *     <td>the same</td><td>shared by any number</td></tr>
 * <tr><td>{@link io.autodiff.transform.Linearization}</td>
 *     <td>many products with the derivative at one point</td>
 *     <td>records {@code f} once and keeps the record; a traversal for each product</td>
 *     <td>the one that made it</td></tr>
 * <tr><td>{@link io.autodiff.Tape}</td>
 *     <td>code that is no function of its arguments: training loops with parameters, derivatives by
 *     intermediate results</td>
 *     <td>a traversal for each call of {@code gradients}; the record lasts until it is closed or
 *     rewound</td>
 *     <td>the one that opened it</td></tr>
 * <tr><td>{@link io.autodiff.program.RecordedGradient}</td>
 *     <td>the gradient of one function, evaluated often; captured data are frozen</td>
 *     <td>records once for each thread and shape, then replays; what is evaluated often is compiled,
 *     its chains of operations on tensors in one loop each</td>
 *     <td>shared by any number</td></tr>
 * <tr><td>{@link io.autodiff.program.Program}</td>
 *     <td>a function as a list of instructions: to print, draw, simplify, replay, compile</td>
 *     <td>records once; compiled, a gradient takes about as long as Java derived by hand</td>
 *     <td>shared; a {@code Replay}, a {@code CompiledProgram} or a {@code TensorPlan} belongs to
 *     one</td></tr>
 * </table>
 *
 * <p>A derivative is as safe to share between threads as the function it was made of. Constants are
 * immutable and go anywhere; a recorded value belongs to the thread of its tape.
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
 * <tr><td>gammaInc, gammaIncc of shape below 1</td><td>0</td><td>0, 1</td><td>∞, -∞</td></tr>
 * <tr><td>betaInc of a shape below 1</td><td>0 or 1</td><td>0 or 1</td><td>∞</td></tr>
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
 *     the source of {@code Norm}</td></tr>
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
 *     <td>that of -100</td><td>that of the logarithm, finite; see the source of {@code LogFloor}</td></tr>
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
package io.autodiff;

import org.jspecify.annotations.NullMarked;
