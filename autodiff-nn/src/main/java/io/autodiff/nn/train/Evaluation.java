package io.autodiff.nn.train;

import io.autodiff.Engine;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.Pass;
import io.autodiff.nn.data.Batch;
import io.autodiff.nn.data.BatchSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The loss and metrics of a network on some data.
 *
 * @param loss the mean over the examples, by their weights if they have any
 * @param metrics the figures by name, in the order asked for; every example counts the same
 */
public record Evaluation(double loss, Map<String, Double> metrics) {
  private static final int BATCH = 512;

  /** Keeps the order of the figures. */
  public Evaluation {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /** Evaluates a network, in evaluation mode. */
  public static Evaluation of(Mlp model, Loss loss, BatchSource data, Metric... metrics) {
    return of(model, loss, data, Engine.standard(), List.of(metrics));
  }

  /** Evaluates a network on the given engine, in evaluation mode. */
  public static Evaluation of(
      Mlp model, Loss loss, BatchSource data, Engine engine, List<Metric> metrics) {
    Tallies tallies = new Tallies(metrics);
    try (Tape tape = new Tape(engine)) {
      Tape.Mark start = tape.mark();
      for (Batch batch : data.to(model.dtype()).batches(BATCH)) {
        Tensor prediction = model.forward(batch.inputs(), Pass.evaluation(tape));
        tallies.add(
            loss.of(prediction, batch.targets(), batch.weights()).value(), prediction, batch);
        tape.rewind(start);
      }
    }
    return tallies.result();
  }

  /** Loss and metrics over the batches added so far. */
  static final class Tallies {
    private final Map<String, Metric.Tally> tallies = new LinkedHashMap<>();
    private double loss;
    private double count;

    Tallies(List<Metric> metrics) {
      metrics.forEach(metric -> tallies.put(metric.name(), metric.start()));
    }

    void add(double batchLoss, Tensor prediction, Batch batch) {
      Tensor weights = batch.weights();
      double amount = weights == null ? batch.size() : Arrays.stream(weights.values()).sum();
      loss += batchLoss * amount;
      count += amount;
      tallies.values().forEach(tally -> tally.add(prediction, batch.targets()));
    }

    double meanLoss() {
      return loss / count;
    }

    Evaluation result() {
      Map<String, Double> figures = new LinkedHashMap<>();
      tallies.forEach((name, tally) -> figures.put(name, tally.value()));
      return new Evaluation(meanLoss(), figures);
    }
  }
}
