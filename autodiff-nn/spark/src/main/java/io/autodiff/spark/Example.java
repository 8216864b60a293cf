package io.autodiff.spark;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** A row as training sees it. No record: Spark's Kryo writes none. */
final class Example implements Serializable {
  private static final long serialVersionUID = 1L;

  final double[] features;
  final double label;
  final double weight;

  /** Whether it is kept for validation. */
  final boolean held;

  Example(double[] features, double label, double weight, boolean held) {
    this.features = features;
    this.label = label;
    this.weight = weight;
    this.held = held;
  }

  /** Returns whether a feature is missing. */
  boolean isIncomplete() {
    for (double x : features) {
      if (Double.isNaN(x)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns a number from 0 to below 1 that depends on the row's content and the seed alone. Equal
   * rows have the same, so none is trained on and validated with.
   */
  double lot(long seed) {
    CRC32C sum = new CRC32C();
    ByteBuffer bytes = ByteBuffer.allocate((features.length + 2) * Double.BYTES).putLong(seed);
    for (double x : features) {
      bytes.putDouble(x);
    }
    sum.update(bytes.putDouble(label).flip());
    long mixed = Seeds.mix(sum.getValue(), (int) seed);
    return (mixed >>> 11) * 0x1p-53;
  }

  Example held(boolean isHeld) {
    return new Example(features, label, weight, isHeld);
  }
}
