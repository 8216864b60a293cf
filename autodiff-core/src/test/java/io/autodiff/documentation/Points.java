package io.autodiff.documentation;

import io.autodiff.Autodiff;
import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Walks a function of scalars over a grid, and notes where it is no smooth finite number. */
final class Points {
  private static final double[] GRID = {-3, -2, -1, -0.7, -0.5, 0, 0.5, 0.7, 1, 2, 3};
  private static final double STEP = 1e-7;

  /** What a comment must speak of. */
  enum Fact {
    NAN("NaN"),
    INFINITE("infinite|∞"),
    KINK("derivative");

    private final Pattern words;

    Fact(String words) {
      this.words = Pattern.compile(words);
    }

    Pattern words() {
      return words;
    }
  }

  private final Method method;
  private final Map<Fact, String> facts = new EnumMap<>(Fact.class);

  private Points(Method method) {
    this.method = method;
  }

  /** Returns what is found, each with a point. */
  static Map<Fact, String> of(Method method) {
    Points points = new Points(method);
    points.walk(new double[method.getParameterCount() + 1], 0);
    return points.facts;
  }

  /** Whether the method takes and returns scalars, constants among them. */
  static boolean takes(Method method) {
    boolean numbers = true;
    for (Class<?> type : method.getParameterTypes()) {
      numbers &= type == double.class || type.getSimpleName().equals("Value");
    }
    return numbers && method.getReturnType().getSimpleName().equals("Value");
  }

  private void walk(double[] at, int position) {
    if (position == at.length) {
      try {
        look(at);
      } catch (AutodiffException refusal) {
        return; // its comment says so, which Trials see to
      }
      return;
    }
    for (double each : GRID) {
      at[position] = each;
      walk(at, position + 1);
    }
  }

  private void look(double[] at) {
    double x = at[0];
    double value = value(at, x);
    if (Double.isNaN(value)) {
      note(Fact.NAN, at);
    } else if (Double.isInfinite(value)) {
      note(Fact.INFINITE, at);
    } else {
      double left = slope(at, x - STEP);
      double right = slope(at, x + STEP);
      double size = Math.max(1, Math.min(Math.abs(left), Math.abs(right)));
      boolean jumps =
          Math.abs(left - right) > 1e-3 * size
              || Math.abs(value(at, x - STEP) - value(at, x + STEP)) > 1e-3 * size
              || !Double.isFinite(slope(at, x));
      if (jumps && Double.isFinite(left + right)) {
        note(Fact.KINK, at);
      }
    }
  }

  private void note(Fact what, double[] at) {
    facts.putIfAbsent(what, Arrays.toString(at));
  }

  private double value(double[] at, double x) {
    return call(at, Scalar.of(x)).value();
  }

  private double slope(double[] at, double x) {
    return Autodiff.gradient(v -> call(at, v[0])).allowConstant().at(x)[0];
  }

  private Scalar call(double[] at, Scalar x) {
    Class<?>[] types = method.getParameterTypes();
    Object[] operands = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      if (types[i] == double.class) {
        operands[i] = at[i + 1];
      } else {
        operands[i] = Scalar.of(at[i + 1]);
      }
    }
    try {
      return (Scalar) method.invoke(x, operands);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof AutodiffException) {
        throw (AutodiffException) e.getCause();
      }
      throw new AssertionError(method + " at " + x, e);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
