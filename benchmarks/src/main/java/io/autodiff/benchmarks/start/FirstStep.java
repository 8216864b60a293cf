package io.autodiff.benchmarks.start;

import io.autodiff.benchmarks.mlp.DeltaStep;
import io.autodiff.benchmarks.mlp.Gang;
import io.autodiff.benchmarks.mlp.GraphStep;
import io.autodiff.benchmarks.mlp.MlpCase;

/** A program that makes network B, does one training step and prints the loss; or another start. */
public final class FirstStep {
  private FirstStep() {}

  /** Runs the program; the argument names the contender. */
  public static void main(String[] arguments) {
    System.out.println(loss(arguments[0]));
  }

  static double loss(String contender) {
    return switch (contender) {
      case "graph" -> {
        try (GraphStep graph = new GraphStep(MlpCase.B, MlpCase.RATE)) {
          yield graph.step();
        }
      }
      case "floor" -> {
        try (Gang alone = new Gang(1)) {
          yield DeltaStep.floor(MlpCase.B, alone, MlpCase.RATE).step();
        }
      }
      case "gradients" -> FirstGradients.run(1000);
      case "nothing" -> 0;
      default -> throw new IllegalArgumentException(contender);
    };
  }
}
