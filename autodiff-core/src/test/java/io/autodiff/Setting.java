package io.autodiff;

import io.autodiff.check.GradientCheck;
import io.autodiff.internal.array.Elements;
import java.util.List;
import java.util.function.Function;

/**
 * How tensors are computed in a test: an engine and an element type. Every contract holds in every
 * setting of {@link #ALL}; a new engine or type is tested by adding it there.
 *
 * @param tolerance by how much a result may differ from the plain formula, relative to it
 */
public record Setting(Engine engine, DType dtype, double tolerance) {
  static final List<Setting> ALL =
      List.of(
          new Setting(Engine.standard(), DType.FLOAT64, 1e-13),
          new Setting(Engine.standard(), DType.FLOAT32, 1e-5));

  Tape tape() {
    return new Tape(engine);
  }

  /** Returns a check of a function that this setting's engine computes. */
  GradientCheck check(Function<Tensor[], Tensor> f) {
    return GradientCheck.ofTensors(f).engine(engine);
  }

  /** Returns the same numbers in this setting's type. */
  Tensor convert(Tensor x) {
    Object array = dtype.newArray(x.size());
    double[] values = x.values();
    for (int i = 0; i < values.length; i++) {
      Elements.set(array, i, values[i]);
    }
    return Tensor.wrap(x.shape(), array);
  }

  @Override
  public String toString() {
    return dtype + " by " + engine.describe();
  }
}
