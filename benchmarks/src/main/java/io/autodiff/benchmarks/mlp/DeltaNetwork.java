package io.autodiff.benchmarks.mlp;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * A network of fully connected layers whose gradients come from the delta recursion written out by
 * hand: what the graph is held against. Its arrays are made once.
 *
 * <p>With {@code a_0} the input, {@code z_l = a_{l-1} W_l + b_l} and {@code a_l = f_l(z_l)}, the
 * delta of a layer is the loss's derivative by {@code z_l}. For the last layer it is {@code 2 (a -
 * t) / size · f'(z)} with the mean squared error and {@code (softmax(z) - t) / batch} with the
 * cross-entropy of softmax; for the others {@code δ_{l-1} = (δ_l W_lᵀ) · f'(z_{l-1})}. Then {@code
 * dW_l = a_{l-1}ᵀ δ_l}, and {@code db_l} sums {@code δ_l} over the batch (Rumelhart, Hinton and
 * Williams, Nature 323, 1986). All matrices are row-major, one row an example.
 *
 * <p>Several threads share the examples while values and deltas are computed, and the inputs of
 * each layer while its parameters' gradients are.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
public final class DeltaNetwork<A> {
  private final Loops<A> loops;
  private final Gang gang;
  private final Plan plan;
  private final Layer<A>[] layers;
  private final double[] losses;

  /**
   * What a network looks like.
   *
   * @param batch the number of examples
   * @param widths of the input and of each layer
   * @param units of each layer
   * @param isClassifier whether the loss is the cross-entropy of softmax of linear units, else the
   *     mean squared error
   */
  public record Plan(int batch, int[] widths, Unit[] units, boolean isClassifier) {}

  /** A layer's parameters, their gradients, and what the recursion keeps. */
  private record Layer<A>(
      int inputs,
      int outputs,
      Unit unit,
      A weight,
      A bias,
      A weightGradient,
      A biasGradient,
      A value,
      A delta) {}

  private DeltaNetwork(Loops<A> loops, Gang gang, Plan plan, double[][] parameters) {
    this.loops = loops;
    this.gang = gang;
    this.plan = plan;
    this.losses = new double[gang.threads()];
    @SuppressWarnings({"unchecked", "rawtypes"})
    Layer<A>[] made = new Layer[plan.units.length];
    for (int l = 0; l < made.length; l++) {
      made[l] = layer(l, parameters[2 * l], parameters[2 * l + 1]);
    }
    this.layers = made;
  }

  private Layer<A> layer(int l, double[] weight, double[] bias) {
    int size = plan.batch * plan.widths[l + 1];
    return new Layer<>(
        plan.widths[l],
        plan.widths[l + 1],
        plan.units[l],
        loops.of(weight),
        loops.of(bias),
        loops.of(new double[weight.length]),
        loops.of(new double[bias.length]),
        loops.of(new double[size]),
        loops.of(new double[size]));
  }

  /**
   * Returns a network in plain Java, float64.
   *
   * @param parameters of each layer the weights {@code (in, out)}, then the biases
   */
  public static DeltaNetwork<double[]> plainDoubles(Gang gang, Plan plan, double[][] parameters) {
    return new DeltaNetwork<>(new PlainDoubles(), gang, plan, parameters);
  }

  /** Returns a network in plain Java, float32. */
  public static DeltaNetwork<float[]> plainFloats(Gang gang, Plan plan, double[][] parameters) {
    return new DeltaNetwork<>(new PlainFloats(), gang, plan, parameters);
  }

  /** Returns a network of OpenBLAS and the Vector API, float64. */
  public static DeltaNetwork<double[]> vectorDoubles(Gang gang, Plan plan, double[][] parameters) {
    return new DeltaNetwork<>(new VectorDoubles(), gang, plan, parameters);
  }

  /** Returns a network of OpenBLAS and the Vector API, float32. */
  public static DeltaNetwork<float[]> vectorFloats(Gang gang, Plan plan, double[][] parameters) {
    return new DeltaNetwork<>(new VectorFloats(), gang, plan, parameters);
  }

  /** Returns numbers in the network's type, for {@link #step}. */
  public A of(double... numbers) {
    return loops.of(numbers);
  }

