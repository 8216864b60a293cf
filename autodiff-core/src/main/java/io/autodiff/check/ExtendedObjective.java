package io.autodiff.check;

import io.autodiff.AutodiffException;
import io.autodiff.Engine;
import io.autodiff.Tape;
import io.autodiff.Value;
import io.autodiff.exact.Extended;
import io.autodiff.exact.ExtendedProgram;
import io.autodiff.exact.ExtendedTensor;
import io.autodiff.program.Program;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The number whose derivatives are certified, {@code F = <f(x), c>}, in 60 digits: of what a
 * function recorded at a point, around that point. Its derivatives are differences of its values.
 */
final class ExtendedObjective {
  private static final MathContext MC = new MathContext(70);
  private static final BigDecimal TWO = BigDecimal.TWO;

  /** The accuracy of the values, relative to them. */
  private static final BigDecimal ROUNDING = new BigDecimal("1e-58");

  /** The steps of first differences, tried in turn, as parts of the direction. */
  private static final List<BigDecimal> REACHES =
      reaches("1e-15", "1e-20", "1e-25", "1e-32", "1e-44");

  /** The steps of second differences. */
  private static final List<BigDecimal> SECOND_REACHES = reaches("1e-13", "1e-18", "1e-25");

  /** Returns steps that are no round numbers, which might be many periods of a function. */
  private static List<BigDecimal> reaches(String... sizes) {
    BigDecimal irrational = TWO.sqrt(MC).divide(TWO, MC);
    return Stream.of(sizes).map(size -> irrational.multiply(new BigDecimal(size), MC)).toList();
  }

  /** From this relative uncertainty on no smaller step is tried. */
  private static final BigDecimal SETTLED = new BigDecimal("1e-20");

  /** Slopes of two sides that differ by less are those of a smooth function. */
  private static final BigDecimal BEND = new BigDecimal("1e-9");

  private static final BigDecimal KINK_RATIO = new BigDecimal("0.75");

  /** How much alike the slopes of a side grow where steps are halved, and are halved again. */
  private static final double ALIKE = 0.125;

  private final Point point;
  private final ExtendedProgram program;
  private final List<ExtendedTensor> cotangents;
  private final Extended value;
  private final List<String> reads;

  private ExtendedObjective(
      Point point, Program program, List<Value<?>> cotangents, List<String> reads) {
    this.point = point;
    this.program = new ExtendedProgram(program);
    this.cotangents = cotangents.stream().map(ExtendedTensor::of).toList();
    this.reads = reads;
    this.value =
        this.program.operationsWithoutForm().isEmpty()
            ? sum(this.program.results())
            : Extended.of(Double.NaN);
  }

  /**
   * Records a function.
   *
   * @throws AutodiffException if it calls code that cannot be written out in operations
   */
  static ExtendedObjective of(
      Function<List<Value<?>>, List<Value<?>>> f,
      Point point,
      List<Value<?>> cotangents,
      Engine engine) {
    try (Tape tape = new Tape(engine)) {
      List<Value<?>> arguments = Objective.variables(tape, point);
      List<Value<?>> results = f.apply(List.copyOf(arguments));
      Program program = Program.valuesBetween(arguments, results);
      List<String> reads = Blame.namesOfReads(arguments, results);
      return new ExtendedObjective(point, program, cotangents, reads);
    }
  }

  /** Returns the value and its evaluation's details. */
  ExtendedProgram program() {
    return program;
  }

  /** Returns the names of what the function read. */
  List<String> reads() {
    return reads;
  }

  /** Returns {@code F} at the point. */
  Extended value() {
    return value;
  }

  private Extended sum(List<ExtendedTensor> results) {
    Extended sum = Extended.ZERO;
    for (int k = 0; k < cotangents.size(); k++) {
      sum = sum.add(results.get(k).dot(cotangents.get(k)));
    }
    return sum;
  }

  /**
   * A derivative by differences.
   *
   * @param value the derivative; null if there is none
   * @param uncertainty by how much it may be off
   * @param obstacle why there is none, or null
   */
  record Slope(@Nullable BigDecimal value, BigDecimal uncertainty, @Nullable Obstacle obstacle) {
    static Slope none(Obstacle why) {
      return new Slope(null, BigDecimal.ZERO, why);
    }

    boolean isSettled() {
      return value != null && uncertainty.compareTo(value.abs().multiply(SETTLED, MC)) <= 0;
    }
  }

  /** Why there is no derivative. */
  sealed interface Obstacle {}

  /** The function is not finite around the point. */
  record NotFinite() implements Obstacle {}

  /** A comparison goes the other way on one side: that of an instruction. */
  record Turn(int instruction) implements Obstacle {}

  /** The slopes of both sides differ. */
  record Kink(double left, double right) implements Obstacle {}

  /** Returns the derivative along a direction. */
  Slope slope(double... direction) {
    Slope best = null;
    for (BigDecimal reach : REACHES) {
      Slope slope = slope(reach, direction);
      best = best == null || isBetter(slope, best) ? slope : best;
      if (best.isSettled()) {
        break;
      }
    }
    return best == null ? notFinite() : best;
  }

  private static boolean isBetter(Slope slope, Slope than) {
    if (slope.value == null || than.value == null) {
      return slope.value != null;
    }
    return slope.uncertainty.compareTo(than.uncertainty) < 0;
  }

  private static Slope notFinite() {
    return Slope.none(new NotFinite());
  }

  private Slope slope(BigDecimal t, double[] direction) {
    Difference far = difference(t, direction);
    Difference near = difference(t.divide(TWO, MC), direction);
    if (far == null || near == null) {
      return notFinite();
    }
    if (far.turned >= 0) {
      return Slope.none(new Turn(far.turned));
    }
    if (isKink(far, near, t) && isKept(far, near, t, direction)) {
      return Slope.none(new Kink(near.left.doubleValue(), near.right.doubleValue()));
    }
    return extrapolated(far.mean(), near.mean(), noise(t));
  }

