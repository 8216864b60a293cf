package io.autodiff.check;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Engine;
import io.autodiff.Value;
import io.autodiff.exact.ExtendedProgram;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The derivatives of a function at one point beside differences in extended precision. */
final class Certification {
  private static final MathContext MC = new MathContext(70);

  /** Arguments below this take steps as if they were this large. */
  private static final double FLOOR = 0x1p-20;

  /** How many roundings an operation's rule may be off by. */
  private static final double ROUNDINGS = 0x1p13;

  /** How much more of second order, where it is not known what is lost by rounding operands. */
  private static final double SECOND = 0x1p10;

  /** Up to this relative uncertainty the oracle can tell. */
  private static final double TOLD = 1e-13;

  /** Cancellation of fewer digits is not worth a word. */
  private static final double FEW_DIGITS = 1;

  /**
   * What to certify.
   *
   * @param order up to which order, 1 or 2
   * @param directions along how many random directions; 0 for each argument
   */
  record Settings(int order, int directions, long seed, Engine engine) {}

  private final Function<List<Value<?>>, List<Value<?>>> f;
  private final Point point;
  private final Settings settings;
  private final Objective objective;
  private final double roundoff;

  /** The size of the value. */
  private double value;

  private final List<Line> lines = new ArrayList<>();

  private Certification(
      Function<List<Value<?>>, List<Value<?>>> f, Point point, Settings settings) {
    this.f = f;
    this.point = point;
    this.settings = settings;
    this.objective = Objective.of(f, point, settings.order, settings.seed, settings.engine);
    this.roundoff = point.dtype() == DType.FLOAT32 ? 0x1p-24 : 0x1p-53;
  }

  /** Returns the certificate of a function, with an operation to blame if its rule is wrong. */
  static Certificate of(
      Function<List<Value<?>>, List<Value<?>>> f, Point point, Settings settings) {
    Certification all = new Certification(f, point, settings);
    Certificate certificate = all.certify();
    boolean suspicious = all.lines.stream().anyMatch(all::isSuspicious);
    if (!suspicious) {
      return certificate;
    }
    Culprit culprit =
        Blame.first(f, point, settings.engine, (_, tried, node) -> judge(tried, node, settings));
    return culprit == null ? certificate : all.with(certificate, culprit);
  }

  /**
   * Returns whether differences of doubles cannot accuse an operation: its derivatives are those of
   * its values in 60 digits, to half of the digits at least, or the function is so rough that the
   * differences do not settle in 60 digits either.
   */
  static boolean acquits(LocalRule rule, Settings settings) {
    Certification all = local(rule, settings);
    ExtendedObjective extended;
    try {
      extended = all.extended();
    } catch (AutodiffException e) {
      return false;
    }
    if (!extended.program().operationsWithoutForm().isEmpty()) {
      return false;
    }
    all.value = Math.abs(extended.value().doubleValue());
    for (int order = 1; order <= settings.order; order++) {
      all.lines(all.level(extended, order, false)).forEach(all.lines::add);
    }
    return all.lines.stream().allMatch(all::acquits);
  }

  private boolean acquits(Line line) {
    return switch (verdict(line)) {
      case RIGHT -> digits(line) >= available() / 2;
      case NOISE -> true;
      case WRONG, KINK -> false;
    };
  }

  /**
   * A derivative by the rules, and by the oracle.
   *
   * @param scale what a step of 1 along it means for the arguments
   * @param given the derivative, times the scale; null if it is not finite
   * @param raw the derivative
   * @param slope that of the oracle, times the scale
   * @param sensitivity the change of the derivative over the relative one of the arguments, times
   *     the scale; NaN if it is not known
   */
  private record Line(
      int order,
      String name,
      double scale,
      @Nullable BigDecimal given,
      double raw,
      ExtendedObjective.Slope slope,
      double sensitivity) {

    double exact() {
      return slope.value() == null ? Double.NaN : slope.value().doubleValue();
    }

    /** Returns by how much the derivative is off at most, times the scale. */
    double error() {
      return given == null || slope.value() == null
          ? Double.NaN
          : given.subtract(slope.value(), MC).abs().add(slope.uncertainty(), MC).doubleValue();
    }
  }

