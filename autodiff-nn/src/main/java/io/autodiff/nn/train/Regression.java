package io.autodiff.nn.train;

import io.autodiff.AutodiffException;
import io.autodiff.Tensor;

/**
 * Errors of predicted numbers.
 *
 * @param figure which of them is meant
 */
record Regression(String name, Figure figure) implements Metric {
  /** The figures. */
  enum Figure {
    MEAN_ABSOLUTE,
    ROOT_MEAN_SQUARE,
    DETERMINATION
  }

  @Override
  public Tally start() {
    return new Tally() {
      private long count;
      private double absolute;
      private double squares;
      private double mean;
      private double spread;

      @Override
      public void add(Tensor prediction, Tensor target) {
        double[] y = prediction.values();
        double[] t = target.values();
        if (y.length != t.length) {
          throw new AutodiffException(
              "metric: one target for each prediction is needed",
              "predictions " + prediction.shape() + ", targets " + target.shape(),
              "as many numbers in both",
              null);
        }
        for (int i = 0; i < y.length; i++) {
          double miss = y[i] - t[i];
          absolute += Math.abs(miss);
          squares += miss * miss;
          count++;
          double before = t[i] - mean;
          mean += before / count;
          spread += before * (t[i] - mean);
        }
      }

      @Override
      public double value() {
        return switch (figure) {
          case MEAN_ABSOLUTE -> absolute / count;
          case ROOT_MEAN_SQUARE -> Math.sqrt(squares / count);
          case DETERMINATION -> spread > 0 ? 1 - squares / spread : Double.NaN;
        };
      }
    };
  }
}
