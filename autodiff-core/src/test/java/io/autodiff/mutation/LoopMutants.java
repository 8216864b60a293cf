package io.autodiff.mutation;

import io.autodiff.Engine;
import io.autodiff.Value;
import io.autodiff.check.Culprit;
import io.autodiff.elementwise.ElementwiseKernels;
import io.autodiff.internal.loop.Formula;
import io.autodiff.internal.loop.FormulaOp;
import io.autodiff.internal.loop.LoopKernel;
import io.autodiff.op.Elementwise;
import io.autodiff.op.OpSamples;
import io.autodiff.op.Samples;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Breaks one instruction after another of the fused loops of derivatives: the loop's class is
 * written from a formula that differs from the rule's in one instruction.
 */
public final class LoopMutants implements Supplier<List<String>>, Function<String, String> {
  /** What an instruction may be taken for. */
  private static final Map<FormulaOp, FormulaOp> OTHERS =
      Map.ofEntries(
          Map.entry(FormulaOp.ADD, FormulaOp.SUB),
          Map.entry(FormulaOp.SUB, FormulaOp.ADD),
          Map.entry(FormulaOp.MUL, FormulaOp.ADD),
          Map.entry(FormulaOp.SCALE, FormulaOp.ADD),
          Map.entry(FormulaOp.DIV, FormulaOp.MUL),
          Map.entry(FormulaOp.MAX, FormulaOp.MIN),
          Map.entry(FormulaOp.MIN, FormulaOp.MAX),
          Map.entry(FormulaOp.GT, FormulaOp.LE),
          Map.entry(FormulaOp.GE, FormulaOp.LT),
          Map.entry(FormulaOp.LT, FormulaOp.GE),
          Map.entry(FormulaOp.LE, FormulaOp.GT));

  /** One mutant: which loop, which of its instructions and how it is broken. */
  private record Mutant(
      Samples.Case of, int argument, boolean single, boolean simd, int step, String kind) {
    Elementwise op() {
      return of.op();
    }

    String place() {
      return "loop " + (single ? "float32" : "float64") + (simd ? " SIMD" : "");
    }

    String loop() {
      return "d" + argument + "_" + op().label();
    }
  }

  /** By how much numbers of float32 differ that differences could tell apart. */
  private static final double VISIBLE_SINGLE = 0.02;

  private static final double ROUNDING_SINGLE = 2e-5;

  /** By how much numbers differ that the tests of special points tell apart. */
  private static final double SPECIAL = 1e-9;

  private static final double SPECIAL_SINGLE = 2e-5;

  /** Derivatives up to this are looked at together. */
  private static final double MODERATE = 1e3;

  /** Along how many directions a loop is looked at first. */
  private static final int DIRECTIONS = 2;

  /** Float and double, plain and SIMD. */
  private static final int FORMS = 4;

  private static volatile @Nullable Mutant broken;
  private final Map<String, Mutant> mutants = new LinkedHashMap<>();
  private final Map<String, List<double[]>> points = new HashMap<>();
  private final Map<String, Fingerprint> right = new HashMap<>();

  /** Returns the formula from which a loop is written; called by the kernels. */
  public static Formula formula(Formula right, String name, boolean single, boolean simd) {
    Mutant m = broken;
    return m != null && m.single == single && m.simd == simd && name.equals(m.loop())
        ? broken(right, m.step, m.kind)
        : right;
  }

  private static Formula broken(Formula right, int step, String kind) {
    List<Formula.Operation> all = new ArrayList<>();
    int[] numbers = new int[right.inputs() + right.operations().size()];
    Arrays.setAll(numbers, i -> i);
    for (int k = 0; k < right.operations().size(); k++) {
      Formula.Operation s = renumbered(right.operations().get(k), numbers);
      int v = right.inputs() + k;
      if (k != step) {
        numbers[v] = right.inputs() + all.size();
        all.add(s);
        continue;
      }
      switch (kind) {
        case "first operand alone" -> numbers[v] = s.a();
        case "second operand alone" -> numbers[v] = s.b();
        case "third operand alone" -> numbers[v] = s.c();
        default -> {
          numbers[v] = right.inputs() + all.size();
          all.add(changed(s, kind));
          if (kind.equals("negative")) {
            all.add(new Formula.Operation(FormulaOp.NEG, numbers[v], -1, -1, 0, null));
            numbers[v]++;
          }
        }
      }
    }
    return new Formula(right.inputs(), all, numbers[right.result()]);
  }

