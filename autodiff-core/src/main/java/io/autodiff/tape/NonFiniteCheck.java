package io.autodiff.tape;

import io.autodiff.NonFiniteException;
import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.internal.array.Elements;
import io.autodiff.op.Opcode;
import io.autodiff.op.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Looks for the first operation of a tape that produced a NaN or an infinity, or passed one back.
 */
public final class NonFiniteCheck {
  private NonFiniteCheck() {}

  /** Checks a scalar about to be recorded. */
  static void check(NodeStore nodes, int code, int a, int b, double value) {
    if (!Double.isFinite(value)) {
      throw code == Opcode.OTHER
          ? result(met(nodes.described(a)), String.valueOf(value))
          : result(met(nodes, code, a, b), String.valueOf(value));
    }
  }

  /** An operation and the operands that it met. */
  private record Met(String label, List<String> operands) {}

  private static Met met(NodeStore nodes, int code, int a, int b) {
    List<String> operands = new ArrayList<>();
    String label =
        switch (code) {
          case Opcode.VARIABLE -> "variable";
          case Opcode.ELEMENT -> "element";
          case Opcode.ALIAS -> "alias";
          default -> {
            operands.add(Double.toString(nodes.value(a)));
            if (code >= Opcode.FIRST_BINARY) {
              operands.add(Double.toString(nodes.value(b)));
            }
            yield Opcode.operation(code).label();
          }
        };
    return new Met(label, operands);
  }

  /** Checks what a scalar operand's cotangent became when an operation's was passed on. */
  public static void checkDerivative(TapeRecord root, int node, double cotangent) {
    if (!Double.isFinite(cotangent)) {
      throw derivative(root, node, String.valueOf(cotangent));
    }
  }

  /** Checks what a tensor operand's cotangent became when an operation's was passed on. */
  public static void checkDerivative(TapeRecord root, int node, Tensor cotangent) {
    int at = firstOf(cotangent.storage());
    if (at >= 0) {
      throw derivative(root, node, found(cotangent, at));
    }
  }

  /**
   * Returns what to throw where an operation's rule, which is recorded, met a number that is not
   * finite.
   */
  public static NonFiniteException inRule(TapeRecord root, int node, NonFiniteException met) {
    boolean isCall =
        root.nodes().code(node) == Opcode.TENSOR
            && root.nodes().described(node).op() == Structure.CALL;
    if (isCall || !root.stopsAtNonFinite()) {
      return met; // a call's function has lines of its own
    }
    NonFiniteException own =
        derivative(root, node, met.found() + ", which " + met.operation() + " in its rule gave");
    own.initCause(met);
    return own;
  }

  private static NonFiniteException derivative(TapeRecord root, int node, String found) {
    NodeStore nodes = root.nodes();
    int code = nodes.code(node);
    Met met =
        code == Opcode.TENSOR || code == Opcode.OTHER
            ? met(nodes.described(node))
            : met(nodes, code, nodes.left(node), nodes.right(node));
    String line = root.lineOf(node);
    String asked = "differentiated at " + SourceLines.present();
    return failure(met, "derivative", line == null ? asked : "at " + line + ", " + asked, found);
  }

  /** Checks a tensor about to be recorded. */
  static void check(NodeDetails node) {
    int at = firstOf(node.tensor().storage());
    if (at >= 0) {
      throw result(met(node), found(node.tensor(), at));
    }
  }

  /** Returns an element with its index: {@code NaN at (1, 0)}. */
  private static String found(Tensor tensor, int position) {
    int[] strides = tensor.shape().strides();
    List<String> index = new ArrayList<>();
    int rest = position;
    for (int stride : strides) {
      index.add(String.valueOf(rest / stride));
      rest %= stride;
    }
    double number = Elements.get(tensor.storage(), position);
    return number + (index.isEmpty() ? "" : " at (" + String.join(", ", index) + ")");
  }

  private static Met met(NodeDetails node) {
    List<String> operands = new ArrayList<>();
    for (Value<?> operand : node.operands()) {
      operands.add(describe(operand));
    }
    Parameter parameter = node.parameter();
    String label =
        parameter != null
            ? "parameter " + parameter.name()
            : node.op() == Structure.VARIABLE ? "variable" : node.op().label();
    if (operands.isEmpty()) {
      operands.add(describe(node.tensor()));
    }
    return new Met(label, operands);
  }

  private static NonFiniteException result(Met met, String found) {
    return failure(met, "result", "at " + SourceLines.present(), found);
  }

  private static NonFiniteException failure(Met met, String what, String where, String found) {
    String given = met.operands.isEmpty() ? found : String.join(", ", met.operands);
    return new NonFiniteException(met.label, what, given + "; " + where, found);
  }

  /** Returns the position of the first non-finite element; -1 if there is none. */
  private static int firstOf(Object array) {
    switch (array) {
      case double[] wide -> {
        for (int i = 0; i < wide.length; i++) {
          if (!Double.isFinite(wide[i])) {
            return i;
          }
        }
      }
      case float[] narrow -> {
        for (int i = 0; i < narrow.length; i++) {
          if (!Float.isFinite(narrow[i])) {
            return i;
          }
        }
      }
      default -> throw new IllegalStateException(array.getClass().getName());
    }
    return -1;
  }

  private static String describe(Value<?> operand) {
    if (operand instanceof Scalar s) {
      return Double.toString(s.number());
    }
    double[] elements = Elements.toDoubles(((Tensor) operand).storage());
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    int odd = 0;
    for (double x : elements) {
      if (Double.isFinite(x)) {
        low = Math.min(low, x);
        high = Math.max(high, x);
      } else {
        odd++;
      }
    }
    String range = low <= high ? String.format(Locale.ROOT, " from %.4g to %.4g", low, high) : "";
    return operand.shape() + range + (odd > 0 ? ", " + odd + " not finite" : "");
  }
}
