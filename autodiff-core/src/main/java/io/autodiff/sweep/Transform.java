package io.autodiff.sweep;

import io.autodiff.AutodiffException;
import io.autodiff.Engine;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.tape.Recording;
import io.autodiff.tape.TapeRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What every derivative of a function does: open a private tape, make the arguments distinguishable
 * on it, run the function, differentiate in reverse or forward, and give numbers if no derivative
 * outside can still differentiate the result, else recorded values.
 *
 * <p>The private tape joins the first tape whose values the function meets. From then on it is all
 * one record, in which the arguments have nodes of their own, so that derivatives of nested
 * functions cannot be confused.
 */
public final class Transform {
  private final TransformOptions options;
  private final TapeRecord scratch;
  private final SweepMemory memory = new SweepMemory();

  private Transform(Engine engine, TransformOptions options) {
    this.options = options;
    this.scratch = TapeRecord.ofTransform(engine);
    if (options.stopsAtNonFinite()) {
      scratch.stopAtNonFinite();
    }
  }

  /** Runs {@code work} with a transform's private tape. */
  public static <R> R run(Function<Transform, R> work) {
    return run(Engine.standard(), TransformOptions.STANDARD, work);
  }

  /** Runs {@code work} with a private tape that computes with the given engine. */
  public static <R> R run(Engine engine, Function<Transform, R> work) {
    return run(engine, TransformOptions.STANDARD, work);
  }

  /** Runs {@code work} with a private tape that keeps to the given options. */
  public static <R> R run(TransformOptions options, Function<Transform, R> work) {
    return run(Engine.standard(), options, work);
  }

  private static <R> R run(Engine engine, TransformOptions options, Function<Transform, R> work) {
    Transform transform = new Transform(engine, options);
    try {
      return work.apply(transform);
    } finally {
      transform.end();
    }
  }

  /** Begins a transform that outlives the call. */
  public static Transform open(TransformOptions options) {
    return new Transform(Engine.standard(), options);
  }

  /**
   * Runs {@code work}, which makes a program of what it records: a caller's function may read no
   * numbers meanwhile.
   */
  public static <R> R recordProgram(Function<Transform, R> work) {
    return run(
        t -> {
          t.scratch.reads().beginProgram();
          try {
            return work.apply(t);
          } finally {
            t.scratch.root().reads().endProgram();
          }
        });
  }

  /** Returns the options. */
  public TransformOptions options() {
    return options;
  }

  private void end() {
    TapeRecord root = scratch.root();
    root.life().finish();
    memory.clear();
    if (!root.life().isInUse()) {
      root.close();
    }
  }

  /** Leaves the tape to those who share it; a tape of its own stays open. */
  public void endUnlessAlone() {
    if (!scratch.root().life().isLastOpen()) {
      end();
    }
  }

  /** Returns a variable of the private tape or, of a recorded argument, a second name. */
  public <V extends Value<V>> V argument(V x) {
    TapeRecord outer = x.record();
    if (outer == null) {
      return variable(x);
    }
    outer.noteTransform();
    return Recording.alias(x);
  }

  @SuppressWarnings("unchecked") // a scalar makes a scalar, a tensor a tensor
  private <V extends Value<V>> V variable(V x) {
    return switch ((Value<?>) x) {
      case Scalar s -> (V) scratch.variable(s.number());
      case Tensor t -> (V) scratch.variable(t);
    };
  }

  public Scalar[] arguments(Scalar... x) {
    Scalar[] own = new Scalar[x.length];
    for (int i = 0; i < own.length; i++) {
      own[i] = argument(x[i]);
    }
    return own;
  }

  /** Returns {@link #argument} of a value of either kind. */
  private Value<?> own(Value<?> x) {
    return switch (x) {
      case Scalar s -> argument(s);
      case Tensor t -> argument(t);
    };
  }

  /**
   * Checks that what a caller's function returned depends on one of its arguments. A function that
   * itself takes a derivative may be constant: that of a linear function is.
   *
   * @throws AutodiffException if not, unless the options allow it
   */
  public void checkDependence(
      List<? extends Value<?>> results, List<? extends Value<?>> arguments) {
    if (options.allowsConstant()
        || results.isEmpty()
        || arguments.isEmpty()
        || (scratch.isAlone() && isRecordedBy(scratch, results))
        || SweepChecks.depend(results, arguments)
        || tookDerivative(arguments)) {
      return;
    }
    throw new AutodiffException(
        "derivative: the function depends on none of its arguments",
        results.size() + (results.size() == 1 ? " result" : " results") + " of other values alone",
        "a result computed from the arguments",
        "allowConstant() takes the function for a constant, with derivative 0; numbers that"
            + " value(), values() or detach() return carry no derivative");
  }

  /** Returns whether another transform worked with a record of the arguments since the last. */
  private static boolean tookDerivative(List<? extends Value<?>> arguments) {
    Set<TapeRecord> seen = new HashSet<>();
    for (Value<?> argument : arguments.reversed()) { // of each record the last one first
      TapeRecord record = argument.record();
      if (record != null
          && seen.add(record.root())
          && record.transformedAt() > Recording.node(argument)) {
        return true;
      }
    }
    return false;
  }

