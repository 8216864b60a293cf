package io.autodiff.optimize;

/**
 * How much a residual counts: {@code ½ Σ ρ(r²)}. Losses that grow slower than squares keep outliers
 * from deciding a fit. Source: Triggs, McLauchlan, Hartley, Fitzgibbon, "Bundle adjustment" (2000).
 */
public enum RobustLoss {
  /** {@code ρ(z) = z}: least squares. */
  SQUARES {
    @Override
    double rho(double z) {
      return z;
    }

    @Override
    double slope(double z) {
      return 1;
    }

    @Override
    double curvature(double z) {
      return 0;
    }
  },

  /** {@code z} up to 1, then {@code 2 √z - 1}: absolute values beyond the scale. */
  HUBER {
    @Override
    double rho(double z) {
      return z <= 1 ? z : 2 * Math.sqrt(z) - 1;
    }

    @Override
    double slope(double z) {
      return z <= 1 ? 1 : 1 / Math.sqrt(z);
    }

    @Override
    double curvature(double z) {
      return z <= 1 ? 0 : -0.5 / (z * Math.sqrt(z));
    }
  },

  /** {@code log(1 + z)}: outliers hardly count. */
  CAUCHY {
    @Override
    double rho(double z) {
      return Math.log1p(z);
    }

    @Override
    double slope(double z) {
      return 1 / (1 + z);
    }

    @Override
    double curvature(double z) {
      return -1 / ((1 + z) * (1 + z));
    }
  };

  /** Returns {@code ρ} of a squared residual in units of the scale. */
  abstract double rho(double z);

  /** Returns {@code ρ'}. */
  abstract double slope(double z);

  /** Returns {@code ρ''}. */
  abstract double curvature(double z);
}
