package io.autodiff.check;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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

  /** Whether a kink is one even if the derivative there is what central differences say. */
  private final boolean kinksToo;

  private final double epsilon;
  private final double[] gradient;

  Comparison(
      Objective objective,
      Point point,
      int order,
      GradientCheck.Tolerance tolerance,
      double step,
      boolean kinksToo) {
    this.kinksToo = kinksToo;
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

  /** How much smaller the steps are, again and again, by which a disagreement is looked at. */
  private static final double CLOSER = 0x1p-8;

  private static final int CLOSEST = 4;

  /** Within how small a part of the first step a kink is at the point itself. */
  private static final double HERE = 1e-9;

  /**
   * A derivative by the rules, the function's values along its line, and their slope.
   *
   * @param reach the first step
   */
  private record Line(
      String name,
      double rule,
      DoubleUnaryOperator values,
      double reach,
      Differences differences) {}

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
              step * scale,
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
              step,
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
    try {
      boolean inside = order == 1 || Double.isFinite(objective.value(0, at));
      return inside ? objective.value(order - 1, at) : Double.NaN;
    } catch (AutodiffException e) { // as of a matrix that is singular there
      return Double.NaN;
    }
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
    if (isRight(line, largest)) {
      // Central differences agree with many a convention.
      Finding kink = kinksToo ? kink(line, tolerance.of(largest)) : null;
      return entry(line, kink == null ? Finding.of(Verdict.RIGHT, null) : kink);
    }
    List<Differences> near = closerDifferences(line);
    Line closer = closer(line, near);
    return isRight(closer, largest)
        ? entry(closer, Finding.of(Verdict.RIGHT, null))
        : entry(closer, finding(closer, near, tolerance.of(largest)));
  }

  private boolean isRight(Line line, double largest) {
    Differences d = line.differences;
    return Double.isFinite(line.rule)
        && d.uncertainty() <= tolerance.of(largest)
        && Math.abs(line.rule - d.slope()) <= allowed(line.rule, d);
  }

  private GradientReport.Entry entry(Line line, Finding finding) {
    double expected = line.differences.slope();
    double given = Double.isFinite(line.rule) ? line.rule : expected;
    return new GradientReport.Entry(
        order,
        line.name,
        line.rule,
        expected,
        line.differences.uncertainty(),
        allowed(given, line.differences),
        finding.verdict,
        finding.hint,
        finding.distance);
  }

  /**
   * What a derivative that the differences do not confirm is, and why.
   *
   * @param distance how far a kink is; NaN if there is none, or it is not known
   */
  record Finding(Verdict verdict, @Nullable String hint, double distance) {
    static Finding of(Verdict verdict, @Nullable String hint) {
      return new Finding(verdict, hint, Double.NaN);
    }
  }

  private Finding finding(Line line, List<Differences> near, double size) {
    if (Double.isNaN(line.differences.slope())) {
      return Finding.of(Verdict.KINK, "the function is not finite around the point");
    }
    Finding kink = kink(line, size);
    if (kink != null) {
      return kink;
    }
    if (line.differences.uncertainty() > size) {
      return Finding.of(
          Verdict.NOISE,
          "the differences do not settle: the function is rough here; tolerance(...) takes what"
              + " accuracy its values have, step(...) a larger neighbourhood");
    }
    if (settlesElsewhere(line, near)) {
      return Finding.of(Verdict.NOISE, "the slope by differences depends on their step");
    }
    Finding fine = fineKink(line);
    return fine != null
        ? fine
        : Finding.of(
            Verdict.WRONG,
            Double.isFinite(line.rule)
                ? null
                : "the function is smooth here, its derivative is not");
  }

  /** Returns the kink that a derivative is a convention of, not far from the slopes beside it. */
  private @Nullable Finding fineKink(Line line) {
    double reach = line.reach / (1 << 4); // what is farther is no matter of this point
    Differences.Kink kink = Differences.fineKink(line.values, reach, epsilon);
    if (kink == null) {
      return null;
    }
    double gap = Math.abs(kink.right() - kink.left());
    double middle = (kink.left() + kink.right()) / 2;
    return Math.abs(line.rule - middle) <= gap ? finding(kink, line.reach) : null;
  }

  private static Finding finding(Differences.Kink kink, double reach) {
    double distance = Math.abs(kink.place()) <= HERE * reach ? 0 : kink.place();
    String where =
        distance == 0
            ? "here"
            : String.format(
                Locale.ROOT, "%.3g %s", Math.abs(distance), distance < 0 ? "below" : "above");
    return new Finding(
        Verdict.KINK,
        "slope %s to the left and %s to the right: the function has a kink %s"
            .formatted(
                GradientReport.number(kink.left()), GradientReport.number(kink.right()), where),
        Math.abs(distance));
  }

  private @Nullable Finding kink(Line line, double size) {
    Differences.Jump jump = Differences.jump(line.values, line.reach, epsilon);
    if (jump != null) {
      String hint =
          "value %s to the left, %s here and %s to the right: the function jumps here"
              .formatted(
                  GradientReport.number(jump.left()),
                  GradientReport.number(jump.here()),
                  GradientReport.number(jump.right()));
      return new Finding(Verdict.KINK, hint, 0);
    }
    Differences.Kink kink = Differences.kink(line.values, line.reach, 1e3 * size);
    return kink == null ? null : finding(kink, line.reach);
  }

  /** Returns a line with differences from closer by if these confirm the rule, else the same. */
  private Line closer(Line line, List<Differences> near) {
    if (!Double.isFinite(line.rule) || Double.isNaN(line.differences.slope())) {
      return line; // at a pole, or the edge of a domain, where steps end in rounding
    }
    for (Differences d : near) {
      if (isSettled(d) && Math.abs(line.rule - d.slope()) <= allowed(line.rule, d)) {
        return new Line(line.name, line.rule, line.values, line.reach, d);
      }
    }
    return line;
  }

  /** Returns whether differences from closer by settle at another slope than the first ones. */
  private boolean settlesElsewhere(Line line, List<Differences> near) {
    Differences first = line.differences;
    return near.stream()
        .anyMatch(
            d ->
                isSettled(d)
                    && Math.abs(d.slope() - first.slope())
                        > allowed(first.slope(), d) + 2 * first.uncertainty());
  }

  private List<Differences> closerDifferences(Line line) {
    if (Double.isNaN(line.differences.slope())) {
      return List.of();
    }
    List<Differences> closer = new ArrayList<>();
    double reach = line.reach;
    for (int i = 0; i < CLOSEST; i++) {
      reach *= CLOSER;
      closer.add(Differences.of(line.values, reach, epsilon, tolerance.relative() / 10));
    }
    return closer;
  }

  private boolean isSettled(Differences d) {
    return d.uncertainty() <= tolerance.of(d.slope());
  }

  private double allowed(double rule, Differences d) {
    return tolerance.of(rule, d.slope()) + 2 * d.uncertainty();
  }
}