  /** Returns {@link #argument} of values of either kind. */
  public List<Value<?>> own(List<? extends Value<?>> x) {
    List<Value<?>> own = new ArrayList<>(x.size());
    x.forEach(v -> own.add(own(v)));
    return own;
  }

  /** Returns the gradient of {@code y} recorded, whether or not this transform is the outermost. */
  public List<Value<?>> recordedGradient(Value<?> y, List<? extends Value<?>> arguments) {
    return recordedPullback(List.of(y), List.of(SweepChecks.one(y)), arguments);
  }

  /** Returns {@link #pullback} recorded, whether or not this transform is the outermost. */
  List<Value<?>> recordedPullback(
      List<? extends Value<?>> ys,
      List<? extends Value<?>> cotangents,
      List<? extends Value<?>> arguments) {
    List<Value<?>> outputs = new ArrayList<>(ys.size());
    List<Value<?>> seeds = new ArrayList<>(ys.size());
    split(ys, cotangents, outputs, seeds);
    return outputs.isEmpty()
        ? zeros(arguments)
        : RecordedReverseSweep.run(meet(outputs, arguments), outputs, seeds, arguments);
  }

  /** Returns the gradient of {@code y}: what {@link #pullback} makes of 1. */
  public List<Value<?>> gradient(Value<?> y, List<? extends Value<?>> arguments) {
    return pullback(List.of(y), List.of(SweepChecks.one(y)), arguments);
  }

  /**
   * Returns the derivatives of {@code Σ <y, cotangent>} by the arguments, by one traversal in
   * reverse: constants if this transform is the outermost, else recorded. What does not depend on
   * an argument has derivative 0 by it.
   */
  public List<Value<?>> pullback(
      List<? extends Value<?>> ys,
      List<? extends Value<?>> cotangents,
      List<? extends Value<?>> arguments) {
    List<Value<?>> outputs = new ArrayList<>(ys.size());
    List<Value<?>> seeds = new ArrayList<>(ys.size());
    split(ys, cotangents, outputs, seeds);
    if (outputs.isEmpty() || arguments.isEmpty()) {
      return zeros(arguments);
    }
    TapeRecord record = meet(outputs, arguments);
    if (!outermost(record) || areRecorded(seeds)) {
      return RecordedReverseSweep.run(record, outputs, seeds, arguments);
    }
    return ReverseSweep.run(record, memory, outputs, seeds, List.of()).of(arguments);
  }

  /**
   * Returns the derivatives of the results by the arguments as numbers, a row for each number of
   * the results, or null if this transform is not the outermost: then they may be recorded.
   *
   * @param forward whether to go forward, for the columns
   */
  public double @Nullable [][] matrix(
      List<Value<?>> ys, List<Value<?>> arguments, boolean forward) {
    List<Value<?>> outputs = ys.stream().filter(y -> !y.isConstant()).toList();
    if (outputs.isEmpty() || arguments.isEmpty()) {
      return null;
    }
    TapeRecord record = meet(outputs, arguments);
    if (!outermost(record) || (forward && record.stopsAtNonFinite())) {
      return null;
    }
    MatrixOfDerivatives matrix = new MatrixOfDerivatives(record, memory, ys, arguments);
    if (!forward) {
      return matrix.rows();
    }
    record.life().beginSweep();
    try {
      return matrix.columns();
    } finally {
      record.root().life().endSweep();
    }
  }

  /** Takes what is recorded of some results, with its cotangents. */
  private static void split(
      List<? extends Value<?>> ys,
      List<? extends Value<?>> cotangents,
      List<Value<?>> outputs,
      List<Value<?>> seeds) {
    SweepChecks.checkCount("vjp: cotangents", cotangents, "results", ys);
    for (int i = 0; i < ys.size(); i++) {
      SweepChecks.checkFits("vjp: a cotangent", cotangents.get(i), "result", ys.get(i));
      if (!ys.get(i).isConstant()) {
        outputs.add(ys.get(i));
        seeds.add(cotangents.get(i));
      }
    }
  }

  /**
   * Returns for each direction the tangents of {@code ys}, by traversals forward: constants if this
   * transform is the outermost, else recorded.
   *
   * @param directions for each direction the tangents of the arguments
   */
  public List<List<Value<?>>> pushforward(
      List<? extends Value<?>> ys,
      List<? extends Value<?>> arguments,
      List<? extends List<? extends Value<?>>> directions) {
    for (List<? extends Value<?>> direction : directions) {
      SweepChecks.checkCount("jvp: tangents", direction, "arguments", arguments);
      for (int k = 0; k < arguments.size(); k++) {
        SweepChecks.checkFits("jvp: a tangent", direction.get(k), "argument", arguments.get(k));
      }
    }
    List<Value<?>> outputs = new ArrayList<>();
    ys.stream().filter(y -> !y.isConstant()).forEach(outputs::add);
    List<List<Value<?>>> tangents = new ArrayList<>();
    if (outputs.isEmpty() || arguments.isEmpty()) {
      directions.forEach(_ -> tangents.add(zeros(ys)));
      return tangents;
    }
    TapeRecord record = meet(outputs, arguments);
    List<List<Value<?>>> found = swept(record, outputs, arguments, directions);
    for (List<Value<?>> of : found) {
      List<Value<?>> all = new ArrayList<>();
      int next = 0;
      for (Value<?> y : ys) {
        all.add(y.isConstant() ? y.zerosLike() : of.get(next++));
      }
      tangents.add(all);
    }
    return tangents;
  }