  /** Returns the present parameters, in the order in which they were given. */
  public double[][] parameters() {
    return Arrays.stream(layers)
        .flatMap(layer -> Stream.of(layer.weight, layer.bias))
        .map(loops::values)
        .toArray(double[][]::new);
  }

  /** Returns the derivatives by the parameters that the last call of {@link #backward} found. */
  public double[][] gradients() {
    return Arrays.stream(layers)
        .flatMap(layer -> Stream.of(layer.weightGradient, layer.biasGradient))
        .map(loops::values)
        .toArray(double[][]::new);
  }

  private int cut(int n, int part) {
    return (int) ((long) n * part / gang.threads());
  }

  /** Computes the values of all layers and returns the last one's, which the next call changes. */
  public A forward(A x) {
    gang.run(part -> forward(x, cut(plan.batch, part), cut(plan.batch, part + 1)));
    return layers[layers.length - 1].value;
  }

  private void forward(A x, int from, int to) {
    A in = x;
    for (Layer<A> layer : layers) {
      loops.product(in, layer.weight, layer.value, from, to, layer.outputs, layer.inputs);
      loops.activate(layer.unit, layer.bias, layer.value, from, to, layer.outputs);
      in = layer.value;
    }
  }

  /**
   * Computes the gradients of the last call of {@link #forward}.
   *
   * @param x the batch
   * @param target of the output's shape; probabilities for a classifier
   * @return the loss
   */
  public double backward(A x, A target) {
    gang.run(part -> deltas(target, part));
    gang.run(part -> gradients(x, part));
    return loss();
  }

  private double loss() {
    double sum = 0;
    for (double part : losses) {
      sum += part;
    }
    return sum / (plan.isClassifier ? plan.batch : size());
  }

  private int size() {
    return plan.batch * layers[layers.length - 1].outputs;
  }

  private void deltas(A target, int part) {
    int from = cut(plan.batch, part);
    int to = cut(plan.batch, part + 1);
    Layer<A> last = layers[layers.length - 1];
    int n = last.outputs;
    losses[part] =
        plan.isClassifier
            ? loops.crossEntropy(last.value, target, last.delta, from, to, n, plan.batch)
            : loops.squaredError(last.value, target, last.delta, from, to, n, size());
    loops.slope(last.unit, last.value, last.delta, from * n, to * n);
    for (int l = layers.length - 1; l > 0; l--) {
      Layer<A> layer = layers[l];
      Layer<A> before = layers[l - 1];
      int width = layer.inputs;
      loops.productWithTransposed(
          layer.delta, layer.weight, before.delta, from, to, width, layer.outputs);
      loops.slope(before.unit, before.value, before.delta, from * width, to * width);
    }
  }

  private void gradients(A x, int part) {
    for (int l = layers.length - 1; l >= 0; l--) {
      gradients(layers[l], l == 0 ? x : layers[l - 1].value, part);
    }
  }

  private void gradients(Layer<A> layer, A in, int part) {
    int m = layer.inputs;
    int n = layer.outputs;
    loops.productOfTransposed(
        in, layer.delta, layer.weightGradient, cut(m, part), cut(m, part + 1), m, n, plan.batch);
    loops.columnSums(
        layer.delta, layer.biasGradient, plan.batch, cut(n, part), cut(n, part + 1), n);
  }

  private void descend(Layer<A> layer, double rate, int part) {
    int m = layer.inputs;
    int n = layer.outputs;
    loops.descend(rate, layer.weightGradient, layer.weight, cut(m, part) * n, cut(m, part + 1) * n);
    loops.descend(rate, layer.biasGradient, layer.bias, cut(n, part), cut(n, part + 1));
  }

  /** Does one training step and returns the loss before it. */
  public double step(A x, A target, double rate) {
    gang.run(
        part -> {
          forward(x, cut(plan.batch, part), cut(plan.batch, part + 1));
          deltas(target, part);
        });
    gang.run(
        part -> {
          for (int l = layers.length - 1; l >= 0; l--) {
            gradients(layers[l], l == 0 ? x : layers[l - 1].value, part);
            descend(layers[l], rate, part);
          }
        });
    return loss();
  }
}