  /** Returns the derivative from differences with a step and its half, by Richardson. */
  private static Slope extrapolated(BigDecimal far, BigDecimal near, BigDecimal noise) {
    BigDecimal three = BigDecimal.valueOf(3);
    BigDecimal change = near.subtract(far, MC);
    BigDecimal value = near.add(change.divide(three, MC), MC);
    return new Slope(value, change.abs().add(noise, MC), null);
  }

  private BigDecimal noise(BigDecimal divisor) {
    return value.number().abs().multiply(ROUNDING, MC).divide(divisor, MC);
  }

  private boolean isKink(Difference far, Difference near, BigDecimal t) {
    BigDecimal jump = near.jump();
    BigDecimal size = near.left.abs().max(near.right.abs());
    return jump.compareTo(size.multiply(BEND, MC)) > 0
        && jump.compareTo(noise(t).scaleByPowerOfTen(3)) > 0
        && jump.compareTo(far.jump().multiply(KINK_RATIO, MC)) > 0;
  }

  /**
   * Returns whether the slopes of each side grow alike with every halving of the step: they stay at
   * a kink, and double at a jump. Those of a function that changes faster than steps can do not.
   */
  private boolean isKept(Difference far, Difference near, BigDecimal t, double[] direction) {
    Difference nearer = difference(t.divide(BigDecimal.valueOf(4), MC), direction);
    return nearer != null
        && nearer.jump().compareTo(near.jump().multiply(KINK_RATIO, MC)) > 0
        && growAlike(far.left, near.left, nearer.left, near.jump())
        && growAlike(far.right, near.right, nearer.right, near.jump());
  }

  private static boolean growAlike(
      BigDecimal far, BigDecimal near, BigDecimal nearer, BigDecimal jump) {
    double size = jump.doubleValue();
    double first = far.doubleValue() / size;
    double second = near.doubleValue() / size;
    double third = nearer.doubleValue() / size;
    return Math.abs(first * third - second * second)
        <= ALIKE * Math.max(second * second, Math.abs(first * third)) + ALIKE * ALIKE;
  }

  /**
   * The slopes of both sides.
   *
   * @param turned a comparison that goes the other way on one of them, or -1
   */
  private record Difference(BigDecimal left, BigDecimal right, int turned) {
    BigDecimal mean() {
      return left.add(right).divide(TWO, MC);
    }

    BigDecimal jump() {
      return right.subtract(left, MC).abs();
    }
  }

  private @Nullable Difference difference(BigDecimal t, double[] direction) {
    Moved right = at(moves(t, direction));
    Moved left = at(moves(t.negate(), direction));
    if (!value.isFinite() || !right.value.isFinite() || !left.value.isFinite()) {
      return null;
    }
    BigDecimal middle = value.number();
    return new Difference(
        middle.subtract(left.value.number(), MC).divide(t, MC),
        right.value.number().subtract(middle, MC).divide(t, MC),
        Math.max(left.turned, right.turned));
  }

  /** Returns the second derivative along two directions. */
  Slope second(double[] one, double[] two) {
    if (!value.isFinite()) {
      return notFinite();
    }
    Slope best = null;
    for (BigDecimal reach : SECOND_REACHES) {
      BigDecimal far = mixed(reach, one, two);
      BigDecimal near = mixed(reach.divide(TWO, MC), one, two);
      Slope slope =
          far == null || near == null
              ? notFinite()
              : extrapolated(far, near, noise(reach.multiply(reach, MC)));
      best = best == null || isBetter(slope, best) ? slope : best;
      if (best.isSettled()) {
        break;
      }
    }
    return best == null ? notFinite() : best;
  }

  private @Nullable BigDecimal mixed(BigDecimal t, double[] one, double[] two) {
    BigDecimal[] first = moves(t, one);
    BigDecimal[] second = moves(t, two);
    BigDecimal sum = BigDecimal.ZERO;
    for (int corner = 0; corner < 4; corner++) {
      int a = corner < 2 ? 1 : -1;
      int b = corner % 2 == 0 ? 1 : -1;
      BigDecimal[] by = new BigDecimal[first.length];
      Arrays.setAll(
          by,
          i ->
              first[i]
                  .multiply(BigDecimal.valueOf(a))
                  .add(second[i].multiply(BigDecimal.valueOf(b)), MC));
      Extended there = at(by).value;
      if (!there.isFinite()) {
        return null;
      }
      sum = sum.add(there.number().multiply(BigDecimal.valueOf((long) a * b)), MC);
    }
    return sum.divide(t.multiply(t).multiply(BigDecimal.valueOf(4)), MC);
  }

  private static BigDecimal[] moves(BigDecimal t, double... direction) {
    return Arrays.stream(direction)
        .mapToObj(d -> t.multiply(new BigDecimal(d), MC))
        .toArray(BigDecimal[]::new);
  }

  /** A value at another point, and a comparison that goes the other way there, or -1. */
  private record Moved(Extended value, int turned) {}

  private Moved at(BigDecimal... by) {
    List<@Nullable ExtendedTensor> inputs = new ArrayList<>();
    int from = 0;
    for (Value<?> argument : point.values()) {
      BigDecimal[] part = Arrays.copyOfRange(by, from, from + argument.shape().size());
      boolean stays = Arrays.stream(part).allMatch(d -> d.signum() == 0);
      inputs.add(stays ? null : ExtendedTensor.moved(argument, part));
      from += part.length;
    }
    ExtendedProgram.Moved moved = program.at(inputs);
    return new Moved(sum(moved.values()), moved.turned());
  }
}
