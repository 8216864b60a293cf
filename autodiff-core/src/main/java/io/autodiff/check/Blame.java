package io.autodiff.check;

import io.autodiff.Engine;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.op.Op;
import io.autodiff.tape.Recording;
import io.autodiff.tape.TapeRecord;
import io.autodiff.transform.ValueTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the operation to blame for a verdict: the function is recorded once more, and each of its
 * operations checked by itself at the operands that it met, in the order of their first use, each
 * kind of operation once before any is checked a second time.
 */
final class Blame {
  /** How many operations are checked at most; each takes some fifty evaluations of it. */
  private static final int MOST = 4096;

  /** How many reads a report names. */
  private static final int SHOWN = 3;

  /** Up to how many numbers operands are written out. */
  private static final int FEW = 16;

  private final GradientCheck check;
  private final Verdict verdict;

  private Blame(GradientCheck check, Verdict verdict) {
    this.check = check;
    this.verdict = verdict;
  }

  /**
   * Returns a report with the first operation that has its verdict by itself or, where there is
   * none, with what the function read.
   *
   * @param check the check of the whole function, whose settings hold for operations, too
   */
  static GradientReport find(
      GradientCheck check,
      GradientReport report,
      Function<List<Value<?>>, List<Value<?>>> f,
      Point point,
      Engine engine) {
    try (Tape tape = new Tape(engine)) {
      List<Value<?>> arguments = Objective.variables(tape, point);
      TapeRecord record = record(f, arguments);
      int[] sources = arguments.stream().mapToInt(Recording::node).toArray();
      if (record == null) {
        return report;
      }
      boolean[] depends = record.nodes().dependents(0, record.size(), sources);
      Culprit culprit = search(record, depends, new Blame(check, report.verdict())::judge);
      return culprit != null || report.verdict() != Verdict.WRONG
          ? report.with(culprit, null)
          : report.with(null, reads(record, depends, sources));
    }
  }

  /** Returns every operation that has a kink at its operands, an elementwise one by elements. */
  static List<Culprit> kinks(
      GradientCheck check, Function<List<Value<?>>, List<Value<?>>> f, Point point, Engine engine) {
    try (Tape tape = new Tape(engine)) {
      List<Value<?>> arguments = Objective.variables(tape, point);
      TapeRecord record = record(f, arguments);
      if (record == null) {
        return List.of();
      }
      int[] sources = arguments.stream().mapToInt(Recording::node).toArray();
      boolean[] depends = record.nodes().dependents(0, record.size(), sources);
      Blame blame = new Blame(check, Verdict.KINK);
      List<Culprit> kinks = new ArrayList<>();
      for (int node = 0; node < depends.length; node++) {
        LocalRule rule = depends[node] ? LocalRule.at(record, node, depends) : null;
        for (LocalRule part : rule == null ? List.<LocalRule>of() : rule.elements()) {
          Culprit kink = blame.judge(part, part, node, true);
          if (kink != null) {
            kinks.add(kink);
          }
        }
      }
      return kinks;
    }
  }

  /** Returns the first operation that by itself fails a comparison which the function fails. */
  static AgreementReport.@Nullable Blamed disagreement(
      AgreementReport report, Function<List<Value<?>>, List<Value<?>>> f, Point point, long seed) {
    Set<String> failed = failed(report);
    try (Tape tape = new Tape()) {
      List<Value<?>> arguments = Objective.variables(tape, point);
      TapeRecord record = record(f, arguments);
      if (record == null) {
        return null;
      }
      int[] sources = arguments.stream().mapToInt(Recording::node).toArray();
      boolean[] depends = record.nodes().dependents(0, record.size(), sources);
      List<Integer> nodes = ordered(record, depends);
      for (boolean alone : new boolean[] {true, false}) {
        for (int node : nodes) {
          LocalRule rule = Objects.requireNonNull(LocalRule.at(record, node, depends));
          LocalRule tried = alone ? rule : rule.amidOthers();
          AgreementReport local = Agreement.compare(tried::apply, Point.of(rule.point()), seed);
          if (!Collections.disjoint(failed(local), failed)) {
            List<String> operands = rule.operands().stream().map(Blame::text).toList();
            return new AgreementReport.Blamed(rule.label(), node, operands);
          }
        }
      }
      return null;
    }
  }

  private static Set<String> failed(AgreementReport report) {
    return report.entries().stream()
        .filter(e -> !e.holds())
        .map(AgreementReport.Entry::name)
        .collect(Collectors.toSet());
  }

