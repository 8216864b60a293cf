package io.autodiff.nn.cli;

import io.autodiff.Engine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what computes. */
final class EngineOptions {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "that work on one operation; as many as there are processors")
  @Nullable Integer threads;

  /** Returns the chosen engine. */
  Engine engine() {
    return threads == null ? Engine.standard() : Engine.standard().withThreads(threads);
  }
}
