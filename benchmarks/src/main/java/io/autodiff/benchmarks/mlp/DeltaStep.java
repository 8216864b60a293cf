package io.autodiff.benchmarks.mlp;

import io.autodiff.Parameter;
import io.autodiff.Tensor;

/**
 * A network that is trained by formulas derived by hand.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
public final class DeltaStep<A> {
  private final DeltaNetwork<A> network;
  private final A inputs;
  private final A targets;
  private final double rate;

  private DeltaStep(DeltaNetwork<A> network, MlpCase mlp, double rate) {
    this.network = network;
    this.inputs = network.of(mlp.inputs().values());
    this.targets = network.of(mlp.targets().values());
    this.rate = rate;
  }

  /** Returns the network in plain Java, in the case's own element type. */
  public static DeltaStep<?> plain(MlpCase mlp, Gang gang, double rate) {
    return switch (mlp.dtype()) {
      case FLOAT32 ->
          new DeltaStep<>(DeltaNetwork.plainFloats(gang, mlp.plan(), parameters(mlp)), mlp, rate);
      case FLOAT64 ->
          new DeltaStep<>(DeltaNetwork.plainDoubles(gang, mlp.plan(), parameters(mlp)), mlp, rate);
    };
  }

  /** Returns the network of bare calls of OpenBLAS and loops of the Vector API: the floor. */
  public static DeltaStep<?> floor(MlpCase mlp, Gang gang, double rate) {
    return switch (mlp.dtype()) {
      case FLOAT32 ->
          new DeltaStep<>(DeltaNetwork.vectorFloats(gang, mlp.plan(), parameters(mlp)), mlp, rate);
      case FLOAT64 ->
          new DeltaStep<>(DeltaNetwork.vectorDoubles(gang, mlp.plan(), parameters(mlp)), mlp, rate);
    };
  }

  private static double[][] parameters(MlpCase mlp) {
    return mlp.model().parameters().stream()
        .map(Parameter::value)
        .map(Tensor::values)
        .toArray(double[][]::new);
  }

  /** Does one training step and returns the loss before it. */
  public double step() {
    return network.step(inputs, targets, rate);
  }

  /** Computes the network's output. */
  public Object forward() {
    return network.forward(inputs);
  }

  /** Returns the present parameters' numbers. */
  public double[][] parameters() {
    return network.parameters();
  }
}
