package io.autodiff.nn;

import io.autodiff.Parameter;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Batch normalisation, {@code scale · (x - mean) / sqrt(variance + ε) + shift} (Ioffe and Szegedy,
 * ICML 2015). Training normalises by the mean and variance of the batch, over all axes but the
 * last, and keeps running means of both for evaluation; the kept variance is the unbiased one.
 * L-BFGS evaluates a batch several times in a step, but the running means count it once.
 *
 * @param scale {@code (features)}, 1 at first
 * @param shift {@code (features)}, 0 at first
 * @param runningMean {@code (features)}, 0 at first
 * @param runningVariance {@code (features)}, 1 at first
 * @param momentum how much of a new batch the running values take
 * @param epsilon keeps the quotient finite
 */
public record BatchNorm(
    Parameter scale,
    Parameter shift,
    Parameter runningMean,
    Parameter runningVariance,
    double momentum,
    double epsilon)
    implements MlpBuilder.StoredLayer {

  /** Makes a layer for the last axis of the site's input. */
  static BatchNorm at(LayerSite site) {
    Shape features = site.features("batch norm");
    return new BatchNorm(
        site.parameter("scale", features, Initializer.constant(1)),
        site.parameter("shift", features, Initializer.zeros()),
        site.parameter("running_mean", features, Initializer.zeros()),
        site.parameter("running_variance", features, Initializer.constant(1)),
        0.1,
        1e-5);
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    Tensor mean;
    Tensor variance;
    if (pass.isTraining()) {
      int[] axes = new int[input.rank() - 1];
      Arrays.setAll(axes, i -> i);
      mean = input.mean(axes, false);
      variance = input.sub(mean).square().mean(axes, false);
      if (pass.gathersStatistics()) {
        remember(mean.detach(), variance.detach(), input.size() / mean.size());
      }
    } else {
      mean = pass.statistic(runningMean);
      variance = pass.statistic(runningVariance);
    }
    Tensor normal = input.sub(mean).div(variance.add(epsilon).sqrt());
    return normal.mul(pass.use(scale)).add(pass.use(shift));
  }

  private void remember(Tensor mean, Tensor variance, int count) {
    double unbiased = count > 1 ? (double) count / (count - 1) : 1;
    runningMean.set(mix(runningMean, mean));
    runningVariance.set(mix(runningVariance, variance.mul(unbiased)));
  }

  private Tensor mix(Parameter running, Tensor batch) {
    return running.borrow().mul(1 - momentum).add(batch.mul(momentum));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(scale, shift);
  }

  @Override
  public List<Parameter> buffers() {
    return List.of(runningMean, runningVariance);
  }

  @Override
  public MlpBuilder.Kind kind() {
    return MlpBuilder.Kind.BATCH_NORM;
  }

  /**
   * Writes the layer as one factor and one summand for each feature, which the running statistics
   * give.
   */
  @Override
  public String export(ExportGraph graph, String name, String input) {
    double[] mean = runningMean.value().values();
    double[] variance = runningVariance.value().values();
    double[] factor = scale.value().values();
    double[] summand = shift.value().values();
    for (int i = 0; i < factor.length; i++) {
      factor[i] /= Math.sqrt(variance[i] + epsilon);
      summand[i] -= mean[i] * factor[i];
    }
    Shape shape = scale.shape();
    String scaled =
        graph.node("Mul", input, graph.constant(name + ".factor", Tensor.of(shape, factor)));
    return graph.node("Add", scaled, graph.constant(name + ".summand", Tensor.of(shape, summand)));
  }

  @Override
  public String describe() {
    return "batch norm";
  }
}
