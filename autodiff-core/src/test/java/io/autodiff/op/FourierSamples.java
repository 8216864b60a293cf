package io.autodiff.op;

import io.autodiff.Tensor;
import io.autodiff.fixture.Plain;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.util.FastMath;

/** Samples of Fourier transforms. */
final class FourierSamples {
  private FourierSamples() {}

  static List<TensorSample> all() {
    return List.of(
        TensorSample.of(new FourierTransform(0, false), x(1, 2)),
        TensorSample.of(new FourierTransform(0, false), x(8, 2)),
        TensorSample.of(new FourierTransform(1, true), x(2, 6, 2)),
        TensorSample.of(new FourierTransform(0, true), x(5, 2, 2)),
        TensorSample.of(new FourierTransform(1, false), x(2, 3, 2, 2)),
        TensorSample.of(new FourierTransform(0, false), x(37, 2)),
        TensorSample.of(new FourierTransform(0, false), Tensor.zeros(0, 2)),
        TensorSample.of(new FourierTransform(1, false), Tensor.zeros(0, 3, 2)));
  }

  private static Tensor x(int... dims) {
    return Tensor.randn(new Random(dims[0]), dims);
  }

  /** Returns the sum that a transform is. */
  static Tensor formula(FourierTransform op, Tensor x) {
    int n = x.dim(op.axis());
    double turn = (op.inverse() ? 2 : -2) * FastMath.PI / n;
    return Plain.build(
        x.shape(),
        at -> {
          int last = at.length - 1;
          int[] re = at.clone();
          int[] im = at.clone();
          re[last] = 0;
          im[last] = 1;
          double sum = 0;
          for (int j = 0; j < n; j++) {
            re[op.axis()] = j;
            im[op.axis()] = j;
            double angle = turn * (j * at[op.axis()] % n);
            sum +=
                at[last] == 0
                    ? x.at(re) * FastMath.cos(angle) - x.at(im) * FastMath.sin(angle)
                    : x.at(re) * FastMath.sin(angle) + x.at(im) * FastMath.cos(angle);
          }
          return sum;
        });
  }
}