  private static Formula.Operation changed(Formula.Operation s, String kind) {
    return switch (kind) {
      case "negative" -> s;
      case "plus a half" -> {
        double constant = Double.longBitsToDouble(s.bits()) + 0.5;
        yield new Formula.Operation(s.op(), -1, -1, -1, Double.doubleToRawLongBits(constant), null);
      }
      case "last operands exchanged" ->
          new Formula.Operation(s.op(), s.a(), s.c(), s.b(), s.bits(), s.function());
      case "operands exchanged" ->
          new Formula.Operation(s.op(), s.b(), s.a(), s.c(), s.bits(), s.function());
      default ->
          new Formula.Operation(
              Objects.requireNonNull(OTHERS.get(s.op())), s.a(), s.b(), s.c(), s.bits(), null);
    };
  }

  private static Formula.Operation renumbered(Formula.Operation s, int... numbers) {
    return new Formula.Operation(
        s.op(),
        s.a() < 0 ? -1 : numbers[s.a()],
        s.b() < 0 ? -1 : numbers[s.b()],
        s.c() < 0 ? -1 : numbers[s.c()],
        s.bits(),
        s.function());
  }

  private static List<String> kinds(Formula.Operation s) {
    List<String> kinds = new ArrayList<>(List.of("negative"));
    if (s.op() == FormulaOp.CONSTANT) {
      kinds.add("plus a half");
    }
    if (OTHERS.containsKey(s.op())) {
      kinds.add("another operation");
    }
    String[] alone = {"first operand alone", "second operand alone", "third operand alone"};
    int[] operands = {s.a(), s.b(), s.c()};
    for (int k = 0; k < operands.length; k++) {
      if (operands[k] >= 0) {
        kinds.add(alone[k]);
      }
    }
    if (s.b() >= 0) {
      kinds.add(s.c() >= 0 ? "last operands exchanged" : "operands exchanged");
    }
    boolean symmetric =
        switch (s.op()) {
          case ADD, MUL, MAX, MIN, EQ, HYPOT -> true;
          default -> false;
        };
    if (symmetric) {
      kinds.remove("operands exchanged");
    }
    return kinds;
  }

  /** Returns the names of all mutants, after their places. */
  @Override
  public List<String> get() {
    for (Samples.Case c : OpSamples.elementwise()) {
      if (!ElementwiseKernels.of(c.op()).isFlat()) {
        for (int form = 0; form < FORMS; form++) {
          boolean single = (form & 1) != 0;
          boolean simd = (form & 2) != 0;
          for (int k = 0; k < c.samples().arity(); k++) {
            add(c, k, single, simd);
          }
        }
      }
    }
    return List.copyOf(mutants.keySet());
  }

  /** Returns points at which the loops of a mutant's operation are right. */
  private List<double[]> points(Mutant m) {
    List<double[]> known = points.get(m.place() + m.op());
    if (known == null) {
      known = rightPoints(m);
      points.put(m.place() + m.op(), known);
    }
    return known;
  }

  private static List<double[]> rightPoints(Mutant m) {
    List<double[]> all = moderate(m, Probe.points(m.of));
    Probe probe = Probe.ofLoops(m.op(), all, m.single, m.simd);
    boolean areRight = probe.directional(DIRECTIONS).look().outcome() == Probe.Outcome.MISSED;
    return areRight ? all : m.of.samples().points();
  }

