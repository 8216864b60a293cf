package io.autodiff.benchmarks.mlp;

import io.autodiff.DType;
import io.autodiff.Tensor;
import io.autodiff.nn.Activation;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.MlpBuilder;
import java.util.Arrays;
import java.util.Random;

/** The networks that are timed, with weights and data that every contender starts from. */
public enum MlpCase {
  /** 2-4-1, sigmoid, squared error, batch 4, float64. */
  A(DType.FLOAT64, 4, Activation.SIGMOID, Activation.SIGMOID, false, 2, 4, 1),
  /** 64-128-64-10, ReLU, cross-entropy, batch 32. */
  B(DType.FLOAT32, 32, Activation.RELU, Activation.LINEAR, true, 64, 128, 64, 10),
  /** 784-512-256-10, ReLU, cross-entropy, batch 128. */
  C(DType.FLOAT32, 128, Activation.RELU, Activation.LINEAR, true, 784, 512, 256, 10),
  /** 1024-2048-2048-1024, ReLU, squared error, batch 256. */
  D(DType.FLOAT32, 256, Activation.RELU, Activation.LINEAR, false, 1024, 2048, 2048, 1024),
  /** 32 layers of 64, tanh, squared error, batch 64. */
  E(DType.FLOAT32, 64, Activation.TANH, Activation.TANH, false, same(33, 64));

  /** The learning rate of every step; small, so that a long run stays where it is. */
  public static final double RATE = 1e-4;

  private static final int SEED = 1729;

  private final DType dtype;
  private final int batch;
  private final Activation hidden;
  private final Activation output;
  private final boolean isClassifier;

  @SuppressWarnings("ImmutableEnumChecker") // never given away
  private final int[] widths;

  MlpCase(
      DType dtype,
      int batch,
      Activation hidden,
      Activation output,
      boolean isClassifier,
      int... widths) {
    this.dtype = dtype;
    this.batch = batch;
    this.hidden = hidden;
    this.output = output;
    this.isClassifier = isClassifier;
    this.widths = widths;
  }

  private static int[] same(int n, int width) {
    int[] all = new int[n];
    Arrays.fill(all, width);
    return all;
  }

  /** Returns the element type. */
  public DType dtype() {
    return dtype;
  }

  /** Returns the number of examples of a step. */
  public int batch() {
    return batch;
  }

  /** Returns whether the loss is the cross-entropy of softmax, else the mean squared error. */
  public boolean isClassifier() {
    return isClassifier;
  }

  /** Returns the widths of the input and of each layer. */
  public int[] widths() {
    return widths.clone();
  }

  /** Returns the activation of each layer. */
  public Activation[] activations() {
    Activation[] all = new Activation[widths.length - 1];
    Arrays.fill(all, hidden);
    all[all.length - 1] = output;
    return all;
  }

  /** Returns the network with its first weights. */
  public Mlp model() {
    MlpBuilder builder = Mlp.builder(widths[0]).dtype(dtype);
    Activation[] activations = activations();
    for (int l = 0; l < activations.length; l++) {
      builder.dense(widths[l + 1], activations[l]);
    }
    return builder.build(new Random(SEED));
  }

  /** Returns the loss. */
  public Loss loss() {
    return isClassifier ? Loss.softmaxCrossEntropy() : Loss.meanSquaredError();
  }

  /** Returns the examples: (batch, inputs). */
  public Tensor inputs() {
    return Tensor.randn(new Random(SEED + 1), batch, widths[0]).to(dtype);
  }

  /** Returns the classes of the examples, a number each. */
  public int[] labels() {
    int classes = widths[widths.length - 1];
    return new Random(SEED + 2).ints(batch, 0, classes).toArray();
  }

  /** Returns the targets in the output's shape: probabilities for a classifier. */
  public Tensor targets() {
    int outputs = widths[widths.length - 1];
    if (!isClassifier) {
      return Tensor.uniform(new Random(SEED + 2), 0, 1, batch, outputs).to(dtype);
    }
    int[] labels = labels();
    double[][] oneHot = new double[batch][outputs];
    for (int i = 0; i < batch; i++) {
      oneHot[i][labels[i]] = 1;
    }
    return Tensor.of(oneHot).to(dtype);
  }

  /** Returns what the loss is given: the classes' numbers for a classifier, else the targets. */
  public Tensor lossTargets() {
    return isClassifier
        ? Tensor.of(Arrays.stream(labels()).asDoubleStream().toArray()).to(dtype)
        : targets();
  }

  /** Returns the network's shape, for the delta recursion. */
  public DeltaNetwork.Plan plan() {
    Unit[] units =
        Arrays.stream(activations())
            .map(activation -> Unit.valueOf(activation.name()))
            .toArray(Unit[]::new);
    return new DeltaNetwork.Plan(batch, widths(), units, isClassifier);
  }
}
