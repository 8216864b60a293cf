package io.autodiff.nn.train;

import io.autodiff.AutodiffException;
import io.autodiff.Tensor;

/** The part of examples whose class is among the largest outputs. */
record TopK(String name, int k) implements Metric {
  TopK {
    if (k < 1) {
      throw new AutodiffException("topK: not positive", String.valueOf(k), "at least 1", null);
    }
  }

  @Override
  public Tally start() {
    return new Tally() {
      private long hits;
      private long count;

      @Override
      public void add(Tensor prediction, Tensor target) {
        double[] outputs = prediction.values();
        int[] labels = Classes.of(target, prediction);
        int classes = prediction.dim(1);
        for (int i = 0; i < labels.length; i++) {
          int larger = 0;
          double own = outputs[i * classes + labels[i]];
          for (int j = 0; j < classes; j++) {
            boolean ahead = outputs[i * classes + j] > own;
            boolean tied = outputs[i * classes + j] == own && j < labels[i];
            larger += ahead || tied ? 1 : 0;
          }
          hits += larger < k && !Double.isNaN(own) ? 1 : 0;
        }
        count += labels.length;
      }

      @Override
      public double value() {
        return (double) hits / count;
      }
    };
  }
}
