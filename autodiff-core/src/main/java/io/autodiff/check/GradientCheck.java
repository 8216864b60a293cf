package io.autodiff.check;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Engine;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.VectorFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A proof that the derivatives of a function are right: they are compared with central differences
 * of its values.
 *
 * {@snippet class="io.autodiff.snippets.ValueSnippetsTest" region="gradient-check"}
 *
 * <p>A function with several results, or with tensors as results, is checked through one random
 * number, their product with a random cotangent: an error in any of them shows in it. Order 2
 * checks the derivative of {@code <gradient, v>} for a random {@code v} in the same way, and so on:
 * the derivatives are those of reverse traversals over recorded reverse traversals.
 *
 * <p><b>Full</b> differences take one derivative after another, and name the one that is wrong;
 * <b>directional</b> ones a few random directions, which is enough to detect an error and costs the
 * same for any number of arguments. Up to {@value #FULL} arguments full differences are the
 * default.
 *
 * <p><b>Steps and errors.</b> A central difference with step {@code h} has an error {@code c₁h² +
 * c₂h⁴ + …} by truncation and about {@code ε|f|/h} by rounding. From differences with {@code h,
 * h/2, h/4, …} Richardson's extrapolation removes one power after another, and of all that it
 * yields the value is taken that agrees best with its neighbours; how well is its uncertainty
 * (Ridders, <i>Accurate computation of F'(x) and F'(x)F''(x)</i>, Advances in Engineering Software
 * 4, 1982). So no single step has to be guessed. The first one is relative to each argument, {@code
 * step · max(|x|, floor)}, where the floor is 1/64 for float64 and 1/4 for float32, and is halved
 * until the function is finite on both sides.
 *
 * <p><b>Verdict.</b> A derivative {@code d} is right if it differs from the estimate {@code e} by
 * at most {@code relative · max(|d|, |e|) + absolute} and twice the uncertainty, provided that the
 * uncertainty is itself within the tolerance, relative to the largest derivative or value. One that
 * is infinite or NaN is never right: differences cannot confirm a pole. At a kink they cannot judge
 * a convention either, and where they do not settle they are too rough to tell: {@link Verdict}
 * keeps these apart from a derivative that is wrong. For a wrong one, and for a kink, the report
 * names the {@link Culprit}: each operation that the function recorded is checked by itself at the
 * operands that it met. Where each is right, and one of them sits on a kink, the derivative of the
 * whole is by its convention, as that of {@code relu(x) - relu(-x)} at 0.
 *
 * <p><b>Digits.</b> Differences in double precision see eight digits or so. {@link #certificate}
 * takes them in 60 digits, of the function's recorded operations.
 *
 * <p>Immutable: each setting returns a new check.
 */
public final class GradientCheck {
  /** Up to how many arguments, elements of tensors counted, full differences are the default. */
  static final int FULL = 64;

  private static final int AUTOMATIC = 0;
  private static final int ALL = -1;
  static final int DEFAULT_DIRECTIONS = 5;

  private final Function<List<Value<?>>, List<Value<?>>> f;
  private final Settings settings;

  /** What can be set; a tolerance or a step that is null follows from the element type. */
  private record Settings(
      int order,
      int directions,
      long seed,
      @Nullable Double relative,
      @Nullable Double absolute,
      @Nullable Double step,
      Engine engine) {}

  private GradientCheck(Function<List<Value<?>>, List<Value<?>>> f, Settings settings) {
    this.f = f;
    this.settings = settings;
  }

  private static GradientCheck general(Function<List<Value<?>>, List<Value<?>>> f) {
    return new GradientCheck(f, new Settings(1, AUTOMATIC, 1, null, null, null, Engine.standard()));
  }

  /** Returns a check of a function of several scalars. */
  public static GradientCheck of(ScalarFunction f) {
    return general(x -> List.of(f.apply(scalars(x))));
  }

  /** Returns a check of a function of several scalars with several results. */
  public static GradientCheck ofVector(VectorFunction f) {
    return general(x -> List.of(f.apply(scalars(x))));
  }

  /** Returns a check of a function of one tensor with a scalar result. */
  public static GradientCheck ofTensor(Function<Tensor, Scalar> f) {
    return general(
        x -> {
          Tensor[] only = tensors(x);
          if (only.length != 1) {
            throw argumentsDoNotFit(x, "one tensor");
          }
          return List.of(f.apply(only[0]));
        });
  }

  /** Returns a check of a function of several tensors whose result is a tensor. */
  public static GradientCheck ofTensors(Function<Tensor[], Tensor> f) {
    return general(x -> List.of(f.apply(tensors(x))));
  }

  /** Returns a check of a function of scalars and tensors, with results of both kinds. */
  public static GradientCheck ofValues(Function<List<Value<?>>, List<? extends Value<?>>> f) {
    return general(x -> List.copyOf(f.apply(x)));
  }

  private static Scalar[] scalars(List<Value<?>> x) {
    if (!x.stream().allMatch(Scalar.class::isInstance)) {
      throw argumentsDoNotFit(x, "scalars");
    }
    return x.toArray(Scalar[]::new);
  }

  private static Tensor[] tensors(List<Value<?>> x) {
    if (!x.stream().allMatch(Tensor.class::isInstance)) {
      throw argumentsDoNotFit(x, "tensors");
    }
    return x.toArray(Tensor[]::new);
  }

  private static AutodiffException argumentsDoNotFit(List<Value<?>> x, String expected) {
    List<String> kinds =
        x.stream()
            .map(v -> v instanceof Scalar ? "a scalar" : "a tensor of shape " + v.shape())
            .toList();
    return new AutodiffException(
        "gradient check: the point does not fit the function",
        String.join(", ", kinds),
        expected,
        null);
  }

  /** Returns this check up to an order of derivatives; 1 unless set. */
  public GradientCheck order(int order) {
    require("order", order, order >= 1, "at least 1");
    Settings s = settings;
    return with(
        new Settings(order, s.directions, s.seed, s.relative, s.absolute, s.step, s.engine));
  }

  /** Returns this check with a difference for each argument and each element. */
  public GradientCheck full() {
    Settings s = settings;
    return with(new Settings(s.order, ALL, s.seed, s.relative, s.absolute, s.step, s.engine));
  }

  /** Returns this check with differences along a number of random directions. */
  public GradientCheck directional(int directions) {
    require("directions", directions, directions >= 1, "at least 1");
    Settings s = settings;
    return with(
        new Settings(s.order, directions, s.seed, s.relative, s.absolute, s.step, s.engine));
  }

  /** Returns this check with another seed of the directions and cotangents. */
  public GradientCheck seed(long seed) {
    Settings s = settings;
    return with(
        new Settings(s.order, s.directions, seed, s.relative, s.absolute, s.step, s.engine));
  }

  /**
   * Returns this check with other tolerances; unless set they are 1e-7 and 1e-9 for float64, 5e-3
   * and 1e-4 for float32.
   */
  public GradientCheck tolerance(double relative, double absolute) {
    require("relative tolerance", relative, relative >= 0, "at least 0");
    require("absolute tolerance", absolute, absolute >= 0, "at least 0");
    Settings s = settings;
    return with(new Settings(s.order, s.directions, s.seed, relative, absolute, s.step, s.engine));
  }

  /**
   * Returns this check with another first step, relative to the arguments; unless set it is 1/32
   * for float64, 1/8 for float32. At least eight halvings follow it, more where the differences
   * have not settled by then, as near a pole or a kink.
   */
  public GradientCheck step(double step) {
    require("step", step, step > 0 && step < 1, "more than 0 and less than 1");
    Settings s = settings;
    return with(
        new Settings(s.order, s.directions, s.seed, s.relative, s.absolute, step, s.engine));
  }

  /** Returns this check of what another engine computes. */
  public GradientCheck engine(Engine engine) {
    Settings s = settings;
    return with(
        new Settings(s.order, s.directions, s.seed, s.relative, s.absolute, s.step, engine));
  }

  private GradientCheck with(Settings changed) {
    return new GradientCheck(f, changed);
  }

  private static void require(String what, double given, boolean fits, String expected) {
    if (!fits) {
      String text = given == Math.rint(given) ? String.valueOf((long) given) : "" + given;
      throw new AutodiffException(
          "gradient check: " + what + " out of range", text, expected, null);
    }
  }

  /** Compares at a point of scalars. */
  public GradientReport at(double... point) {
    return at((Value<?>[]) Scalar.of(point));
  }

  /**
   * Compares at a point.
   *
   * @param point for each argument a scalar or a tensor; what they were computed from does not
   *     matter
   * @throws AutodiffException if the function takes other arguments, or has two values at one point
   */
  public GradientReport at(Value<?>... point) {
    GradientReport report = compare(false, point);
    if (report.isCorrect()) {
      return report;
    }
    GradientReport blamed =
        report.verdict() == Verdict.NOISE
            ? report
            : Blame.find(this, report, f, Point.of(point), settings.engine);
    GradientReport explained = blamed.isUnexplained() ? blamed.byConventions(kinks(point)) : blamed;
    if (!explained.isUnexplained() || explained.verdict() == Verdict.NOISE) {
      return explained;
    }
    Certificate certificate = settings.order <= 2 ? certificate(point) : null;
    return certificate != null && isRightByParts(certificate, point)
        ? explained.beyondDifferences(certificate)
        : explained;
  }

  /**
   * Returns whether no operation's rule can be accused in 60 digits and two ways to put the rules
   * together, forward and in reverse, agree: then differences that say otherwise are fooled.
   */
  private boolean isRightByParts(Certificate certificate, Value<?>... point) {
    Point x = Point.of(point);
    return certificate.isCertified()
        && certificate.reads().isEmpty()
        && certificate.entries().stream().allMatch(e -> e.verdict() != Verdict.WRONG)
        && Blame.areRight(f, x, settings.engine, this::acquits)
        && Agreement.areSweepsAlike(f, x, settings.seed);
  }

  /** Returns whether the second oracle takes an operation out of suspicion. */
  boolean acquits(LocalRule rule) {
    return settings.order <= 2
        && Certification.acquits(
            rule, new Certification.Settings(settings.order, 0, settings.seed, settings.engine));
  }

  /** Returns what sits on a kink at a point of scalars; see {@link #kinks(Value...)}. */
  public List<Culprit> kinks(double... point) {
    return kinks((Value<?>[]) Scalar.of(point));
  }

  /**
   * Returns the operations of the function that sit on a tie, a kink or the edge of their domain at
   * a point, where a gradient follows a convention: the operation with its operands, an elementwise
   * one on tensors by its elements, and with the derivative that the convention gives. Each
   * operation is evaluated some fifty times.
   *
   * @throws AutodiffException if the function takes other arguments
   */
  public List<Culprit> kinks(Value<?>... point) {
    return Blame.kinks(this, f, Point.of(point), settings.engine);
  }

  /** Compares the ways to a derivative at a point of scalars; see {@link #agreement(Value...)}. */
  public AgreementReport agreement(double... point) {
    return agreement((Value<?>[]) Scalar.of(point));
  }

  /**
   * Compares what has to be equal without differences, along random vectors: the value when the
   * function is called again, derivatives forward and in reverse, their linearity in the cotangent,
   * the Hessian's symmetry and its product with a vector in two ways, a replayed program against
   * the eager function at the point and at others, where branches may go the other way, float32
   * against float64, the arguments before and after. What a function does not allow, as a program
   * of one that reads numbers, is left out and said so. Where something does not hold, the report
   * names the operation for which it does not hold either.
   *
   * @throws AutodiffException if the function takes other arguments
   */
  public AgreementReport agreement(Value<?>... point) {
    return Agreement.of(f, Point.of(point), settings.seed);
  }

  /** Certifies digits at a point of scalars; see {@link #certificate(Value...)}. */
  public Certificate certificate(double... point) {
    return certificate((Value<?>[]) Scalar.of(point));
  }

  /**
   * Certifies how many digits of the derivatives are right, by a second oracle: the function's
   * values in 60 digits, and differences of these. No rule of the library has a part in it, and it
   * shows what {@link #at} cannot: a rule that is off by a part in 10¹⁰, and what cancellation in
   * the function costs its gradient. Order 2 certifies the product of the Hessian with a random
   * vector.
   *
   * <p>The function is recorded once, and its operations are evaluated anew: thirteen times for
   * each argument, or direction, each taking some thousand times as long as in double precision. An
   * operation without an extended form is named in the certificate; a function with a derivative of
   * its own is evaluated by its operations, a custom operation by its {@linkplain
   * io.autodiff.CustomOp#define definition}. The derivatives of float32 are measured against the
   * exact ones of the same numbers.
   *
   * @throws AutodiffException if the function takes other arguments, has two values at one point,
   *     or the order is above 2
   */
  public Certificate certificate(Value<?>... point) {
    require("order of a certificate", settings.order, settings.order <= 2, "1 or 2");
    Point x = Point.of(point);
    int directions = isFull(x) ? 0 : directions();
    return Certification.of(
        f,
        x,
        new Certification.Settings(settings.order, directions, settings.seed, settings.engine));
  }

  private boolean isFull(Point x) {
    return settings.directions == ALL || (settings.directions == AUTOMATIC && x.size() <= FULL);
  }

  private int directions() {
    return settings.directions > 0 ? settings.directions : DEFAULT_DIRECTIONS;
  }

  /** Returns the check of an operation of this one's function, by the same settings. */
  GradientCheck ofOperation(Function<List<Value<?>>, List<Value<?>>> operation) {
    Settings s = settings;
    return new GradientCheck(
        operation,
        new Settings(s.order, AUTOMATIC, s.seed, s.relative, s.absolute, s.step, s.engine));
  }

  /**
   * Compares at a point, and blames nothing.
   *
   * @param kinksToo whether a kink is one even if the derivative is what central differences say
   */
  GradientReport compare(boolean kinksToo, Value<?>... point) {
    Point x = Point.of(point);
    boolean single = x.dtype() == DType.FLOAT32;
    double relative = orElse(settings.relative, single ? 5e-3 : 1e-7);
    double absolute = orElse(settings.absolute, single ? 1e-4 : 1e-9);
    double step = orElse(settings.step, single ? 1.0 / 8 : 1.0 / 32);
    Objective objective = Objective.of(f, x, settings.order, settings.seed, settings.engine);
    List<GradientReport.Entry> entries = new ArrayList<>();
    for (int order = 1; order <= settings.order; order++) {
      Comparison comparison =
          new Comparison(objective, x, order, new Tolerance(relative, absolute), step, kinksToo);
      entries.addAll(isFull(x) ? comparison.full() : comparison.along(directions(), settings.seed));
    }
    return new GradientReport(entries, null, null);
  }

  private static double orElse(@Nullable Double set, double otherwise) {
    return set == null ? otherwise : set;
  }

  /** By how much a derivative may be off. */
  record Tolerance(double relative, double absolute) {
    double of(double... numbers) {
      double largest = Arrays.stream(numbers).map(Math::abs).max().orElse(0);
      return relative * largest + absolute;
    }
  }
}
