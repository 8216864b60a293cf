/**
 * Random tensors and expression graphs for property tests, and assertions on gradients.
 *
 * <p><b>Without jqwik</b>, in a test of JUnit or any other framework: {@link
 * io.autodiff.testkit.GradientAssertions} checks the derivative of a function at a point.
 *
 * <pre>{@code
 * @Test
 * void theRuleOfCubeIsRight() {
 *   assertGradient(x -> new Cube().on(x), Tensor.of(1, 2, 3));
 * }
 * }</pre>
 *
 * <p>A factor forgotten in the rule makes the test fail with
 *
 * <pre>
 * gradient check: 3 of 3 derivatives are wrong
 *   worst     order 1, argument 0 at (2)
 *   given     …
 *   expected  …
 *   blame     operation cube, node 1: by its argument 0 at (2) the derivative is … for …
 *   operands  Tensor.of(Shape.of(3), new double[] {1.0, 2.0, 3.0})
 * </pre>
 *
 * <p><b>With jqwik</b>, {@link io.autodiff.testkit.Shapes} and {@link io.autodiff.testkit.Tensors}
 * make operands: shapes that broadcast, zeros of both signs, ties, subnormal and non-finite
 * numbers, positive definite matrices.
 *
 * <pre>{@code
 * @Provide
 * Arbitrary<Tensor> tensors() {
 *   return Tensors.any().withTies().arbitrary();
 * }
 *
 * @Property
 * void theRuleOfCubeIsRight(@ForAll("tensors") Tensor x) {
 *   assertGradient(t -> new Cube().on(t), x);
 * }
 * }</pre>
 *
 * <p>{@link io.autodiff.testkit.ExpressionGraphs} makes whole functions: random graphs of all
 * operations of the library, and of those of a class of one's own, whose public static methods take
 * and return scalars and tensors. A graph of two hundred operations that fails is shrunk to the few
 * that make it fail, and prints as Java code.
 *
 * <pre>{@code
 * @Provide
 * Arbitrary<ExpressionGraph> graphs() {
 *   return ExpressionGraphs.upTo(200).with(MyOperations.class).arbitrary();
 * }
 *
 * @Property
 * void myOperationsAreRightAmongOthers(@ForAll("graphs") ExpressionGraph graph) {
 *   GradientCheck.ofValues(graph::apply).directional(1).at(graph.point()).assertCorrect();
 * }
 * }</pre>
 */
@NullMarked
package io.autodiff.testkit;

import org.jspecify.annotations.NullMarked;