  /** Returns the points whose derivatives are not so large that others are rounding beside them. */
  private static List<double[]> moderate(Mutant m, List<double[]> points) {
    Probe probe = Probe.ofLoops(m.op(), points, false, false);
    List<Value<?>> at = List.of(probe.point());
    double[] gradient = Fingerprint.ofGradient(probe.f(), at, Engine.standard()).rows().get(0);
    int n = probe.point()[0].shape().size();
    List<double[]> kept = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      double largest = 0;
      for (int k = i; k < gradient.length; k += n) {
        largest = Math.max(largest, Math.abs(gradient[k]));
      }
      if (largest <= MODERATE) {
        kept.add(points.get(i));
      }
    }
    return kept.isEmpty() ? points : kept;
  }

  /** Returns the points that tests know by a table or a series. */
  private static List<double[]> specials(Samples.Case c) {
    List<double[]> specials = new ArrayList<>(OpSamples.specialPoints(c.op()));
    c.samples().specials().forEach(s -> specials.add(s.operands()));
    return specials.isEmpty() ? c.samples().points() : specials;
  }

  private void add(Samples.Case c, int argument, boolean single, boolean simd) {
    LoopKernel kernel = derivative(c.op(), argument);
    Formula formula = kernel.formula();
    if (formula.isInput(0)) {
      return;
    }
    Class<?> form = kernel.loop(single, simd).getClass();
    if (simd && !form.getSuperclass().getSimpleName().equals("VectorLoop")) {
      return;
    }
    for (int step = 0; step < formula.operations().size(); step++) {
      for (String kind : kinds(formula.operations().get(step))) {
        Mutant m = new Mutant(c, argument, single, simd, step, kind);
        String op = formula.operations().get(step).op().name();
        mutants.put(
            m.place() + "|" + m.loop() + "|" + op + " " + step + "|" + kind + "|" + c.op(), m);
      }
    }
  }

  /** Returns what the checker says of a mutant, after the outcome. */
  @Override
  public String apply(String name) {
    Mutant m = Objects.requireNonNull(mutants.get(name));
    List<double[]> regular = points(m);
    List<double[]> specials = specials(m.of);
    Probe probe = Probe.ofLoops(m.op(), regular, m.single, m.simd);
    double distance = distance(m, probe, "");
    Probe.Finding finding = null;
    if (distance > (m.single ? VISIBLE_SINGLE : MutationRun.VISIBLE)) {
      finding = broken(m, probe.directional(DIRECTIONS)::look);
      if (finding.outcome() == Probe.Outcome.MISSED) {
        finding = broken(m, probe::look);
      }
      boolean rightly =
          finding.outcome() == Probe.Outcome.WRONG && finding.text().equals(m.op().label());
      if (rightly) {
        return "BLAMED " + finding.text();
      }
    }
    Probe special = Probe.ofLoops(m.op(), specials, m.single, m.simd);
    double visible = m.single ? SPECIAL_SINGLE : SPECIAL;
    double there = distance(m, special, "special ");
    if (there > visible) {
      return "TABLE " + m.op().label();
    }
    double rounding = m.single ? ROUNDING_SINGLE : MutationRun.ROUNDING;
    if (distance > rounding && isCertainlyWrong(m, probe)) {
      return "BLAMED " + m.op().label() + " in 60 digits";
    }
    return finding != null
        ? finding.outcome() + " " + finding.text()
        : equivalent(Math.max(distance, there), rounding, regular.size() + specials.size());
  }

  private static String equivalent(double distance, double rounding, int points) {
    return distance == 0
        ? "SAME at " + points + " points"
        : (distance <= rounding ? "ROUNDING " : "BELOW ") + distance;
  }

  /** Returns whether the second oracle blames the operation. */
  private static boolean isCertainlyWrong(Mutant m, Probe probe) {
    try {
      Culprit culprit = broken(m, () -> probe.check().certificate(probe.point())).culprit();
      return culprit != null && culprit.operation().equals(m.op().label());
    } catch (RuntimeException | StackOverflowError e) {
      return false;
    }
  }

  /** Returns by how much a mutant's gradient differs from the right one. */
  private double distance(Mutant m, Probe probe, String kind) {
    Engine engine = Engine.standard().withVector(m.simd);
    Supplier<Fingerprint> gradient =
        () -> Fingerprint.ofGradient(probe.f(), List.of(probe.point()), engine);
    Fingerprint right = this.right.computeIfAbsent(kind + m.place() + m.op(), _ -> gradient.get());
    return broken(m, gradient).distance(right);
  }

  /** Returns what something is while a loop is broken. */
  private static <R> R broken(Mutant m, Supplier<R> what) {
    forget(m.op());
    broken = m;
    try {
      return what.get();
    } finally {
      broken = null;
      forget(m.op());
    }
  }

  private static LoopKernel derivative(Elementwise op, int argument) {
    try {
      Method method = ElementwiseKernels.class.getDeclaredMethod("derivative", int.class);
      method.setAccessible(true);
      return (LoopKernel) method.invoke(ElementwiseKernels.of(op), argument);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes every operation trace its rule anew and write new loops of it. */
  static void forgetDerivatives() {
    OPERATIONS.forEach(LoopMutants::forget);
  }

  private static void forget(Elementwise op) {
    Arrays.fill((Object[]) read("derivatives", ElementwiseKernels.of(op)), null);
    if (!(op instanceof Enum<?>)) {
      ((Map<?, ?>) read("FAMILIES", null)).clear();
    }
  }

  private static final List<Elementwise> OPERATIONS =
      OpSamples.elementwise().stream().map(Samples.Case::op).toList();

  private static final Map<String, Field> FIELDS = new HashMap<>();

  private static Object read(String name, @Nullable Object of) {
    try {
      Field field = FIELDS.get(name);
      if (field == null) {
        field = ElementwiseKernels.class.getDeclaredField(name);
        field.setAccessible(true);
        FIELDS.put(name, field);
      }
      return Objects.requireNonNull(field.get(of));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
