package io.autodiff.nn;

import io.autodiff.AutodiffException;
import io.autodiff.Tensor;
import java.util.Map;

/**
 * Sets elements to 0 with probability {@code rate} in training and divides the others by {@code 1 -
 * rate}, so that their mean stays; the identity in evaluation (Srivastava et al., JMLR 2014).
 *
 * @param rate the probability that an element is dropped, from 0 to below 1
 */
public record Dropout(double rate) implements MlpBuilder.StoredLayer {

  /** Checks the rate. */
  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new AutodiffException(
          "dropout: rate is out of range",
          Double.toString(rate),
          "a number from 0 to below 1",
          null);
    }
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    return pass.isTraining() && rate > 0 ? input.dropout(rate, pass.random()) : input;
  }

  @Override
  public MlpBuilder.Kind kind() {
    return MlpBuilder.Kind.DROPOUT;
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("rate", rate);
  }

  @Override
  public String export(ExportGraph graph, String name, String input) {
    return input;
  }

  @Override
  public String describe() {
    return "dropout " + rate;
  }
}