  private Certificate certify() {
    ExtendedObjective extended;
    try {
      extended = extended();
    } catch (AutodiffException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      return notCertified(List.of(reason.replaceFirst("^program: ", "")));
    }
    ExtendedProgram program = extended.program();
    if (!program.operationsWithoutForm().isEmpty()) {
      return notCertified(program.operationsWithoutForm().stream().sorted().toList());
    }
    double exact = extended.value().doubleValue();
    value = Math.abs(exact);
    for (int order = 1; order <= settings.order; order++) {
      lines(level(extended, order, true)).forEach(lines::add);
    }
    return new Certificate(
        objective.value(0, point),
        exact,
        available(),
        lines.stream().map(this::entry).toList(),
        List.of(),
        cancellation(program.worstCancellation()),
        extended.reads(),
        null);
  }

  private ExtendedObjective extended() {
    return ExtendedObjective.of(f, point, objective.cotangents(), settings.engine);
  }

  private Certificate notCertified(List<String> names) {
    return new Certificate(
        objective.value(0, point),
        Double.NaN,
        available(),
        List.of(),
        names,
        null,
        List.of(),
        null);
  }

  private double available() {
    return -Math.log10(roundoff);
  }

  private static @Nullable String cancellation(ExtendedProgram.@Nullable Cancellation worst) {
    double digits = worst == null ? 0 : Math.log10(worst.factor());
    return worst == null || digits < FEW_DIGITS
        ? null
        : String.format(
            Locale.ROOT,
            "%s, instruction %d: %.1f digits",
            worst.operation(),
            worst.instruction(),
            digits);
  }

  /**
   * What is the same for all derivatives of an order.
   *
   * @param gradient by the rules
   * @param changes the arguments, with random signs; empty if what they do to the derivatives is
   *     not looked at
   * @param random where directions come from
   */
  private record Level(
      ExtendedObjective extended, int order, double[] gradient, double[] changes, Random random) {}

  private Level level(ExtendedObjective extended, int order, boolean sensitivities) {
    Random random = new Random(settings.seed + order);
    double[] changes = new double[sensitivities ? point.size() : 0];
    for (int i = 0; i < changes.length; i++) {
      double x = Double.isFinite(point.number(i)) ? point.number(i) : 0;
      changes[i] = random.nextBoolean() ? x : -x;
    }
    return new Level(extended, order, objective.gradient(order - 1, point), changes, random);
  }

  /** Returns the derivatives of an order, each computed when it is asked for. */
  private Stream<Line> lines(Level level) {
    return settings.directions == 0
        ? IntStream.range(0, point.size()).mapToObj(k -> single(level, k))
        : IntStream.range(0, settings.directions)
            .mapToObj(k -> line(level, "random direction " + k, 1, direction(level.random)));
  }

  private double[] direction(Random random) {
    double[] direction = new double[point.size()];
    Arrays.setAll(direction, i -> scale(i) * random.nextDouble(-1, 1));
    return direction;
  }

  /** Returns the line of one number, by smaller steps if the domain ends nearby. */
  private Line single(Level level, int k) {
    double[] direction = new double[point.size()];
    direction[k] = scale(k);
    Line line = line(level, point.name(k), direction[k], direction);
    double size = Math.abs(point.number(k));
    if (size == 0 || size >= FLOOR || line.slope.value() != null) {
      return line;
    }
    direction[k] = size;
    return line(level, line.name, size, direction);
  }

  private Line line(Level level, String name, double scale, double[] direction) {
    ExtendedObjective.Slope slope =
        level.order == 1
            ? level.extended.slope(direction)
            : level.extended.second(direction, objective.direction(level.order - 2));
    BigDecimal bend =
        level.order == 1 && slope.value() != null && level.changes.length > 0
            ? level.extended.second(direction, level.changes).value()
            : null;
    BigDecimal given = dot(level.gradient, direction);
    return new Line(
        level.order,
        name,
        scale,
        given,
        given == null
            ? Objective.dot(level.gradient, direction)
            : given.divide(new BigDecimal(scale), MC).doubleValue(),
        slope,
        bend == null ? Double.NaN : Math.abs(bend.doubleValue()));
  }

  private double scale(int i) {
    double x = point.number(i);
    return Double.isFinite(x) ? Math.max(Math.abs(x), FLOOR) : 1;
  }

