/**
 * Small programs to read and run, each with a {@code main}: the programs of five texts that teach
 * backpropagation, without a derivative written by hand, and the troubles of training with their
 * cures.
 *
 * <ul>
 *   <li>{@link io.autodiff.nn.examples.WorkedExample}: one step of a network by hand, checked
 *   <li>{@link io.autodiff.nn.examples.Xor}: a network learns exclusive or, from many beginnings
 *   <li>{@link io.autodiff.nn.examples.TwoLayouts}: examples in columns or in rows, one gradient
 *   <li>{@link io.autodiff.nn.examples.TwoModes}: forward mode and reverse mode
 *   <li>{@link io.autodiff.nn.examples.WeightAndHeight}: neurons put together to a network
 *   <li>{@link io.autodiff.nn.examples.MatrixNetwork}: a network as matrices, and broadcasting
 *   <li>{@link io.autodiff.nn.examples.Descent}: gradient descent by differences, and exactly
 *   <li>{@link io.autodiff.nn.examples.ExplicitDeltas}: five layers by hand and by the graph
 *   <li>{@link io.autodiff.nn.examples.ChainRule}: one weight's derivative step by step
 *   <li>{@link io.autodiff.nn.examples.Perceptron}: what a single layer can learn, and what not
 *   <li>{@link io.autodiff.nn.examples.Troubles}: the troubles of training, seen and cured
 * </ul>
 *
 * <p>Run one with {@code java -cp autodiff-nn/target/autodiff.jar io.autodiff.nn.examples.Xor}.
 */
@NullMarked
package io.autodiff.nn.examples;

import org.jspecify.annotations.NullMarked;
