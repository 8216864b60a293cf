package io.autodiff.nn.cli;

import io.autodiff.expression.Expression;
import io.autodiff.optimize.Bounds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What the commands on formulas share: values by name, ranges, and what a formula needs. */
final class Formulas {
  private Formulas() {}

  /** {@code name=value}. */
  record Assignment(String name, double value) {}

  /** {@code name=low:high}, or {@code name=low:high:step}. */
  record Range(String name, double low, double high, double step) {
    /** Returns the numbers from low to high. */
    double[] points() {
      long count = (long) Math.floor((high - low) / step * (1 + 1e-12)) + 1;
      if (!(count >= 1 && count <= 1_000_000)) {
        throw new IllegalArgumentException(
            name + "=" + low + ":" + high + ":" + step + ": from 1 to 1000000 points are possible");
      }
      double[] points = new double[(int) count];
      for (int i = 0; i < points.length; i++) {
        points[i] = low + i * step;
      }
      return points;
    }
  }

  /** Reads {@code name=value}; the value may be a formula of numbers, as {@code pi/2}. */
  static Assignment assignment(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException("\"" + text + "\" is not of the form name=value");
    }
    try {
      String name = text.substring(0, equals).strip();
      return new Assignment(name, number(text, text.substring(equals + 1)));
    } catch (TypeConversionException e) {
      throw new IllegalArgumentException(e.getMessage());
    }
  }

  /** Reads {@code name=low:high} or {@code name=low:high:step}; a missing bound is infinite. */
  static final class RangeConverter implements ITypeConverter<Range> {
    @Override
    public Range convert(String text) {
      int equals = text.indexOf('=');
      String[] parts = text.substring(equals + 1).split(":", -1);
      if (equals < 1 || parts.length < 2 || parts.length > 3) {
        throw new TypeConversionException(
            "\"" + text + "\" is not of the form name=low:high or name=low:high:step");
      }
      double low = parts[0].isBlank() ? Double.NEGATIVE_INFINITY : number(text, parts[0]);
      double high = parts[1].isBlank() ? Double.POSITIVE_INFINITY : number(text, parts[1]);
      double step = parts.length == 3 ? number(text, parts[2]) : (high - low) / 200;
      return new Range(text.substring(0, equals).strip(), low, high, step);
    }
  }

  private static double number(String text, String part) {
    try {
      double value = Expression.parse(part).at(Map.of());
      if (Double.isNaN(value)) {
        throw new TypeConversionException("\"" + text + "\": " + part + " is no number");
      }
      return value;
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("\"" + text + "\": " + e.getMessage());
    }
  }

  /** Returns the values by name. */
  static Map<String, Double> byName(List<String> assignments) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (Assignment each : assignments.stream().map(Formulas::assignment).toList()) {
      if (values.put(each.name, each.value) != null) {
        throw new IllegalArgumentException(each.name + " is given twice");
      }
    }
    return values;
  }

  /** Returns the formula with the numbers that its sums need, and requires all other names. */
  static Expression complete(Expression f, Map<String, Double> values, List<String> others) {
    Expression complete = f;
    List<String> missing = new ArrayList<>();
    for (String name : f.counts()) {
      if (values.containsKey(name)) {
        complete = complete.with(name, Objects.requireNonNull(values.get(name)));
      } else {
        missing.add(name);
      }
    }
    f.variables().stream()
        .filter(name -> !values.containsKey(name) && !others.contains(name))
        .forEach(missing::add);
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          String.join(", ", missing)
              + (missing.size() == 1 ? " has" : " have")
              + " no value: write "
              + String.join(" ", missing.stream().map(name -> name + "=…").toList()));
    }
    values
        .keySet()
        .forEach(
            name -> {
              if (!f.variables().contains(name) && !f.counts().contains(name)) {
                throw new IllegalArgumentException(
                    name + " is given, and the formula has no " + name);
              }
            });
    return complete;
  }

  /** Returns bounds of variables in their order. */
  static Bounds bounds(List<String> names, List<Formulas.Range> ranges) {
    double[] low = new double[names.size()];
    double[] high = new double[names.size()];
    Arrays.fill(low, Double.NEGATIVE_INFINITY);
    Arrays.fill(high, Double.POSITIVE_INFINITY);
    for (Formulas.Range range : ranges) {
      int i = names.indexOf(range.name());
      if (i < 0) {
        throw new IllegalArgumentException(
            "--bounds: " + range.name() + " is none of " + String.join(", ", names));
      }
      low[i] = range.low();
      high[i] = range.high();
    }
    return ranges.isEmpty() ? Bounds.none() : Bounds.of(low, high);
  }
}
