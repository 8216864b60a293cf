package io.autodiff.internal.array;

/** Copies that change the element type. */
public final class Conversion {
  private Conversion() {}

  /** Copies {@code x} to {@code out}, each a {@code double[]} or {@code float[]} of one length. */
  public static void convert(Object x, Object out) {
    if (x instanceof double[] wide && out instanceof float[] narrow) {
      for (int i = 0; i < narrow.length; i++) {
        narrow[i] = (float) wide[i];
      }
    } else if (x instanceof float[] narrow && out instanceof double[] wide) {
      for (int i = 0; i < wide.length; i++) {
        wide[i] = narrow[i];
      }
    } else {
      int n = out instanceof double[] wide ? wide.length : ((float[]) out).length;
      System.arraycopy(x, 0, out, 0, n);
    }
  }
}