  /** Returns the sum of products without rounding, or null if it is not finite. */
  private static @Nullable BigDecimal dot(double[] a, double[] b) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < a.length; i++) {
      if (b[i] != 0 && !Double.isFinite(a[i])) {
        return null;
      }
      sum = b[i] == 0 ? sum : sum.add(new BigDecimal(a[i]).multiply(new BigDecimal(b[i])), MC);
    }
    return sum;
  }

  /** Returns the largest derivative of an order, times its scale. */
  private double largest(int order) {
    return lines.stream()
        .filter(line -> line.order == order)
        .mapToDouble(line -> Math.abs(line.exact()))
        .filter(Double::isFinite)
        .max()
        .orElse(0);
  }

  /** Returns what the error of a derivative is relative to, times its scale. */
  private double reference(Line line) {
    double least = Math.max(Math.sqrt(roundoff) * largest(line.order), roundoff * value);
    return Math.max(Math.abs(line.exact()), least);
  }

  private double digits(Line line) {
    double ratio = line.error() == 0 ? 0 : line.error() / reference(line);
    return Double.isNaN(ratio) ? 0 : Math.clamp(-Math.log10(ratio), 0, available());
  }

  private Certificate.Entry entry(Line line) {
    double exact = line.exact() / line.scale;
    double size = Math.abs(line.exact());
    double condition =
        Double.isNaN(line.sensitivity) || line.sensitivity == 0
            ? line.sensitivity
            : line.sensitivity / size;
    Verdict verdict = verdict(line);
    String hint =
        switch (verdict) {
          case WRONG -> "the function is smooth here, its derivative is not finite";
          case KINK -> obstacle(line);
          case NOISE -> "the differences do not settle, in 60 digits neither";
          case RIGHT -> null;
        };
    return new Certificate.Entry(
        line.order,
        line.name,
        line.raw,
        exact,
        digits(line),
        condition,
        size == 0 ? 0 : size / value,
        verdict,
        hint);
  }

  private static @Nullable String obstacle(Line line) {
    return switch (line.slope.obstacle()) {
      case null -> null;
      case ExtendedObjective.NotFinite() -> "the function is not finite around the point";
      case ExtendedObjective.Turn(int instruction) ->
          "the comparison at instruction " + instruction + " goes the other way on one side";
      case ExtendedObjective.Kink(double left, double right) ->
          "slope %s to the left and %s to the right: the function has a kink here"
              .formatted(
                  GradientReport.number(left / line.scale),
                  GradientReport.number(right / line.scale));
    };
  }

  private Verdict verdict(Line line) {
    if (line.slope.value() == null) {
      return Verdict.KINK;
    }
    if (line.given == null) {
      return Verdict.WRONG;
    }
    double uncertainty = line.slope.uncertainty().doubleValue();
    return uncertainty > TOLD * reference(line) ? Verdict.NOISE : Verdict.RIGHT;
  }

  /** Returns whether a derivative is off by more than rounding its operands explains. */
  private boolean isSuspicious(Line line) {
    if (verdict(line) != Verdict.RIGHT) {
      return false;
    }
    return line.error() > allowed(line, reference(line));
  }

  /** Returns by how much a derivative may be off by rounding alone, if its size is this. */
  private double allowed(Line line, double size) {
    boolean known = !Double.isNaN(line.sensitivity);
    return roundoff * ROUNDINGS * (known ? size + line.sensitivity : size * SECOND);
  }

  /** Returns an operation as the culprit if its rule is off where it stands. */
  private static @Nullable Culprit judge(LocalRule rule, int node, Settings settings) {
    Certification all = local(rule, settings);
    Certificate certificate = all.certify();
    for (int i = 0; i < certificate.entries().size(); i++) {
      Line line = all.lines.get(i);
      if (all.isSuspicious(line) && line.error() > all.allowed(line, all.largest(line.order))) {
        GradientReport.Entry worst = worst(certificate.entries().get(i), line);
        return Blame.culprit(rule, node, worst, "certificate");
      }
    }
    return null;
  }

  private static Certification local(LocalRule rule, Settings settings) {
    Point at = Point.of(rule.point());
    int directions = at.size() > GradientCheck.FULL ? GradientCheck.DEFAULT_DIRECTIONS : 0;
    return new Certification(
        rule::apply, at, new Settings(settings.order, directions, settings.seed, settings.engine));
  }

  private static GradientReport.Entry worst(Certificate.Entry entry, Line line) {
    return new GradientReport.Entry(
        entry.order(),
        entry.name(),
        entry.given(),
        entry.exact(),
        line.slope.uncertainty().doubleValue() / line.scale,
        0,
        Verdict.WRONG,
        null,
        Double.NaN);
  }

  private Certificate with(Certificate c, Culprit culprit) {
    List<Certificate.Entry> entries = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Certificate.Entry entry = c.entries().get(i);
      entries.add(isSuspicious(lines.get(i)) ? entry.with(Verdict.WRONG) : entry);
    }
    return new Certificate(
        c.value(),
        c.exactValue(),
        c.available(),
        entries,
        c.notCertified(),
        c.cancellation(),
        c.reads(),
        culprit);
  }
}
