package io.autodiff.nn.train;

import io.autodiff.nn.io.CheckpointStore;
import io.autodiff.nn.io.TensorFile;
import io.autodiff.nn.optim.Schedule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a {@link Trainer} when a training begins.
 *
 * @param epochs the number of epochs at most
 * @param seed what the order of the examples and dropout are drawn from
 * @param patience the epochs without progress after which training ends; 0 if it never does
 * @param diagnose whether every layer is measured after each epoch
 * @param checkpoints where the training is stored; null if nowhere
 * @param resumed the checkpoint that the training goes on from; null if it begins
 */
record TrainingPlan(
    StepPlan steps,
    Schedule schedule,
    int epochs,
    int batchSize,
    long seed,
    List<Metric> metrics,
    int patience,
    boolean diagnose,
    @Nullable Checkpoints checkpoints,
    @Nullable TensorFile resumed,
    List<TrainingListener> listeners) {

  /** Copies the lists. */
  TrainingPlan {
    metrics = List.copyOf(metrics);
    listeners = List.copyOf(listeners);
  }

  /**
   * Where a training is stored and how often.
   *
   * @param every the number of epochs between two checkpoints
   */
  record Checkpoints(CheckpointStore store, int every) {}
}
