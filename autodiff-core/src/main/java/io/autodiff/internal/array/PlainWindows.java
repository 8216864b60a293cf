package io.autodiff.internal.array;

import io.autodiff.internal.array.WindowLoops.Channels;
import java.util.Arrays;

/** Sums of products and maxima over windows, in plain Java. */
final class PlainWindows implements WindowKernel {
  @Override
  public void result(
      WindowLoops s, Channels c, int[] taps, Object x, Object w, Object y, int from, int to) {
    double[] in = (double[]) x;
    double[] weights = (double[]) w;
    double[] out = (double[]) y;
    int rows = s.down().count();
    int columns = s.across().count();
    int channels = c.groups() * c.out();
    for (int line = from; line < to; line++) {
      int channel = line / rows;
      int group = channel / c.out();
      int start = group * c.in() * s.plane() + line % rows * s.rowStep();
      int at = line * columns;
      int weight = channel % channels * taps.length;
      Arrays.fill(out, at, at + columns, 0);
      int t = 0;
      for (; t + 4 <= taps.length; t += 4) {
        addFour(in, start, s.columnStep(), taps, weights, weight, t, out, at, columns);
      }
      for (; t < taps.length; t++) {
        double factor = weights[weight + t];
        addOne(in, start + taps[t], s.columnStep(), factor, out, at, columns);
      }
    }
  }

  private static void addFour(
      double[] x,
      int start,
      int step,
      int[] taps,
      double[] w,
      int weight,
      int t,
      double[] out,
      int at,
      int n) {
    int a = start + taps[t];
    int b = start + taps[t + 1];
    int c = start + taps[t + 2];
    int d = start + taps[t + 3];
    double wa = w[weight + t];
    double wb = w[weight + t + 1];
    double wc = w[weight + t + 2];
    double wd = w[weight + t + 3];
    if (step == 1) {
      for (int i = 0; i < n; i++) {
        out[at + i] = out[at + i] + wa * x[a + i] + wb * x[b + i] + wc * x[c + i] + wd * x[d + i];
      }
      return;
    }
    for (int i = 0; i < n; i++) {
      int k = i * step;
      out[at + i] = out[at + i] + wa * x[a + k] + wb * x[b + k] + wc * x[c + k] + wd * x[d + k];
    }
  }

  private static void addOne(
      double[] x, int from, int step, double w, double[] out, int at, int n) {
    for (int i = 0; i < n; i++) {
      out[at + i] += w * x[from + i * step];
    }
  }

  @Override
  public void input(WindowLoops s, Channels c, Object y, Object w, Object x, int from, int to) {
    double[] in = (double[]) y;
    double[] weights = (double[]) w;
    double[] out = (double[]) x;
    int width = s.width();
    int height = s.height();
    int taps = s.taps();
    for (int line = from; line < to; line++) {
      Arrays.fill(out, line * width, (line + 1) * width, 0);
      int plane = line / height;
      int group = plane / c.in();
      int first = (group % c.groups() * c.out() * c.in() + plane % c.in()) * taps;
      for (int o = 0; o < c.out(); o++) {
        int weight = first + o * c.in() * taps;
        inputLine(s, in, (group * c.out() + o) * s.windows(), weights, weight, line, out);
      }
    }
  }

  private static void inputLine(
      WindowLoops s, double[] y, int plane, double[] w, int weight, int line, double[] x) {
    WindowAxis down = s.down();
    WindowAxis across = s.across();
    int columns = across.count();
    for (int i = 0; i < down.size(); i++) {
      int above = line % s.height() - i * down.dilation();
      int row = above / down.stride();
      if (above < 0 || above % down.stride() != 0 || row >= down.count()) {
        continue;
      }
      for (int j = 0; j < across.size(); j++) {
        double factor = w[weight + i * across.size() + j];
        int at = line * s.width() + j * across.dilation();
        int from = plane + row * columns;
        for (int k = 0; k < columns; k++) {
          x[at + k * across.stride()] += factor * y[from + k];
        }
      }
    }
  }

  @Override
  public void weights(
      WindowLoops s,
      Channels c,
      int[] taps,
      Object x,
      Object y,
      int channel,
      int from,
      int to,
      Object out,
      int at) {
    double[] in = (double[]) x;
    double[] g = (double[]) y;
    double[] sums = (double[]) out;
    int rows = s.down().count();
    int columns = s.across().count();
    Arrays.fill(sums, at, at + taps.length, 0);
    for (int line = from; line < to; line++) {
      int n = line / rows;
      int group = n * c.groups() + channel / c.out();
      int start = group * c.in() * s.plane() + line % rows * s.rowStep();
      int row = ((n * c.groups() * c.out() + channel) * rows + line % rows) * columns;
      int t = 0;
      for (; t + 4 <= taps.length; t += 4) {
        sumFour(in, start, s.columnStep(), taps, t, g, row, columns, sums, at);
      }
      for (; t < taps.length; t++) {
        double sum = sums[at + t];
        for (int i = 0; i < columns; i++) {
          sum += in[start + taps[t] + i * s.columnStep()] * g[row + i];
        }
        sums[at + t] = sum;
      }
    }
  }

