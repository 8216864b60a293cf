package io.autodiff;

import io.autodiff.op.FourierTransform;
import io.autodiff.tape.Recording;
import java.util.Arrays;

/**
 * The discrete Fourier transforms of {@link Tensor}. A complex tensor is a real one whose last axis
 * has 2 elements, real and imaginary part, as {@code torch.view_as_real} gives; axes are counted
 * without it, so that axis -1 is the last one before it. Of any length, in time {@code n log n};
 * computed in double precision.
 *
 * <p>Derivatives are those of the maps of real numbers, to any order: {@code sum(fft(x)²)} has
 * derivative {@code 2 n x}.
 */
public sealed interface TensorFourier permits Tensor {

  /** Which of a transform and its inverse is divided by the length; NumPy's and PyTorch's norms. */
  enum FourierNorm {
    /** The inverse, by {@code n}. */
    BACKWARD,
    /** Both, by {@code √n}: lengths stay. */
    ORTHO,
    /** The transform, by {@code n}. */
    FORWARD;

    private double scale(boolean inverse, int n) {
      return switch (this) {
        case BACKWARD -> inverse ? 1.0 / n : 1;
        case ORTHO -> 1 / Math.sqrt(n);
        case FORWARD -> inverse ? 1 : 1.0 / n;
      };
    }
  }

  /**
   * Returns the transform {@code X_k = Σ_j x_j e^(-2πi jk / n)} along an axis, {@code (…, n, …, 2)
   * → (…, n, …, 2)}; {@code numpy.fft.fft}.
   *
   * @throws AutodiffException if this is not complex or the axis has no elements
   */
  default Tensor fft(int axis) {
    return fft(axis, complex("fft").dim(axis), FourierNorm.BACKWARD);
  }

  /**
   * Returns {@link #fft(int)} of the first {@code n} elements along the axis, of zeros where there
   * are fewer.
   */
  default Tensor fft(int axis, int n, FourierNorm norm) {
    return whole("fft", axis, n, norm, false);
  }

  /**
   * Returns the inverse of {@link #fft(int)}, {@code x_j = Σ_k X_k e^(2πi jk / n) / n}; {@code
   * numpy.fft.ifft}.
   *
   * @throws AutodiffException if this is not complex or the axis has no elements
   */
  default Tensor ifft(int axis) {
    return ifft(axis, complex("ifft").dim(axis), FourierNorm.BACKWARD);
  }

  /**
   * Returns {@link #ifft(int)} of the first {@code n} elements along the axis, of zeros where there
   * are fewer.
   */
  default Tensor ifft(int axis, int n, FourierNorm norm) {
    return whole("ifft", axis, n, norm, true);
  }

  /**
   * Returns the elements 0 to {@code n/2} of the transform of real numbers along an axis, {@code
   * (…, n, …) → (…, n/2 + 1, …, 2)}, of which the others are the conjugates; {@code
   * numpy.fft.rfft}.
   *
   * @throws AutodiffException if the axis has no elements
   */
  default Tensor rfft(int axis) {
    return rfft(axis, self().dim(axis), FourierNorm.BACKWARD);
  }

  /**
   * Returns {@link #rfft(int)} of the first {@code n} elements along the axis, of zeros where there
   * are fewer.
   */
  default Tensor rfft(int axis, int n, FourierNorm norm) {
    int at = self().shape.axis("rfft", axis);
    Tensor x = resized("rfft", self(), at, n).unsqueeze(-1).pad(-1, 0, 1, 0.0);
    Tensor half = Recording.apply(new FourierTransform(at, false), x).slice(at, 0, n / 2 + 1);
    return scaled(half, norm.scale(false, n));
  }

  /**
   * Returns the inverse of {@link #rfft(int)} of an even length, {@code (…, m, …, 2) → (…, 2 (m -
   * 1), …)}; {@code numpy.fft.irfft}. The imaginary parts of element 0 and, of an even length, of
   * element {@code n/2} count for nothing.
   *
   * @throws AutodiffException if this is not complex or the axis has fewer than 2 elements
   */
  default Tensor irfft(int axis) {
    return irfft(axis, 2 * (complex("irfft").dim(axis) - 1), FourierNorm.BACKWARD);
  }

  /**
   * Returns {@link #irfft(int)} of length {@code n}, which may be odd, of the first {@code n/2 + 1}
   * elements along the axis, of zeros where there are fewer.
   */
  default Tensor irfft(int axis, int n, FourierNorm norm) {
    Shape shape = complex("irfft");
    int at = shape.axis("irfft", axis);
    Tensor x = resized("irfft", self(), at, n < 1 ? n : n / 2 + 1);
    double[] weights = new double[n / 2 + 1]; // element n - k is the conjugate of element k
    Arrays.setAll(weights, k -> norm.scale(true, n) * (k == 0 || 2 * k == n ? 1 : 2));
    int[] dims = new int[shape.rank() + 1 - at];
    Arrays.fill(dims, 1);
    dims[0] = weights.length;
    Tensor weighted = x.mul(Tensor.of(Shape.of(dims), weights).to(x.dtype()));
    Tensor padded = weighted.pad(at, 0, n - weights.length, 0.0);
    return Recording.apply(new FourierTransform(at, true), padded).select(-1, 0);
  }

  /** Returns {@link #fft(int)} along the last two axes; {@code numpy.fft.fft2}. */
  default Tensor fft2() {
    return fft(-2).fft(-1);
  }

  /** Returns {@link #ifft(int)} along the last two axes; {@code numpy.fft.ifft2}. */
  default Tensor ifft2() {
    return ifft(-2).ifft(-1);
  }

  /**
   * Returns {@link #rfft(int)} along the last axis, then {@link #fft(int)} along the one before,
   * {@code (…, m, n) → (…, m, n/2 + 1, 2)}; {@code numpy.fft.rfft2}.
   */
  default Tensor rfft2() {
    return rfft(-1).fft(-2);
  }

  /**
   * Returns the inverse of {@link #rfft2} of matrices with {@code n} columns; {@code
   * numpy.fft.irfft2}.
   *
   * @throws AutodiffException if this is not complex, has no such axes, or has no elements
   */
  default Tensor irfft2(int n) {
    return ifft(-2).irfft(-1, n, FourierNorm.BACKWARD);
  }

  private Tensor whole(String name, int axis, int n, FourierNorm norm, boolean inverse) {
    int at = complex(name).axis(name, axis);
    Tensor x = resized(name, self(), at, n);
    Tensor y = Recording.apply(new FourierTransform(at, inverse), x);
    return scaled(y, norm.scale(inverse, n));
  }

  private static Tensor scaled(Tensor x, double scale) {
    return scale == 1 ? x : x.mul(scale);
  }

  /** Returns the shape of the complex numbers. */
  private Shape complex(String name) {
    Shape shape = self().shape;
    if (shape.rank() < 2 || shape.dim(-1) != 2) {
      throw new AutodiffException(
          name + ": not a complex tensor",
          "shape " + shape,
          "(…, n, 2), real and imaginary parts in the last axis",
          null);
    }
    return shape.leading(1);
  }

  private static Tensor resized(String name, Tensor x, int axis, int n) {
    int now = x.dim(axis);
    if (n < 1) {
      throw new AutodiffException(
          name + ": no elements to transform", "length " + n, "1 or more", null);
    }
    return n < now ? x.slice(axis, 0, n) : n > now ? x.pad(axis, 0, n - now, 0.0) : x;
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
