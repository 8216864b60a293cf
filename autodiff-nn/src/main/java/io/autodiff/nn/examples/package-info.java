/**
 * Small programs to read and run, each with a {@code main}: the programs of five texts that teach
 * backpropagation, without a derivative written by hand, the troubles of training with their cures,
 * and ten programs of other fields.
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
 * <p>The programs of other fields:
 *
 * <ul>
 *   <li>{@link io.autodiff.nn.examples.BarrierOption}: prices and their Greeks, by a formula and by
 *       Monte Carlo
 *   <li>{@link io.autodiff.nn.examples.HierarchicalModel}: Hamiltonian Monte Carlo in 50 dimensions
 *   <li>{@link io.autodiff.nn.examples.PredatorAndPrey}: a differential equation's rates from data
 *   <li>{@link io.autodiff.nn.examples.PoissonNetwork}: a network that solves a differential
 *       equation
 *   <li>{@link io.autodiff.nn.examples.MetaLearning}: a gradient through a gradient
 *   <li>{@link io.autodiff.nn.examples.KeplerEquation}: an implicit function
 *   <li>{@link io.autodiff.nn.examples.GaussianProcess}: a likelihood's Hessian and Newton's method
 *   <li>{@link io.autodiff.nn.examples.AttentionBlock}: a block of a transformer
 *   <li>{@link io.autodiff.nn.examples.ConvolutionStep}: a convolutional network
 *   <li>{@link io.autodiff.nn.examples.LongRecurrence}: 1,000 steps whose states are not all kept
 * </ul>
 *
 * <p>Run one with {@code java -cp autodiff-nn/target/autodiff.jar io.autodiff.nn.examples.Xor}.
 */
@NullMarked
package io.autodiff.nn.examples;

import org.jspecify.annotations.NullMarked;