  private static void sumFour(
      double[] x,
      int start,
      int step,
      int[] taps,
      int t,
      double[] y,
      int row,
      int n,
      double[] sums,
      int at) {
    int a = start + taps[t];
    int b = start + taps[t + 1];
    int c = start + taps[t + 2];
    int d = start + taps[t + 3];
    double sa = sums[at + t];
    double sb = sums[at + t + 1];
    double sc = sums[at + t + 2];
    double sd = sums[at + t + 3];
    for (int i = 0; i < n; i++) {
      double g = y[row + i];
      int k = i * step;
      sa += x[a + k] * g;
      sb += x[b + k] * g;
      sc += x[c + k] * g;
      sd += x[d + k] * g;
    }
    sums[at + t] = sa;
    sums[at + t + 1] = sb;
    sums[at + t + 2] = sc;
    sums[at + t + 3] = sd;
  }

  @Override
  public void lay(WindowLoops s, int[] taps, Object x, int at, int first, int n, Object columns) {
    double[] in = (double[]) x;
    double[] out = (double[]) columns;
    int width = s.across().count();
    int step = s.columnStep();
    int next = 0;
    for (int tap : taps) {
      int row = first / width;
      int column = first % width;
      for (int left = n; left > 0; ) {
        int length = Math.min(left, width - column);
        int from = at + tap + row * s.rowStep() + column * step;
        if (step == 1) {
          System.arraycopy(in, from, out, next, length);
        } else {
          for (int i = 0; i < length; i++) {
            out[next + i] = in[from + i * step];
          }
        }
        next += length;
        left -= length;
        column = 0;
        row++;
      }
    }
  }

  @Override
  public void collect(
      WindowLoops s, int[] taps, Object columns, int first, int n, Object x, int at) {
    double[] in = (double[]) columns;
    double[] out = (double[]) x;
    int width = s.across().count();
    int step = s.columnStep();
    int next = 0;
    for (int tap : taps) {
      int row = first / width;
      int column = first % width;
      for (int left = n; left > 0; ) {
        int length = Math.min(left, width - column);
        int to = at + tap + row * s.rowStep() + column * step;
        for (int i = 0; i < length; i++) {
          out[to + i * step] += in[next + i];
        }
        next += length;
        left -= length;
        column = 0;
        row++;
      }
    }
  }

  @Override
  public void add(Object x, int rows, int n, Object out, int at, int step) {
    double[] from = (double[]) x;
    double[] to = (double[]) out;
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < n; i++) {
        to[at + r * step + i] += from[r * n + i];
      }
    }
  }

  @Override
  public void max(WindowLoops s, Object x, Object y, int from, int to) {
    double[] in = (double[]) x;
    double[] out = (double[]) y;
    WindowAxis down = s.down();
    WindowAxis across = s.across();
    int rows = down.count();
    int columns = across.count();
    Arrays.fill(out, from * rows * columns, to * rows * columns, Double.NEGATIVE_INFINITY);
    for (int plane = from; plane < to; plane++) {
      for (int i = 0; i < down.size(); i++) {
        for (int row = down.first(i); row < down.end(i); row++) {
          int source = row * down.stride() - down.padding() + i * down.dilation();
          int line = (plane * down.n() + source) * across.n();
          maxRow(across, in, line, out, (plane * rows + row) * columns);
        }
      }
    }
  }

  private static void maxRow(WindowAxis across, double[] x, int line, double[] y, int at) {
    for (int j = 0; j < across.size(); j++) {
      int end = across.end(j);
      int start = line - across.padding() + j * across.dilation();
      for (int k = across.first(j); k < end; k++) {
        y[at + k] = Math.max(y[at + k], x[start + k * across.stride()]);
      }
    }
  }

  @Override
  public void share(WindowLoops s, boolean back, Object x, Object g, Object out, int from, int to) {
    double[] in = (double[]) x;
    double[] vector = (double[]) g;
    double[] sums = (double[]) out;
    WindowAxis down = s.down();
    WindowAxis across = s.across();
    int elements = down.n() * across.n();
    int size = back ? elements : s.windows();
    Arrays.fill(sums, from * size, to * size, 0);
    int window = from * s.windows();
    for (int plane = from; plane < to; plane++) {
      for (int row = 0; row < down.count(); row++) {
        for (int column = 0; column < across.count(); column++) {
          share(s, back, in, plane * elements, row, column, vector, window, sums);
          window++;
        }
      }
    }
  }

  /** Computes the shares of one window's elements. */
  private static void share(
      WindowLoops s,
      boolean back,
      double[] x,
      int plane,
      int row,
      int column,
      double[] g,
      int window,
      double[] sums) {
    WindowAxis down = s.down();
    WindowAxis across = s.across();
    int top = plane + (row * down.stride() - down.padding()) * across.n();
    int left = column * across.stride() - across.padding();
    int end = down.endOf(row);
    int right = across.endOf(column);
    int first = across.firstOf(column);
    double most = Double.NEGATIVE_INFINITY;
    double ties = 0;
    for (int i = down.firstOf(row); i < end; i++) {
      int line = top + left + i * down.dilation() * across.n();
      for (int j = first; j < right; j++) {
        double a = x[line + j * across.dilation()];
        ties = a > most ? 1 : a == most ? ties + 1 : ties;
        most = Math.max(most, a);
      }
    }
    double share = most != most ? most : 1.0 / ties;
    for (int i = down.firstOf(row); i < end; i++) {
      int line = top + left + i * down.dilation() * across.n();
      for (int j = first; j < right; j++) {
        int at = line + j * across.dilation();
        if (x[at] == most || most != most) {
          double term = g[back ? window : at];
          sums[back ? at : window] += term == 0 ? 0 : term * share;
        }
      }
    }
  }
}
