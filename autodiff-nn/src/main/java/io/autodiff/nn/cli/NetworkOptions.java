package io.autodiff.nn.cli;

import io.autodiff.DType;
import io.autodiff.nn.Activation;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.MlpBuilder;
import java.util.List;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Option;

/** The network that a command builds. */
final class NetworkOptions {
  @Option(
      names = "--layers",
      paramLabel = "UNITS",
      split = ",",
      arity = "1",
      description = "units of the hidden layers; 128,64. 0 for none")
  List<Integer> layers = List.of(128, 64);

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description = "of the hidden layers: ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE}")
  Activation activation = Activation.RELU;

  @Option(
      names = "--dropout",
      paramLabel = "RATE",
      description = "part of each hidden layer that is dropped in training; ${DEFAULT-VALUE}")
  double dropout;

  @Option(names = "--batch-norm", description = "normalise each hidden layer by its batch")
  boolean batchNorm;

  @Option(
      names = "--precision",
      paramLabel = "BITS",
      description = "32 or 64 bits for each number; ${DEFAULT-VALUE}")
  int precision = 64;

  /** Returns the element type asked for. */
  DType dtype() {
    return switch (precision) {
      case 32 -> DType.FLOAT32;
      case 64 -> DType.FLOAT64;
      default -> throw new IllegalArgumentException("--precision: " + precision + ", not 32 or 64");
    };
  }

  /** Builds the network, its parameters drawn from {@code random}. */
  Mlp build(int inputs, int outputs, RandomGenerator random) {
    MlpBuilder builder = Mlp.builder(inputs).dtype(dtype());
    for (int units : layers) {
      if (units == 0 && layers.size() == 1) {
        break;
      }
      builder.dense(units, Activation.LINEAR, activation.initializer());
      if (batchNorm) {
        builder.batchNorm();
      }
      builder.activation(activation);
      if (dropout != 0) {
        builder.dropout(dropout);
      }
    }
    return builder.dense(outputs).build(random);
  }
}
