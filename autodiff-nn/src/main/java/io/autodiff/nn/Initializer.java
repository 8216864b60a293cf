package io.autodiff.nn;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.random.RandomGenerator;

/**
 * How the elements of a new parameter are drawn. Weights are {@code (in, out)}: <em>fan in</em> is
 * the size of the first axis, <em>fan out</em> that of the last.
 */
@FunctionalInterface
public interface Initializer {

  /** Returns the float64 elements of a new parameter. */
  Tensor draw(Shape shape, RandomGenerator random);

  /** Draws and converts. */
  default Tensor draw(Shape shape, DType dtype, RandomGenerator random) {
    return draw(shape, random).to(dtype);
  }

  /** Returns the initialiser that gives zeros. */
  static Initializer zeros() {
    return constant(0);
  }

  /** Returns the initialiser that gives one number everywhere. */
  static Initializer constant(double value) {
    return (shape, _) -> Tensor.full(value, shape.dims());
  }

  /** Returns the normal distribution around 0. */
  static Initializer normal(double deviation) {
    requirePositive("normal", "standard deviation", deviation);
    return (shape, random) -> Tensor.randn(random, shape.dims()).mul(deviation);
  }

  /** Returns the uniform distribution on {@code [low, high)}. */
  static Initializer uniform(double low, double high) {
    if (!(low < high)) {
      throw new AutodiffException(
          "uniform: empty range", "[" + low + ", " + high + ")", "low below high", null);
    }
    return (shape, random) -> Tensor.uniform(random, low, high, shape.dims());
  }

  /**
   * Returns Glorot's uniform distribution, {@code ±sqrt(6 / (in + out))}, for sigmoid, tanh and
   * linear layers (Glorot and Bengio, AISTATS 2010, equation 16).
   */
  static Initializer glorot() {
    return (shape, random) -> {
      double bound = Math.sqrt(6.0 / (fanIn(shape) + fanOut(shape)));
      return Tensor.uniform(random, -bound, bound, shape.dims());
    };
  }

  /**
   * Returns He's normal distribution of variance {@code 2 / in}, for layers before a ReLU (He et
   * al., ICCV 2015, equation 10).
   */
  static Initializer he() {
    return (shape, random) -> Tensor.randn(random, shape.dims()).mul(Math.sqrt(2.0 / fanIn(shape)));
  }

  /**
   * Returns LeCun's normal distribution of variance {@code 1 / in} (LeCun et al., Efficient
   * BackProp, 1998, section 4.6); self-normalising networks need it.
   */
  static Initializer lecun() {
    return (shape, random) -> Tensor.randn(random, shape.dims()).mul(Math.sqrt(1.0 / fanIn(shape)));
  }

  /**
   * Returns random matrices whose rows or columns, whichever are fewer, are orthonormal (Saxe et
   * al., ICLR 2014).
   */
  static Initializer orthogonal() {
    return (shape, random) -> {
      if (shape.rank() != 2) {
        throw new AutodiffException(
            "orthogonal: not a matrix", "shape " + shape, "a shape of two axes", null);
      }
      int rows = shape.dim(0);
      int columns = shape.dim(1);
      boolean tall = rows >= columns;
      double[][] basis = Orthogonal.basis(Math.min(rows, columns), Math.max(rows, columns), random);
      Tensor wide = Tensor.of(basis);
      return (tall ? wide.transpose() : wide).reshape(shape);
    };
  }

  private static int fanIn(Shape shape) {
    return shape.rank() == 0 ? 1 : shape.dim(0);
  }

  private static int fanOut(Shape shape) {
    return shape.rank() == 0 ? 1 : shape.dim(-1);
  }

  private static void requirePositive(String name, String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new AutodiffException(
          name + ": " + what + " is not a positive number",
          String.valueOf(value),
          "a finite number above 0",
          null);
    }
  }
}
