package io.autodiff;

import io.autodiff.internal.array.Elements;
import java.util.Locale;

/**
 * Renders a tensor for people: shape, type, rows in aligned columns, wrapped at {@value #COLUMNS}
 * columns; of more than {@value #SHOWN} elements each axis shows its ends, as in NumPy.
 */
final class TensorFormat {
  private static final int SHOWN = 1000;
  private static final int EDGE = 3;
  private static final int COLUMNS = 80;

  private final Tensor tensor;
  private final boolean shortened;
  private final boolean scientific;
  private int width;

  private TensorFormat(Tensor tensor) {
    this.tensor = tensor;
    this.shortened = tensor.size() > SHOWN;
    double largest = 0;
    double smallest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < tensor.size(); i++) {
      double v = Math.abs(Elements.get(tensor.storage(), i));
      if (Double.isFinite(v) && v != 0) {
        largest = Math.max(largest, v);
        smallest = Math.min(smallest, v);
      }
    }
    this.scientific = largest >= 1e6 || (largest > 0 && smallest < 1e-4);
  }

  static String format(Tensor tensor) {
    String head = "Tensor" + tensor.shape() + " " + tensor.dtype();
    if (tensor.size() == 0) {
      return head + "\n []";
    }
    TensorFormat format = new TensorFormat(tensor);
    format.rows(new StringBuilder(), 0, 0, 1);
    StringBuilder body = new StringBuilder();
    body.append(tensor.rank() == 0 ? " " : "\n ");
    format.rows(body, 0, 0, 1);
    return head + body;
  }

  private void rows(StringBuilder out, int axis, int offset, int indent) {
    if (axis == tensor.rank()) {
      String number = number(Elements.get(tensor.storage(), offset));
      out.append(" ".repeat(Math.max(0, width - number.length()))).append(number);
      width = Math.max(width, number.length());
      return;
    }
    int n = tensor.dim(axis);
    int step = tensor.shape().strides()[axis];
    boolean last = axis == tensor.rank() - 1;
    out.append('[');
    for (int i = 0; i < n; i++) {
      if (i > 0) {
        out.append(last && hasRoom(out) ? "  " : "\n" + " ".repeat(indent + 1));
      }
      if (shortened && i == EDGE && n > 2 * EDGE) {
        out.append("…");
        i = n - EDGE - 1;
        continue;
      }
      rows(out, axis + 1, offset + i * step, indent + 1);
    }
    out.append(']');
  }

  /** Returns whether one more number, and all closing brackets, fit the line. */
  private boolean hasRoom(StringBuilder out) {
    int column = out.length() - 1 - out.lastIndexOf("\n");
    return column + 2 + width + tensor.rank() <= COLUMNS;
  }

  private String number(double v) {
    if (!Double.isFinite(v)) {
      return Double.toString(v);
    }
    return String.format(Locale.ROOT, scientific ? "%.4e" : "%.4f", v);
  }
}
