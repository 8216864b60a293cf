package io.autodiff.nn.train;

import io.autodiff.Engine;
import io.autodiff.Gradients;
import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.nn.Layer;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.Pass;
import io.autodiff.nn.data.Batch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures the layers of a network on a batch of examples. */
final class Probe {
  private Probe() {}

  /** Returns a report on each outermost layer. */
  static List<LayerReport> of(Mlp model, Loss loss, Batch batch, Engine engine) {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    try (Tape tape = new Tape(engine)) {
      Pass pass = Pass.evaluation(tape).observedBy(outputs::put);
      Scalar value = loss.of(model.forward(batch.inputs(), pass), batch.targets(), batch.weights());
      Gradients gradients = value.isConstant() ? null : tape.gradients(value);
      List<LayerReport> reports = new ArrayList<>();
      for (Mlp.NamedLayer named : model.layers()) {
        double gradient = gradients == null ? Double.NaN : gradient(named.layer(), gradients);
        reports.add(report(named.name(), gradient, outputs.getOrDefault(named.name(), NOTHING)));
      }
      return reports;
    }
  }

  private static final Tensor NOTHING = Tensor.zeros(0, 0);

  private static double gradient(Layer layer, Gradients gradients) {
    double squares = 0;
    long count = 0;
    for (Parameter parameter : layer.parameters()) {
      for (double g : gradients.of(parameter).values()) {
        squares += g * g;
      }
      count += parameter.shape().size();
    }
    return Math.sqrt(squares / count);
  }

  private static LayerReport report(String name, double gradient, Tensor output) {
    double[] values = output.values();
    int examples = output.dim(0);
    int units = examples == 0 ? 0 : values.length / examples;
    boolean[] alive = new boolean[units];
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i];
      squares += values[i] * values[i];
      alive[i % units] |= values[i] != 0;
    }
    int dead = 0;
    for (boolean unit : alive) {
      dead += unit ? 0 : 1;
    }
    double mean = sum / values.length;
    double variance = Math.max(0, squares / values.length - mean * mean);
    return new LayerReport(name, gradient, mean, Math.sqrt(variance), (double) dead / units);
  }
}
