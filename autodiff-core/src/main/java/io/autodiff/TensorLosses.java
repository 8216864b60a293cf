package io.autodiff;

import static io.autodiff.Cotangents.scale;

import io.autodiff.op.BinaryCrossEntropy;
import io.autodiff.op.Gather;
import io.autodiff.op.Ints;
import io.autodiff.op.LogFloor;
import io.autodiff.tape.OpRunner;
import io.autodiff.tape.Recording;

/**
 * The losses of {@link Tensor}, element by element or row by row, not reduced: {@code mean()} or
 * {@code sum()} makes a number of them. Predictions and targets never broadcast: shapes or element
 * types that differ, and an axis that is not there, are refused with an {@link AutodiffException}.
 *
 * <p>A cross-entropy of several classes takes their numbers or, as {@link Tensor#oneHot} makes them
 * of numbers, probabilities; {@link #labelSmoothing} spreads them. They are weights, in fact, and
 * need not sum to 1: {@code target.mul(weights)} gives each class a weight of its own.
 */
public sealed interface TensorLosses permits Tensor {
  /**
   * What the value of a logarithm in a cross-entropy on probabilities is kept above, as PyTorch
   * does.
   */
  double LOG_FLOOR = -100;

  /** Returns {@code (x - t)^2}. */
  default Tensor squaredError(Tensor target) {
    requireSame("squaredError", target);
    return self().sub(target).square();
  }

  /** Returns {@code |x - t|}; the derivative at 0 is 0. */
  default Tensor absoluteError(Tensor target) {
    requireSame("absoluteError", target);
    return self().sub(target).abs();
  }

  /**
   * Returns the Huber loss of {@code d = |x - t|}: {@code d² / 2} up to {@code delta}, beyond it
   * {@code delta (d - delta / 2)}. The second derivative jumps at {@code d = delta}, where it is 1,
   * as below. Source: Huber, "Robust estimation of a location parameter" (1964).
   */
  default Tensor huber(Tensor target, double delta) {
    requireSame("huber", target);
    Tensor rest = self().sub(target);
    Tensor d = rest.abs();
    return d.le(delta).where(rest.square().mul(0.5), d.sub(delta / 2).mul(delta));
  }

  /**
   * Returns {@code -t log σ(x) - (1 - t) log(1 - σ(x))} of logits {@code x}, without overflow.
   *
   * @param target probabilities in [0, 1]
   */
  default Tensor binaryCrossEntropyOnLogits(Tensor target) {
    requireSame("binaryCrossEntropyOnLogits", target);
    return self().apply(BinaryCrossEntropy.ON_LOGITS, target);
  }

  /**
   * Returns {@code -t log p - (1 - t) log(1 - p)} of probabilities {@code p} = this, the values of
   * the logarithms kept above -100. The derivatives are those of the logarithms themselves, which
   * are large where a prediction is as wrong as can be, and finite: see {@link LogFloor}.
   *
   * <p>On logits {@link #binaryCrossEntropyOnLogits} is more accurate, and learns where this
   * cannot: a sigmoid of 17 in float32, of 37 in float64, is 1 to the last bit, and no rule can
   * tell from that by how much a logit was wrong.
   *
   * @param target probabilities in [0, 1]
   */
  default Tensor binaryCrossEntropy(Tensor target) {
    requireSame("binaryCrossEntropy", target);
    Tensor p = self();
    Tensor one = p.constant(1);
    Tensor hit = scale(target, p.apply(LogFloor.of(p.dtype(), false)));
    Tensor miss = scale(one.sub(target), p.apply(LogFloor.of(p.dtype(), true)));
    return hit.add(miss).neg();
  }

  /**
   * Returns the cross-entropy {@code -Σ t log softmax(x)} of logits {@code x}, one for each row:
   * {@code (…, classes) → (…)}.
   *
   * @param target probabilities of the same shape
   */
  default Tensor softmaxCrossEntropy(Tensor target) {
    requireSame("softmaxCrossEntropy", target);
    return scale(target, self().logSoftmax(-1)).sum(-1).neg();
  }

  /**
   * Returns the cross-entropy {@code -log softmax(x)[label]} of logits {@code x}: {@code (…,
   * classes) → (…)}; {@code torch.nn.functional.cross_entropy} with the classes on the last axis.
   *
   * @param labels a class from 0 for each row, row-major
   * @throws AutodiffException if there is not one label for each row, or one is out of range
   */
  default Tensor softmaxCrossEntropy(int... labels) {
    Gather hits = hits("softmaxCrossEntropy", labels);
    return Recording.apply(hits, self().logSoftmax(-1)).neg();
  }

