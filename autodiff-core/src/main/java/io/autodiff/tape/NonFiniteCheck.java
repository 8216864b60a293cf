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
import java.util.Set;

/**
 * Looks for the first operation of a tape that produced a NaN or an infinity, or passed one back.
 */
public final class NonFiniteCheck {
  /** The packages whose frames are no user's; a test holds them to those that there are. */
  static final Set<String> LIBRARY =
      Set.of(
          "io.autodiff",
          "io.autodiff.batch",
          "io.autodiff.check",
          "io.autodiff.elementwise",
          "io.autodiff.exact",
          "io.autodiff.expression",
          "io.autodiff.internal.array",
          "io.autodiff.internal.linear",
          "io.autodiff.internal.loop",
          "io.autodiff.internal.math",
          "io.autodiff.internal.thread",
          "io.autodiff.math3",
          "io.autodiff.op",
          "io.autodiff.optimize",
          "io.autodiff.program",
          "io.autodiff.sweep",
          "io.autodiff.tape",
          "io.autodiff.transform");

  private NonFiniteCheck() {}

  /** Checks a scalar about to be recorded. */
  static void check(NodeStore nodes, int code, int a, int b, double value) {
    if (!Double.isFinite(value)) {
      throw code == Opcode.OTHER
          ? failure(nodes.described(a), "result", String.valueOf(value))
          : failure(nodes, code, a, b, "result", String.valueOf(value));
    }
  }

  private static NonFiniteException failure(
      NodeStore nodes, int code, int a, int b, String what, String found) {
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
    return failure(label, what, operands, found);
  }

  /** Checks what a scalar operand's cotangent became when an operation's was passed on. */
  public static void checkDerivative(NodeStore nodes, int node, double cotangent) {
    if (!Double.isFinite(cotangent)) {
      throw derivativeFailure(nodes, node, String.valueOf(cotangent));
    }
  }

  /** Checks what a tensor operand's cotangent became when an operation's was passed on. */
  public static void checkDerivative(NodeStore nodes, int node, Tensor cotangent) {
    int at = firstOf(cotangent.storage());
    if (at >= 0) {
      throw derivativeFailure(nodes, node, found(cotangent, at));
    }
  }

  private static NonFiniteException derivativeFailure(NodeStore nodes, int node, String found) {
    int code = nodes.code(node);
    return code == Opcode.TENSOR || code == Opcode.OTHER
        ? failure(nodes.described(node), "derivative", found)
        : failure(nodes, code, nodes.left(node), nodes.right(node), "derivative", found);
  }

  /** Checks a tensor about to be recorded. */
  static void check(NodeDetails node) {
    int at = firstOf(node.tensor().storage());
    if (at >= 0) {
      throw failure(node, "result", found(node.tensor(), at));
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

  private static NonFiniteException failure(NodeDetails node, String what, String found) {
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
    return failure(label, what, operands, found);
  }

  private static NonFiniteException failure(
      String label, String what, List<String> operands, String found) {
    String given = operands.isEmpty() ? found : String.join(", ", operands);
    return new NonFiniteException(
        label + ": " + what + " is not finite",
        given + "; at " + caller(),
        "finite numbers, not " + found);
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

  private static String caller() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .filter(frame -> !isLibrary(frame.getClassName()))
                    .findFirst()
                    .map(frame -> frame.toStackTraceElement().toString())
                    .orElse("an unknown place"));
  }

  private static boolean isLibrary(String type) {
    String home = type.substring(0, Math.max(0, type.lastIndexOf('.')));
    return LIBRARY.contains(home);
  }
}
