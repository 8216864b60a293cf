package io.autodiff.internal.array;

/** Copies of rows, in plain Java. */
final class PlainStride implements StrideKernel {
  @Override
  public void gather(Object x, int from, int step, Object out, int at, int n) {
    double[] source = (double[]) x;
    double[] target = (double[]) out;
    if (step == 1) {
      System.arraycopy(source, from, target, at, n);
      return;
    }
    for (int i = 0; i < n; i++) {
      target[at + i] = source[from + i * step];
    }
  }

  @Override
  public void rows(Object x, int from, int down, int step, int rows, int n, Object out) {
    double[] source = (double[]) x;
    double[] target = (double[]) out;
    int at = 0;
    for (int r = 0; r < rows; r++) {
      int read = from + r * down;
      for (int i = 0; i < n; i++) {
        target[at] = source[read];
        at++;
        read += step;
      }
    }
  }

  @Override
  public void scatter(Object x, int at, Object out, int to, int step, int n) {
    double[] source = (double[]) x;
    double[] target = (double[]) out;
    if (step == 1) {
      System.arraycopy(source, at, target, to, n);
      return;
    }
    for (int i = 0; i < n; i++) {
      target[to + i * step] = source[at + i];
    }
  }

  @Override
  public void add(Object x, int at, Object out, int to, int step, int n) {
    double[] source = (double[]) x;
    double[] target = (double[]) out;
    if (step == 1) {
      for (int i = 0; i < n; i++) {
        target[to + i] += source[at + i];
      }
      return;
    }
    for (int i = 0; i < n; i++) {
      target[to + i * step] += source[at + i];
    }
  }

  @Override
  public void box(
      Object x,
      int from,
      int deep,
      int down,
      int step,
      int layers,
      int rows,
      int n,
      Object out,
      int at) {
    double[] source = (double[]) x;
    double[] target = (double[]) out;
    int next = at;
    for (int l = 0; l < layers; l++) {
      for (int r = 0; r < rows; r++) {
        int read = from + l * deep + r * down;
        for (int i = 0; i < n; i++) {
          target[next + i] = source[read + i * step];
        }
        next += n;
      }
    }
  }

  @Override
  public void addBox(
      Object x,
      int at,
      int layers,
      int rows,
      int n,
      Object out,
      int to,
      int deep,
      int down,
      int step) {
    double[] source = (double[]) x;
    double[] target = (double[]) out;
    int next = at;
    for (int l = 0; l < layers; l++) {
      for (int r = 0; r < rows; r++) {
        int write = to + l * deep + r * down;
        for (int i = 0; i < n; i++) {
          target[write + i * step] += source[next + i];
        }
        next += n;
      }
    }
  }
}