  /**
   * Returns the negative log-likelihood {@code -x[label]} of logarithms of probabilities {@code x}:
   * {@code (…, classes) → (…)}; {@code torch.nn.functional.nll_loss} with the classes on the last
   * axis.
   *
   * @param labels a class from 0 for each row, row-major
   * @throws AutodiffException if there is not one label for each row, or one is out of range
   */
  default Tensor nllLoss(int... labels) {
    return Recording.apply(hits("nllLoss", labels), self()).neg();
  }

  /** Returns where each row has its label. */
  private Gather hits(String operation, int... labels) {
    Tensor x = self();
    if (x.rank() == 0 || x.shape.leading(1).size() != labels.length) {
      throw new AutodiffException(
          operation + ": one label for each row is needed",
          labels.length + " labels for shape " + x.shape,
          x.rank() == 0
              ? "shape (" + labels.length + ", classes)"
              : x.shape.leading(1).size() + " labels",
          null);
    }
    int classes = x.dim(-1);
    int[] positions = new int[labels.length];
    for (int i = 0; i < labels.length; i++) {
      positions[i] = i * classes + TensorCreation.checkedLabel(operation, i, labels[i], classes);
    }
    return new Gather(Ints.wrap(positions), 1, x.shape.leading(1));
  }

  /**
   * Returns the terms {@code t (log t - x)} of the divergence of the distribution {@code x = log p}
   * from {@code t}, 0 where {@code t} is 0; their sum over the classes is {@code Σ t log(t / p)}.
   * {@code torch.nn.functional.kl_div} with {@code reduction="none"}. Source: Kullback and Leibler,
   * "On information and sufficiency" (1951).
   *
   * @param target probabilities of the same shape
   */
  default Tensor klDivergence(Tensor target) {
    requireSame("klDivergence", target);
    return target.xlogy(target).sub(scale(target, self()));
  }

  /**
   * Returns the cosine of the angle between vectors along an axis, {@code x · y / (|x| |y|)}, each
   * norm kept above {@code epsilon}; {@code torch.nn.functional.cosine_similarity}, where it is
   * 1e-8.
   *
   * @param target of the same shape
   */
  default Tensor cosineSimilarity(Tensor target, int axis, double epsilon) {
    requireSame("cosineSimilarity", target);
    int at = self().shape.axis("cosineSimilarity", axis);
    return self().normalize(2, at, epsilon).mul(target.normalize(2, at, epsilon)).sum(at);
  }

  /** Returns {@link #cosineSimilarity(Tensor, int, double)} with norms kept above 1e-8. */
  default Tensor cosineSimilarity(Tensor target, int axis) {
    return cosineSimilarity(target, axis, 1e-8);
  }

  /**
   * Returns the cross-entropy {@code -Σ t log p} of probabilities {@code p} = this, one for each
   * row, the values of the logarithms kept above -100; derivatives are as those of {@link
   * #binaryCrossEntropy}. On logits {@link #softmaxCrossEntropy} is more accurate.
   *
   * @param target probabilities of the same shape
   */
  default Tensor categoricalCrossEntropy(Tensor target) {
    requireSame("categoricalCrossEntropy", target);
    Tensor p = self();
    return scale(target, p.apply(LogFloor.of(p.dtype(), false))).sum(-1).neg();
  }

  /**
   * Returns probabilities mixed with equal ones, {@code (1 - smoothing) p + smoothing / classes}:
   * targets that keep a classifier from certainty. Source: Szegedy et al., "Rethinking the
   * Inception architecture for computer vision" (2016).
   *
   * <p>This is of shape {@code (…, classes)}.
   *
   * @param smoothing from 0, which changes nothing, to 1
   * @throws AutodiffException if it is not, or this has rank 0
   */
  default Tensor labelSmoothing(double smoothing) {
    Tensor p = self();
    if (!(smoothing >= 0 && smoothing <= 1)) {
      throw new AutodiffException(
          "labelSmoothing: smoothing out of range", "" + smoothing, "a number from 0 to 1", null);
    }
    return p.mul(1 - smoothing).add(smoothing / p.dim(-1));
  }

  private void requireSame(String operation, Tensor target) {
    Shape given = self().shape;
    if (!given.equals(target.shape)) {
      boolean fits = given.size() == target.shape.size();
      throw new AutodiffException(
          operation + ": shapes of prediction and target differ",
          "prediction " + given + ", target " + target.shape,
          "equal shapes; a loss never broadcasts",
          fits ? "target.reshape" + given + " would fit" : null);
    }
    OpRunner.requireOneType(operation, self(), target);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