  private static @Nullable TapeRecord record(
      Function<List<Value<?>>, List<Value<?>>> f, List<Value<?>> arguments) {
    List<Value<?>> all = new ArrayList<>(arguments);
    all.addAll(f.apply(List.copyOf(arguments)));
    return Recording.joining(all.toArray(Value<?>[]::new));
  }

  /** Says which numbers the function read, whose derivatives are lost; null if none. */
  private static @Nullable String reads(TapeRecord record, boolean[] depends, int... arguments) {
    List<String> read = namesOfReads(record, depends, arguments);
    return read.isEmpty()
        ? null
        : "the function itself: value(), values(), item(), at(), array() or detach() reads "
            + String.join("; ", read.subList(0, Math.min(SHOWN, read.size())))
            + (read.size() > SHOWN ? "; and " + (read.size() - SHOWN) + " more" : "")
            + ", and what is made of a number has no derivative";
  }

  /** Returns the names of what was read and depends on the arguments. */
  private static List<String> namesOfReads(TapeRecord record, boolean[] depends, int... arguments) {
    List<String> read = new ArrayList<>();
    record
        .reads()
        .forEachUntil(
            record.size(),
            node -> {
              if (depends[node]) {
                int argument = Arrays.stream(arguments).boxed().toList().indexOf(node);
                LocalRule rule = LocalRule.at(record, node, depends);
                read.add(
                    argument >= 0
                        ? "argument " + argument
                        : (rule == null ? "" : rule.label() + ", ") + "node " + node);
              }
            });
    return read;
  }

  /** Returns the names of what a function read on the way from its arguments to its results. */
  static List<String> namesOfReads(List<Value<?>> arguments, List<Value<?>> results) {
    List<Value<?>> all = new ArrayList<>(arguments);
    all.addAll(results);
    TapeRecord record = Recording.joining(all.toArray(Value<?>[]::new));
    if (record == null) {
      return List.of();
    }
    int[] sources = arguments.stream().mapToInt(Recording::node).toArray();
    return namesOfReads(record, record.nodes().dependents(0, record.size(), sources), sources);
  }

  /** Says whether the rule of an operation, at a node, is to blame. */
  @FunctionalInterface
  interface Judge {
    /**
     * Returns the operation if it is to blame, else null.
     *
     * @param rule the operation by itself
     * @param tried what is judged: the operation by itself, or amid others
     */
    @Nullable Culprit judge(LocalRule rule, LocalRule tried, int node);
  }

  /** Returns the first operation of a function that a judge finds to blame, or null. */
  static @Nullable Culprit first(
      Function<List<Value<?>>, List<Value<?>>> f, Point point, Engine engine, Judge judge) {
    try (Tape tape = new Tape(engine)) {
      List<Value<?>> arguments = Objective.variables(tape, point);
      TapeRecord record = record(f, arguments);
      if (record == null) {
        return null;
      }
      int[] sources = arguments.stream().mapToInt(Recording::node).toArray();
      return search(record, record.nodes().dependents(0, record.size(), sources), judge);
    }
  }

  /** Returns whether a judge finds the rules of all operations of a function right. */
  static boolean areRight(
      Function<List<Value<?>>, List<Value<?>>> f,
      Point point,
      Engine engine,
      Predicate<LocalRule> judge) {
    try (Tape tape = new Tape(engine)) {
      List<Value<?>> arguments = Objective.variables(tape, point);
      TapeRecord record = record(f, arguments);
      if (record == null) {
        return false;
      }
      int[] sources = arguments.stream().mapToInt(Recording::node).toArray();
      boolean[] depends = record.nodes().dependents(0, record.size(), sources);
      return ordered(record, depends).stream()
          .map(node -> Objects.requireNonNull(LocalRule.at(record, node, depends)))
          .allMatch(judge);
    }
  }

  /** Returns the first operation to blame: by itself and, where there is none, amid others. */
  private static @Nullable Culprit search(TapeRecord record, boolean[] depends, Judge judge) {
    List<Integer> nodes = ordered(record, depends);
    for (boolean alone : new boolean[] {true, false}) {
      for (int node : nodes) {
        LocalRule rule = Objects.requireNonNull(LocalRule.at(record, node, depends));
        Culprit culprit = judge.judge(rule, alone ? rule : rule.amidOthers(), node);
        if (culprit != null) {
          return culprit;
        }
      }
    }
    return null;
  }

