package io.autodiff;

import io.autodiff.internal.array.Elements;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * What layers of neural networks compute, as functions of {@link Tensor} without a state. An axis
 * that is not there is refused with an {@link AutodiffException}.
 */
public sealed interface TensorLayers permits Tensor {

  /**
   * Returns vectors along an axis divided by their p-norms, which are kept above {@code epsilon};
   * {@code torch.nn.functional.normalize}.
   *
   * @throws AutodiffException if there are no elements of which a norm could be the largest
   */
  default Tensor normalize(double p, int axis, double epsilon) {
    int at = self().shape.axis("normalize", axis);
    return self().div(self().norm(p, at, true).maximum(epsilon));
  }

  /** Returns {@link #normalize(double, int, double)} by Euclidean norms kept above 1e-12. */
  default Tensor normalize(int axis) {
    return normalize(2, axis, 1e-12);
  }

  /**
   * Returns {@code (x - mean) / sqrt(variance + ε)}, mean and variance those of the last {@code
   * axes} axes; {@code torch.nn.functional.layer_norm}. Source: Ba, Kiros and Hinton, "Layer
   * normalization" (2016).
   *
   * @throws AutodiffException if there are not so many axes
   */
  default Tensor layerNorm(int axes, double epsilon) {
    Tensor x = self();
    if (axes < 1 || axes > x.rank()) {
      throw new AutodiffException(
          "layerNorm: number of axes does not fit",
          "the last " + axes + " axes of shape " + x.shape,
          "at least 1 and no more than there are",
          null);
    }
    int[] last = new int[axes];
    Arrays.setAll(last, i -> i - axes);
    Tensor centred = x.sub(x.mean(last, true));
    Tensor variance = centred.square().mean(last, true);
    return centred.div(variance.add(epsilon).sqrt());
  }

  /**
   * Returns {@link #layerNorm(int, double)} over the axes that {@code scale} has, times {@code
   * scale}, plus {@code shift}.
   *
   * @param scale of the shape of the last axes
   * @param shift of the same shape
   * @throws AutodiffException if the shapes do not fit
   */
  default Tensor layerNorm(Tensor scale, Tensor shift, double epsilon) {
    int axes = scale.rank();
    Shape shape = self().shape;
    boolean fits =
        axes >= 1
            && axes <= shape.rank()
            && shape.equals(shape.leading(axes).and(scale.shape.dims()))
            && scale.shape.equals(shift.shape);
    if (!fits) {
      throw new AutodiffException(
          "layerNorm: shapes do not fit",
          "input " + shape + ", scale " + scale.shape + ", shift " + shift.shape,
          "scale and shift of the shape of the input's last axes",
          null);
    }
    return layerNorm(axes, epsilon).mul(scale).add(shift);
  }

  /**
   * Returns {@code (x - mean) / sqrt(variance + ε)}, mean and variance those of the batch: for each
   * position of the axis {@code channels} those of all other axes; {@code
   * torch.nn.functional.batch_norm} with {@code training=True} and the channels on axis 1. Source:
   * Ioffe and Szegedy, "Batch normalization" (2015).
   *
   * @throws AutodiffException if this is of rank 0
   */
  default Tensor batchNorm(int channels, double epsilon) {
    Tensor x = self();
    int at = x.shape.ownAxis("batchNorm", channels);
    int[] others = new int[x.rank() - 1];
    Arrays.setAll(others, i -> i < at ? i : i + 1);
    Tensor mean = others.length == 0 ? x : x.mean(others, true);
    Tensor rest = x.sub(mean).square();
    Tensor variance = others.length == 0 ? rest : rest.mean(others, true);
    return x.sub(mean).div(variance.add(epsilon).sqrt());
  }

  /**
   * Returns {@code (x - mean) / sqrt(variance + ε)} with statistics that are given, as after
   * training; {@code torch.nn.functional.batch_norm} with {@code training=False}.
   *
   * @param channels the axis that the statistics belong to
   * @param mean a vector with a number for each position of that axis
   * @param variance of the same shape
   * @throws AutodiffException if the shapes do not fit
   */
  default Tensor batchNorm(int channels, Tensor mean, Tensor variance, double epsilon) {
    Tensor x = self();
    Tensor centred = x.sub(alongAxis("batchNorm", channels, mean));
    return centred.div(alongAxis("batchNorm", channels, variance).add(epsilon).sqrt());
  }

  /** Returns a vector with a number for each position of an axis, shaped to broadcast there. */
  private Tensor alongAxis(String operation, int axis, Tensor vector) {
    Shape shape = self().shape;
    int at = shape.ownAxis(operation, axis);
    if (!vector.shape.equals(Shape.of(shape.dim(at)))) {
      throw new AutodiffException(
          operation + ": shapes do not fit",
          "vector " + vector.shape + " for axis " + axis + " of " + shape,
          "shape " + Shape.of(shape.dim(at)),
          null);
    }
    int[] dims = new int[shape.rank() - at];
    Arrays.fill(dims, 1);
    dims[0] = vector.size();
    return vector.reshape(Shape.of(dims));
  }

  /**
   * Returns {@code softmax(Q Kᵀ / √d) V} of queries {@code Q} = this: {@code (…, n, d), (…, m, d),
   * (…, m, e) → (…, n, e)}; {@code torch.nn.functional.scaled_dot_product_attention}. Source:
   * Vaswani et al., "Attention is all you need" (2017).
   *
   * @throws AutodiffException if the shapes do not fit
   */
  default Tensor attention(Tensor keys, Tensor values) {
    return scores(keys).softmax(-1).matmul(values);
  }

  /**
   * Returns {@link #attention(Tensor, Tensor)} that looks only where a mask is not 0: a lower
   * triangle {@code Tensor.ones(n, m).tril(0)} hides what comes later. A query that may look
   * nowhere gets NaN.
   *
   * @param mask of a shape that broadcasts to {@code (…, n, m)}
   */
  default Tensor attention(Tensor keys, Tensor values, Tensor mask) {
    return mask.where(scores(keys), Double.NEGATIVE_INFINITY).softmax(-1).matmul(values);
  }

  private Tensor scores(Tensor keys) {
    Tensor queries = self();
    if (queries.rank() < 2 || keys.rank() < 2 || queries.dim(-1) != keys.dim(-1)) {
      throw new AutodiffException(
          "attention: shapes do not fit",
          "queries " + queries.shape + ", keys " + keys.shape,
          "shapes (…, n, d) and (…, m, d)",
          null);
    }
    return queries.matmul(keys.transpose(-2, -1)).div(Math.sqrt(queries.dim(-1)));
  }

  /**
   * Returns the elements, each set to 0 with probability {@code rate}, the others divided by {@code
   * 1 - rate}, so that their mean stays; {@code torch.nn.functional.dropout}. One number is drawn
   * for each element, row-major, none if the rate is 0. Source: Srivastava et al., JMLR 15 (2014).
   *
   * @param rate from 0 to below 1
   * @throws AutodiffException if it is not
   */
  default Tensor dropout(double rate, RandomGenerator random) {
    Tensor x = self();
    if (!(rate >= 0 && rate < 1)) {
      throw new AutodiffException(
          "dropout: rate is out of range",
          Double.toString(rate),
          "a number from 0 to below 1",
          null);
    }
    if (rate == 0) {
      return x;
    }
    Object mask = x.dtype().newArray(x.size());
    for (int i = 0; i < x.size(); i++) {
      Elements.set(mask, i, random.nextDouble() < rate ? 0 : 1 / (1 - rate));
    }
    return x.mul(Tensor.wrap(x.shape, mask));
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
