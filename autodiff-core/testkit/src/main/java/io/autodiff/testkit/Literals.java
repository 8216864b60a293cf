package io.autodiff.testkit;

import io.autodiff.DType;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Constants as Java code. */
final class Literals {
  private Literals() {}

  /** Returns the code that makes an object. */
  static String code(Object value) {
    return switch (value) {
      case Double d -> number(d);
      case Integer i -> String.valueOf(i);
      case Boolean b -> String.valueOf(b);
      case String s -> '"' + s + '"';
      case Enum<?> e -> simpleName(e.getDeclaringClass()) + "." + e.name();
      case Shape s -> "Shape.of(" + list(s.dims()) + ")";
      case int[] numbers -> "new int[] {" + list(numbers) + "}";
      case double[] numbers -> "new double[] {" + list(numbers) + "}";
      case Scalar s -> "Scalar.of(" + number(s.value()) + ")";
      case Tensor t -> tensor(t);
      default -> throw new IllegalArgumentException("no literal for " + value.getClass());
    };
  }

  /** Returns the name of a class, of one within another with that one's. */
  private static String simpleName(Class<?> type) {
    return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
  }

  private static String tensor(Tensor t) {
    String numbers = "new double[] {" + list(t.values()) + "}";
    String code = "Tensor.of(" + code(t.shape()) + ", " + numbers + ")";
    return t.dtype() == DType.FLOAT32 ? code + ".to(DType.FLOAT32)" : code;
  }

  private static String list(int... numbers) {
    return Arrays.stream(numbers).mapToObj(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String list(double... numbers) {
    return Arrays.stream(numbers).mapToObj(Literals::number).collect(Collectors.joining(", "));
  }

  private static String number(double x) {
    if (Double.isNaN(x)) {
      return "Double.NaN";
    }
    return Double.isInfinite(x)
        ? "Double." + (x > 0 ? "POSITIVE_INFINITY" : "NEGATIVE_INFINITY")
        : String.valueOf(x);
  }
}
