package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.Conversion;
import io.autodiff.internal.array.FourierPlan;
import io.autodiff.tape.Recording;

/**
 * The discrete Fourier transform of complex numbers along an axis, {@code (…, n, …, 2) → (…, n, …,
 * 2)}, not scaled: {@code X_k = Σ_j x_j e^(∓2πi jk / n)}, whose last axis is real and imaginary
 * part. As a map of real numbers its transpose is that of the other direction. Computed in double
 * precision, with an error of some units of {@code 2^-53 log₂ n} of the largest possible result.
 *
 * @param axis from 0, not the last
 * @param inverse whether the exponent's sign is plus
 */
public record FourierTransform(int axis, boolean inverse) implements Multilinear {
  /** How many numbers are work enough for one piece. */
  private static final int PIECE = 1 << 12;

  @Override
  public String label() {
    return inverse ? "inverseFourierTransform" : "fourierTransform";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Shape shape = in[0].shape();
    double[] x = in[0].values();
    if (x.length > 0) {
      int n = shape.dim(axis);
      int inner = 1;
      for (int i = axis + 1; i < shape.rank() - 1; i++) {
        inner *= shape.dim(i);
      }
      int step = inner;
      FourierPlan plan = new FourierPlan(n);
      w.kernels()
          .parallel()
          .run(x.length / (2 * n), PIECE / n, (from, to) -> lines(plan, x, n, step, from, to));
    }
    Object out = w.allocate(in[0].dtype(), x.length);
    Conversion.convert(x, out);
    return w.tensor(shape, out);
  }

  /** Replaces the lines in {@code [from, to)} by their transforms. */
  private void lines(FourierPlan plan, double[] x, int n, int step, int from, int to) {
    double[] work = new double[plan.workLength()];
    double[] other = new double[plan.workLength()];
    int first = inverse ? 1 : 0; // to exchange the parts changes the sign of the exponent
    for (int line = from; line < to; line++) {
      int at = 2 * (line / step * n * step + line % step);
      for (int k = 0; k < n; k++) {
        work[2 * k] = x[at + 2 * k * step + first];
        work[2 * k + 1] = x[at + 2 * k * step + 1 - first];
      }
      double[] result = plan.transform(work, other);
      for (int k = 0; k < n; k++) {
        x[at + 2 * k * step + first] = result[2 * k];
        x[at + 2 * k * step + 1 - first] = result[2 * k + 1];
      }
    }
  }

  @Override
  public Tensor transpose(int argument, Tensor g, Tensor... in) {
    return Recording.apply(new FourierTransform(axis, !inverse), g);
  }
}
