package io.autodiff;

/**
 * Logarithms of the densities of the usual distributions, of those of whole numbers the logarithms
 * of probabilities; element by element, for scalars and tensors, with derivatives by the variable
 * and by every parameter. {@code torch.distributions.….log_prob}.
 *
 * <p>Outside the support of a distribution they are -∞, with derivative 0. Parameters are not
 * checked; a wrong one, such as a negative deviation, gives NaN. A parameter that is a number is
 * {@code x.constant(2)}.
 */
public final class LogDensities {
  private static final double HALF_LOG_2_PI = 0.5 * Math.log(2 * Math.PI);

  private LogDensities() {}

  private static <V extends Value<V>> V within(V support, V logDensity) {
    return support.where(logDensity, Double.NEGATIVE_INFINITY);
  }

  /** Returns whether a number is whole and not negative, as 1 or 0. */
  private static <V extends Value<V>> V isCount(V x) {
    return x.ge(0).and(x.floor().eq(x));
  }

  /** Returns {@code log n!}. */
  private static <V extends Value<V>> V logFactorial(V n) {
    return n.add(1).lgamma();
  }

  /** Returns {@code -z² / 2 - log σ - log √(2π)} of {@code z = (x - mean) / σ}: Gauss's. */
  public static <V extends Value<V>> V normal(V x, V mean, V deviation) {
    V z = x.sub(mean).div(deviation);
    return z.square().mul(-0.5).sub(deviation.log()).sub(HALF_LOG_2_PI);
  }

  /**
   * Returns the log-density of a variable whose logarithm is normal with this mean and deviation;
   * on the positive numbers.
   */
  public static <V extends Value<V>> V logNormal(V x, V mean, V deviation) {
    V log = x.log();
    return within(x.gt(0), normal(log, mean, deviation).sub(log));
  }

  /**
   * Returns {@code k log β + (k - 1) log x - β x - log Γ(k)}, on the numbers from 0.
   *
   * @param shape {@code k}
   * @param rate {@code β}, the reciprocal of the scale
   */
  public static <V extends Value<V>> V gamma(V x, V shape, V rate) {
    V power = shape.mul(rate.log()).add(shape.sub(1).xlogy(x));
    return within(x.ge(0), power.sub(rate.mul(x)).sub(shape.lgamma()));
  }

  /** Returns {@code (a - 1) log x + (b - 1) log(1 - x) - log B(a, b)}, on [0, 1]. */
  public static <V extends Value<V>> V beta(V x, V a, V b) {
    V norm = a.lgamma().add(b.lgamma()).sub(a.add(b).lgamma());
    V powers = a.sub(1).xlogy(x).add(b.sub(1).xlog1py(x.neg()));
    return within(x.ge(0).and(x.le(1)), powers.sub(norm));
  }

  /**
   * Returns {@code log λ - λ x}, on the numbers from 0.
   *
   * @param rate {@code λ}, the reciprocal of the mean
   */
  public static <V extends Value<V>> V exponential(V x, V rate) {
    return within(x.ge(0), rate.log().sub(rate.mul(x)));
  }

  /** Returns {@code k log λ - λ - log k!}, on the whole numbers {@code k} from 0. */
  public static <V extends Value<V>> V poisson(V k, V mean) {
    return within(isCount(k), k.xlogy(mean).sub(mean).sub(logFactorial(k)));
  }

  /**
   * Returns {@code log p} of 1 and {@code log(1 - p)} of 0. Of a logit {@link
   * Value#binaryCrossEntropyOnLogits} is more accurate.
   */
  public static <V extends Value<V>> V bernoulli(V x, V probability) {
    V logs = x.xlogy(probability).add(x.rsub(1).xlog1py(probability.neg()));
    return within(x.eq(0).or(x.eq(1)), logs);
  }

  /**
   * Returns {@code log(n over k) + k log p + (n - k) log(1 - p)}, on the whole numbers {@code k}
   * from 0 to {@code n}.
   */
  public static <V extends Value<V>> V binomial(V k, V n, V probability) {
    V rest = n.sub(k);
    V choices = logFactorial(n).sub(logFactorial(k)).sub(logFactorial(rest));
    V logs = k.xlogy(probability).add(rest.xlog1py(probability.neg()));
    return within(isCount(k).and(rest.ge(0)), choices.add(logs));
  }

  /**
   * Returns {@code log Γ((ν + 1)/2) - log Γ(ν/2) - log(σ √(ν π)) - (ν + 1)/2 log(1 + z²/ν)} of
   * {@code z = (x - location) / σ}: Student's.
   *
   * @param freedom {@code ν}
   * @param scale {@code σ}
   */
  public static <V extends Value<V>> V studentT(V x, V freedom, V location, V scale) {
    V z = x.sub(location).div(scale);
    V half = freedom.add(1).mul(0.5);
    V norm = half.lgamma().sub(freedom.mul(0.5).lgamma()).sub(scale.log());
    V root = freedom.mul(Math.PI).log().mul(0.5);
    return norm.sub(root).sub(half.mul(z.square().div(freedom).log1p()));
  }

  /** Returns {@code -log(π γ) - log(1 + z²)} of {@code z = (x - location) / γ}. */
  public static <V extends Value<V>> V cauchy(V x, V location, V scale) {
    V z = x.sub(location).div(scale);
    return z.square().log1p().add(scale.log()).add(Math.log(Math.PI)).neg();
  }

  /** Returns {@code -|x - location| / b - log(2 b)}; the derivative at the location is 0. */
  public static <V extends Value<V>> V laplace(V x, V location, V scale) {
    V z = x.sub(location).abs().div(scale);
    return z.add(scale.log()).add(Math.log(2)).neg();
  }

  /** Returns {@code -log(high - low)}, on [low, high]. */
  public static <V extends Value<V>> V uniform(V x, V low, V high) {
    return within(x.ge(low).and(x.le(high)), high.sub(low).log().neg());
  }

  /**
   * Returns the log-density of vectors that are normal together, {@code -(x - μ)ᵀ Σ⁻¹ (x - μ) / 2 -
   * log det(Σ) / 2 - d log √(2π)}: {@code (…, d) → (…)}. By Cholesky's factor of the covariance.
   *
   * @param mean {@code μ}, of a shape that broadcasts with {@code x}
   * @param covariance {@code Σ}, {@code (d, d)}, of which the lower half is read
   * @throws AutodiffException if the covariance is not positive definite or the shapes do not fit
   */
  public static Tensor multivariateNormal(Tensor x, Tensor mean, Tensor covariance) {
    Tensor rest = x.sub(mean);
    int d = rest.dim(-1);
    if (rest.rank() == 0 || !covariance.shape.equals(Shape.of(d, d))) {
      throw new AutodiffException(
          "multivariateNormal: shapes do not fit",
          "vectors " + rest.shape + ", covariance " + covariance.shape,
          "vectors (…, d) and a covariance (d, d)",
          null);
    }
    Tensor lower = covariance.cholesky();
    Shape leading = rest.shape.leading(1);
    Tensor columns = rest.reshape(Shape.of(leading.size(), d)).transpose();
    Tensor distance = lower.solveTriangular(columns, false).square().sum(0);
    Tensor logRoot = lower.diagonal().log().sum(0);
    return distance.mul(-0.5).sub(logRoot).sub(d * HALF_LOG_2_PI).reshape(leading);
  }
}
