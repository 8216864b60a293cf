package io.autodiff.nn;

import io.autodiff.AutodiffException;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.Map;
import java.util.random.RandomGenerator;

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
    return pass.isTraining() && rate > 0 ? input.mul(mask(input, pass.random())) : input;
  }

  private Tensor mask(Tensor input, RandomGenerator random) {
    Shape shape = input.shape();
    double kept = 1 / (1 - rate);
    Object mask = input.dtype().newArray(shape.size());
    if (mask instanceof double[] wide) {
      for (int i = 0; i < wide.length; i++) {
        wide[i] = random.nextDouble() < rate ? 0 : kept;
      }
    } else {
      float[] narrow = (float[]) mask;
      for (int i = 0; i < narrow.length; i++) {
        narrow[i] = random.nextDouble() < rate ? 0 : (float) kept;
      }
    }
    return Tensor.wrap(shape, mask);
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
