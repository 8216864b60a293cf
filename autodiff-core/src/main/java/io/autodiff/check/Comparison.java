package io.autodiff.check;

import io.autodiff.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The derivatives of one order at one point beside their differences. */
final class Comparison {
  private final Objective objective;
  private final Point point;
  private final int order;
  private final GradientCheck.Tolerance tolerance;
  private final double step;
  private final double floor;
  private final double epsilon;
  private final double[] gradient;

  Comparison(
      Objective objective, Point point, int order, GradientCheck.Tolerance tolerance, double step) {
    this.objective = objective;
    this.point = point;
    this.order = order;
    this.tolerance = tolerance;
    this.step = step;
    boolean single = point.dtype() == DType.FLOAT32;
    this.floor = single ? 1.0 / 4 : 1.0 / 64;
    this.epsilon = single ? 0x1p-24 : 0x1p-53;
    this.gradient = objective.gradient(order - 1, point);
  }

  /** A derivative by the rules, the function's values along its line, and their slope. */
  private record Line(
      String name, double rule, DoubleUnaryOperator values, Differences differences) {}

  /** Returns an entry for each number of the point. */
  List<GradientReport.Entry> full() {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < point.size(); i++) {
      double[] direction = new double[point.size()];
      double scale = scale(i);
      direction[i] = scale;
      Differences d = differences(direction);
      lines.add(
          new Line(
              point.name(i),
              gradient[i],
              t -> value(t / scale, direction),
              new Differences(d.slope() / scale, d.uncertainty() / scale)));
    }
    return judge(lines);
  }

  /** Returns an entry for each of some random directions. */
  List<GradientReport.Entry> along(int directions, long seed) {
    Random random = new Random(~seed + order);
    List<Line> lines = new ArrayList<>();
    for (int k = 0; k < directions; k++) {
      double[] direction = new double[point.size()];
      for (int i = 0; i < direction.length; i++) {
        direction[i] = scale(i) * random.nextDouble(-1, 1);
      }
      lines.add(
          new Line(
              "random direction " + k,
              Objective.dot(gradient, direction),
              t -> value(t, direction),
              differences(direction)));
    }
    return judge(lines);
  }

  private double scale(int i) {
    return Math.max(Math.abs(point.number(i)), floor);
  }

  /**
   * Returns the value on a line; NaN outside the function's domain, where a gradient may be finite.
   */
  private double value(double t, double[] direction) {
    Point at = point.moved(t, direction);
    boolean inside = order == 1 || Double.isFinite(objective.value(0, at));
    return inside ? objective.value(order - 1, at) : Double.NaN;
  }

  private Differences differences(double[] direction) {
    return Differences.of(t -> value(t, direction), step, epsilon, tolerance.relative() / 10);
  }

  private List<GradientReport.Entry> judge(List<Line> lines) {
    double largest = Math.abs(objective.value(order - 1, point));
    for (Line line : lines) {
      double[] both = {line.rule, line.differences.slope()};
      largest =
          Arrays.stream(both).filter(Double::isFinite).map(Math::abs).reduce(largest, Math::max);
    }
    List<GradientReport.Entry> entries = new ArrayList<>();
    for (Line line : lines) {
      entries.add(judge(line, largest));
    }
    return entries;
  }

  private GradientReport.Entry judge(Line line, double largest) {
    double expected = line.differences.slope();
    double uncertainty = line.differences.uncertainty();
    boolean finite = Double.isFinite(line.rule);
    double allowed = tolerance.of(finite ? line.rule : expected, expected) + 2 * uncertainty;
    boolean settled = uncertainty <= tolerance.of(largest);
    boolean correct = finite && settled && Math.abs(line.rule - expected) <= allowed;
    String hint = correct ? null : hint(line, settled, tolerance.of(largest));
    return new GradientReport.Entry(
        order, line.name, line.rule, expected, uncertainty, allowed, correct, hint);
  }

  private @Nullable String hint(Line line, boolean settled, double size) {
    if (Double.isNaN(line.differences.slope())) {
      return "the function is not finite around the point";
    }
    double reach = line.name.startsWith("argument") ? step * floor : step;
    Differences.Kink kink = Differences.kink(line.values, reach, 1e3 * size);
    if (kink != null) {
      return "slope %s to the left and %s to the right: the function has a kink here"
          .formatted(GradientReport.number(kink.left()), GradientReport.number(kink.right()));
    }
    if (!settled) {
      return "the differences do not settle: the function is rough here";
    }
    return Double.isFinite(line.rule) ? null : "the function is smooth here, its derivative is not";
  }
}