  /** Returns the nodes that are operations: the first of each kind, then the others. */
  private static List<Integer> ordered(TapeRecord record, boolean[] depends) {
    Set<Object> kinds = new HashSet<>();
    List<Integer> nodes = new ArrayList<>();
    List<Integer> later = new ArrayList<>();
    for (int node = 0; node < depends.length; node++) {
      LocalRule rule = depends[node] ? LocalRule.at(record, node, depends) : null;
      if (rule != null) {
        (kinds.add(rule.op() == null ? node : rule.op()) ? nodes : later).add(node);
      }
    }
    nodes.addAll(later.subList(0, Math.min(MOST, later.size())));
    return nodes;
  }

  private @Nullable Culprit judge(LocalRule rule, LocalRule tried, int node) {
    return judge(rule, tried, node, false);
  }

  private @Nullable Culprit judge(LocalRule rule, LocalRule tried, int node, boolean kinksToo) {
    GradientReport.Entry worst = worst(tried, kinksToo);
    if (worst == null) {
      return null;
    }
    // Differences of doubles are fooled where an operation changes faster than its operands can,
    // or its values are coarse; of a kink beside the point, 60 digits from close by know nothing.
    boolean isFooled =
        tried.equals(rule)
            ? !(worst.distance() > 0) && check.acquits(rule)
            : worst(rule, kinksToo) != null || check.acquits(tried);
    return isFooled ? null : culprit(tried, node, worst, "at");
  }

  /** Returns what differences of doubles say of an operation, if that is the verdict. */
  private GradientReport.@Nullable Entry worst(LocalRule rule, boolean kinksToo) {
    GradientReport report = check.ofOperation(rule::apply).compare(kinksToo, rule.point());
    GradientReport.Entry worst = report.worst();
    return worst == null || worst.verdict() != verdict ? null : worst;
  }

  /**
   * Returns an operation as the culprit.
   *
   * @param method of {@link GradientCheck}, that shows the fault
   */
  static Culprit culprit(LocalRule rule, int node, GradientReport.Entry worst, String method) {
    return new Culprit(
        rule.label(),
        node,
        rule.operands().stream().map(Blame::text).toList(),
        worst,
        reproducer(rule, method));
  }

  /** Returns a value as Java code, or its type and shape if it is large. */
  private static String text(Value<?> value) {
    return switch (value) {
      case Scalar s -> "Scalar.of(" + s.number() + ")";
      case Tensor t when t.size() <= FEW -> tensor(t);
      case Tensor t -> "a " + t.dtype() + " tensor of shape " + t.shape();
    };
  }

  private static String tensor(Tensor t) {
    String dims =
        Arrays.stream(t.shape().dims()).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    String numbers =
        Arrays.stream(ValueTree.numbers(List.of(t)))
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(", "));
    String code = "Tensor.of(Shape.of(" + dims + "), new double[] {" + numbers + "})";
    return t.storage() instanceof float[] ? code + ".to(DType.FLOAT32)" : code;
  }

  /** Returns the check of one operation as Java code. */
  private static @Nullable String reproducer(LocalRule rule, String method) {
    List<Value<?>> operands = rule.operands();
    boolean few = operands.stream().allMatch(v -> v.shape().size() <= FEW);
    if (rule.op() == null || !few || !hasMethod(rule.op(), operands)) {
      return null;
    }
    boolean scalars = operands.get(0) instanceof Scalar;
    String name = scalars ? "v" : "t";
    String rest =
        IntStream.range(1, operands.size())
            .mapToObj(k -> name + "[" + k + "]")
            .collect(Collectors.joining(", "));
    String point = operands.stream().map(Blame::text).collect(Collectors.joining(", "));
    return "GradientCheck.%s(%s -> %s[0].%s(%s)).%s(%s)"
        .formatted(scalars ? "of" : "ofTensors", name, name, rule.label(), rest, method, point);
  }

  /** Returns whether an operation without attributes is a public method of its name. */
  private static boolean hasMethod(Op op, List<Value<?>> operands) {
    Class<?> type = operands.get(0) instanceof Scalar ? Scalar.class : Tensor.class;
    boolean plain = !(op instanceof Record r) || r.getClass().getRecordComponents().length == 0;
    return plain
        && Arrays.stream(type.getMethods())
            .anyMatch(
                m ->
                    m.getName().equals(op.label())
                        && m.getParameterCount() == operands.size() - 1
                        && Arrays.stream(m.getParameterTypes())
                            .allMatch(p -> p.isAssignableFrom(type)));
  }
}