  private List<List<Value<?>>> swept(
      TapeRecord record,
      List<Value<?>> ys,
      List<? extends Value<?>> arguments,
      List<? extends List<? extends Value<?>>> directions) {
    record.life().beginSweep();
    try {
      if (!outermost(record) || directions.stream().anyMatch(Transform::areRecorded)) {
        return recorded(record, ys, arguments, directions);
      }
      return record.stopsAtNonFinite() // what is recorded is looked through
          ? recorded(record, ys, arguments, directions).stream().map(this::results).toList()
          : numbers(record, ys, arguments, directions);
    } finally {
      record.root().life().endSweep();
    }
  }

  private static List<List<Value<?>>> numbers(
      TapeRecord record,
      List<Value<?>> ys,
      List<? extends Value<?>> arguments,
      List<? extends List<? extends Value<?>>> directions) {
    List<List<Value<?>>> found = new ArrayList<>();
    int width = ForwardSweep.width(record.size());
    for (int from = 0; from < directions.size(); from += width) {
      int to = Math.min(directions.size(), from + width);
      ForwardSweep sweep = new ForwardSweep(record, arguments, directions.subList(from, to), ys);
      for (int d = 0; d < to - from; d++) {
        List<Value<?>> tangents = new ArrayList<>();
        for (Value<?> y : ys) {
          tangents.add(sweep.tangent(y, d));
        }
        found.add(tangents);
      }
    }
    return found;
  }

  private static List<List<Value<?>>> recorded(
      TapeRecord record,
      List<Value<?>> ys,
      List<? extends Value<?>> arguments,
      List<? extends List<? extends Value<?>>> directions) {
    List<List<Value<?>>> found = new ArrayList<>();
    for (List<? extends Value<?>> direction : directions) {
      found.add(new RecordedForwardSweep(record.root(), arguments, direction, ys).run());
    }
    return found;
  }

  private static boolean areRecorded(List<? extends Value<?>> values) {
    for (Value<?> v : values) {
      if (!v.isConstant()) {
        return true;
      }
    }
    return false;
  }

  private static boolean isRecordedBy(TapeRecord record, List<? extends Value<?>> values) {
    for (Value<?> value : values) {
      if (value.record() == record) {
        return true;
      }
    }
    return false;
  }

  private static List<Value<?>> zeros(List<? extends Value<?>> like) {
    List<Value<?>> zeros = new ArrayList<>();
    like.forEach(v -> zeros.add(v.zerosLike()));
    return zeros;
  }

  /** Returns the tape on which results and arguments meet; all are recorded. */
  private static TapeRecord meet(List<Value<?>> ys, List<? extends Value<?>> arguments) {
    Value<?>[] all = Arrays.copyOf(ys.toArray(Value<?>[]::new), ys.size() + arguments.size());
    for (int i = 0; i < arguments.size(); i++) {
      all[ys.size() + i] = arguments.get(i);
    }
    @Nullable TapeRecord record = Recording.joining(all);
    if (record == null) {
      throw new IllegalStateException("nothing is recorded");
    }
    return record;
  }

  /** Returns whether only this transform is at work on the tape. */
  private boolean outermost(TapeRecord record) {
    return scratch.root() == record && record.life().isLastOpen();
  }

  /** Returns a result: as a constant if this transform is the outermost, else as it is. */
  public <V extends Value<V>> V result(V y) {
    TapeRecord record = y.record();
    return record != null && outermost(record.root()) ? y.snapshot() : y;
  }

  /** Returns {@link #result} of a value of either kind. */
  public Value<?> resultOf(Value<?> y) {
    return switch (y) {
      case Scalar s -> result(s);
      case Tensor t -> result(t);
    };
  }

  /** Returns {@link #result} of each of some values. */
  public List<Value<?>> results(List<Value<?>> ys) {
    List<Value<?>> results = new ArrayList<>();
    ys.forEach(y -> results.add(resultOf(y)));
    return results;
  }

  /** Returns values that are known to be scalars. */
  public static Scalar[] scalars(List<? extends Value<?>> values) {
    Scalar[] scalars = new Scalar[values.size()];
    for (int i = 0; i < scalars.length; i++) {
      scalars[i] = (Scalar) values.get(i);
    }
    return scalars;
  }

  /** Returns scalars as a list of values. */
  public static List<Value<?>> values(Scalar... scalars) {
    return Arrays.asList((Value<?>[]) scalars);
  }
}
