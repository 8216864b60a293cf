package io.autodiff.program;

import io.autodiff.AutodiffException;
import io.autodiff.Engine;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.internal.array.Elements;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Op;
import io.autodiff.op.Structure;
import io.autodiff.sweep.Transform;
import io.autodiff.tape.ArrayPool;
import io.autodiff.tape.TapeRecord;
import io.autodiff.tape.TapeWorkspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Program} with tensors, planned for evaluating often: what depends on its shapes alone is
 * decided once. It gives the bits that a {@link Replay} gives.
 *
 * <pre>{@code
 * TensorPlan plan = Program.between(inputs, outputs).valueAndGradient().plan();
 * List<Value<?>> lossAndGradient = plan.run(numbers);
 * }</pre>
 *
 * <p>Chains of elementwise operations, of the function and of its derivatives, are one loop each
 * that reads and writes memory once; every other operation runs the kernel that it runs on a tape,
 * in arrays that the next run uses again. A program of small arrays, as a network of some neurons
 * is, becomes one class whose methods are its steps, written out element by element; it shows in
 * stack traces and, with {@code -Dautodiff.dump}, as a file. {@link #toString} tells which.
 */
public final class TensorPlan implements Evaluator {
  /** The most operations of a program that is planned: it takes time by their square. */
  public static final int MOST_OPERATIONS = 4000;

  /** How many arrays there are for operands that small loops read stretched. */
  private static final int STRETCHED = 64;

  private final Program program;
  private final ProgramLayout layout;
  private final TapeRecord record;
  private final PlanStep[] steps;
  private final PlanStep.Numbers numbers;

  /** Results of the program that a fused loop stores, whose arrays the caller may keep. */
  private final int[] given;

  /** The types of the inputs. */
  private final Program.Type[] types;

  /** The results as they were last returned in place. */
  private final Value<?>[] shown;

  private final List<Value<?>> inPlace;

  private Replay.Guards guards = Replay.Guards.ERROR;
  private int turned;

  /** Whether steps let go of arrays, which is known after the first run. */
  private boolean releases;

  /** What was last computed for; before that empty. */
  private @Nullable Value<?>[] inputs = {};

  /** Made when cotangents are first taken back. */
  private @Nullable Replay backwards;

  /** Returns whether a program has tensors, and not too many operations. */
  static boolean isPossible(Program program) {
    return program.size() <= MOST_OPERATIONS
        && program.instructions().stream().anyMatch(i -> !i.type().isScalar());
  }

  TensorPlan(Program program, Engine engine) {
    this.program = program;
    if (program.size() > MOST_OPERATIONS) {
      throw new AutodiffException(
          "program: too large to be planned",
          program.size() + " operations",
          MOST_OPERATIONS + " at most",
          "replay() evaluates it");
    }
    FusionPlan plan = new FusionPlan(program, engine.usesVector());
    this.layout = plan.layout;
    this.record = TapeRecord.ofTransform(engine);
    record.mark(); // from now on arrays are used again
    this.numbers =
        new PlanStep.Numbers(
            new double[layout.end],
            new Tensor[layout.end],
            new Object[layout.end + STRETCHED],
            record.workspace());
    for (int i = layout.inputs; i < layout.firstStep; i++) {
      set(i, ((Program.Constant) layout.instructions[i]).value());
    }
    List<PlanStep> made = new ArrayList<>();
    List<Integer> results = new ArrayList<>();
    for (FusionPlan.Unit unit : plan.inOrder()) {
      if (unit.isFused && unit.members.stream().anyMatch(plan::isNeeded)) {
        made.add(fused(plan, unit, engine));
        results.add(unit.first());
      } else if (!unit.isFused && plan.isNeeded(unit.first())) {
        made.add(single(unit.first()));
        results.add(unit.first());
      }
    }
    this.steps = straight(made, results, engine);
    this.types = new Program.Type[layout.inputs];
    Arrays.setAll(types, i -> layout.instructions[i].type());
    this.shown = new Value<?>[layout.outputs.length];
    this.inPlace = Collections.unmodifiableList(Arrays.asList(shown));
    this.given = Arrays.stream(layout.outputs).distinct().filter(plan::isFused).toArray();
  }

  /** Returns the steps, as one if they are small. */
  private PlanStep[] straight(List<PlanStep> made, List<Integer> results, Engine engine) {
    StraightStep all = StraightStep.of(layout, made, results, engine.kernels(), numbers);
    if (all == null) {
      return made.toArray(PlanStep[]::new);
    }
    for (int number : all.unpooled()) {
      Program.Type type = layout.instructions[number].type();
      numbers.set(number, loose(type.shape(), type.dtype().newArray(type.shape().size())));
    }
    return new PlanStep[] {all};
  }

  private PlanStep fused(FusionPlan plan, FusionPlan.Unit unit, Engine engine) {
    for (int number : unit.members) {
      if (plan.isNeeded(number) && plan.isStored(number) && !plan.isPooled(number)) {
        Program.Type type = layout.instructions[number].type();
        numbers.set(number, loose(type.shape(), type.dtype().newArray(type.shape().size())));
      }
    }
    return new FusedStep(plan, unit, engine.usesVector(), engine.kernels().parallel());
  }

  private PlanStep single(int number) {
    Program.Step step = layout.step(number);
    Op op = step.op();
    int[] in = layout.operands[number];
    if (op == Structure.ELEMENT) {
      return new PlanStep.Element(number, in[0], step.element());
    }
    if (op == Structure.STACK) {
      Object array = step.type().dtype().newArray(in.length);
      return new PlanStep.Stack(loose(step.type().shape(), array), number, in);
    }
    if (step.type().isScalar()) {
      return op instanceof Elementwise elementwise
          ? new PlanStep.OfScalars(
              elementwise,
              number,
              layout.lefts[number],
              layout.rights[number],
              layout.thirds[number])
          : new PlanStep.SameScalar(number, in[0]);
    }
    return op == Structure.STOP
        ? new PlanStep.Same(number, in[0])
        : new PlanStep.OfTensors(op, number, in);
  }

  private Tensor loose(Shape shape, Object array) {
    return Tensor.wrap(shape, array).looseOn(record);
  }

  private void set(int number, Value<?> value) {
    switch (value) {
      case Scalar s -> numbers.scalars()[number] = s.number();
      case Tensor t -> {
        Tensor known = numbers.tensors()[number];
        if (known == null || !known.storage().equals(t.storage())) {
          numbers.set(number, t.looseOn(record));
        }
      }
    }
  }

  @Override
  public TensorPlan guards(Replay.Guards mode) {
    guards = mode;
    return this;
  }

  @Override
  public int turned() {
    return turned;
  }

  @Override
  public List<Value<?>> run(List<? extends Value<?>> in) {
    forward(in);
    List<Value<?>> results = new ArrayList<>(layout.outputs.length);
    for (int output : layout.outputs) {
      results.add(result(output));
    }
    for (int number : given) {
      Tensor known = numbers.tensors()[number];
      Object array = known.dtype().newArray(known.size());
      numbers.set(number, loose(known.shape(), array));
    }
    return results;
  }

  /** Returns a result that is the caller's. */
  private Value<?> result(int number) {
    Tensor t = numbers.tensors()[number];
    if (t == null) {
      return Scalar.of(numbers.scalars()[number]);
    }
    boolean own = number < layout.firstStep || Arrays.stream(given).anyMatch(g -> g == number);
    return Tensor.wrap(t.shape(), own ? t.storage() : Elements.copy(t.storage()));
  }

  /**
   * Computes the results for new inputs as {@link #run(List)} does, in arrays and a list of the
   * plan: the next run changes what this one returned.
   *
   * @throws AutodiffException as {@link #run(List)}
   */
  public List<Value<?>> runInPlace(List<? extends Value<?>> in) {
    forward(in);
    for (int k = 0; k < shown.length; k++) {
      int output = layout.outputs[k];
      Tensor t = numbers.tensors()[output];
      if (t == null) {
        shown[k] = Scalar.of(numbers.scalars()[output]);
      } else if (!(shown[k] instanceof Tensor known) || !known.storage().equals(t.storage())) {
        shown[k] = Tensor.wrap(t.shape(), t.storage());
      }
    }
    return inPlace;
  }

  /** Returns whether values are of the number, kinds and shapes of the inputs. */
  private boolean fits(List<? extends Value<?>> in) {
    boolean fits = in.size() == layout.inputs;
    for (int i = 0; fits && i < layout.inputs; i++) {
      Value<?> value = in.get(i);
      fits = (i < inputs.length && value == inputs[i]) || fits(value, types[i]);
    }
    return fits;
  }

  private static boolean fits(Value<?> value, Program.Type type) {
    return switch (value) {
      case Scalar _ -> type.isScalar();
      case Tensor t ->
          !type.isScalar() && t.dtype() == type.dtype() && t.shape().equals(type.shape());
    };
  }

  private void forward(List<? extends Value<?>> in) {
    if (!fits(in)) {
      ProgramEvaluator.check(program, in); // throws
    }
    if (inputs.length < layout.inputs) {
      inputs = new Value<?>[layout.inputs];
    }
    for (int i = 0; i < layout.inputs; i++) {
      Value<?> input = in.get(i);
      if (input != inputs[i]) {
        set(i, input);
        inputs[i] = input;
      }
    }
    if (steps.length == 1 && steps[0] instanceof StraightStep all && all.isWhole()) {
      all.run(numbers);
    } else {
      inWorkspace();
    }
    turned = 0;
    if (guards != Replay.Guards.OFF) {
      checkGuards();
    }
  }

  private void inWorkspace() {
    TapeWorkspace w = record.workspace();
    ArrayPool.Position arrays = w.beginSweep();
    boolean before = w.begin();
    try {
      for (PlanStep step : steps) {
        step.runAndRelease(numbers);
      }
    } finally {
      w.end(before);
      w.endSweep(arrays, null);
    }
    if (!releases) {
      findDead();
      releases = true;
    }
  }

  /**
   * Finds after which step the array of each result is free. A result that shares an operand's
   * array keeps that from being free.
   */
  private void findDead() {
    BitSet kept = new BitSet();
    for (int output : layout.outputs) {
      kept.set(output);
    }
    int[] last = new int[layout.end];
    BitSet pooled = new BitSet();
    for (int s = 0; s < steps.length; s++) {
      for (int number : steps[s].pooled()) {
        pooled.set(number);
        last[number] = s;
        for (int operand : steps[s].reads()) {
          if (numbers.arrays()[number].equals(numbers.arrays()[operand])) {
            kept.set(number);
            kept.set(operand);
          }
        }
      }
      for (int operand : steps[s].reads()) {
        last[operand] = s;
      }
      if (steps[s].mayShareArrays()) {
        Arrays.stream(steps[s].reads()).forEach(kept::set);
      }
    }
    pooled.andNot(kept);
    for (int s = 0; s < steps.length; s++) {
      int at = s;
      steps[s].setDead(pooled.stream().filter(number -> last[number] == at).toArray());
    }
  }

  private void checkGuards() {
    for (int k = 0; k < layout.comparisons.length; k++) {
      boolean holds = numbers.scalars()[layout.comparisons[k]] != 0;
      if (holds != layout.held[k]) {
        turned++;
        if (guards == Replay.Guards.ERROR) {
          throw EvaluatorChecks.turned(program, k);
        }
      }
    }
  }

  @Override
  public double[] run(double... in) {
    EvaluatorChecks.requireScalars(program, "input", program.inputs());
    EvaluatorChecks.requireScalars(program, "result", program.outputs());
    EvaluatorChecks.requireInputs(program, in);
    return Scalar.values(Transform.scalars(run(Transform.values(Scalar.of(in)))));
  }

  @Override
  public double[] reverse(double... seeds) {
    EvaluatorChecks.requireScalars(program, "input", program.inputs());
    return Scalar.values(Transform.scalars(reverse(Transform.values(Scalar.of(seeds)))));
  }

  /**
   * {@inheritDoc}
   *
   * <p>A plan computes what its program computes; to go back it replays. Plan the program of the
   * derivatives, {@link Program#valueAndGradient}, to have both in loops.
   */
  @Override
  public List<Value<?>> reverse(List<? extends Value<?>> seeds) {
    Replay replay = backwards;
    if (replay == null) {
      replay = program.replay().guards(Replay.Guards.OFF);
      backwards = replay;
    }
    replay.run(Arrays.asList(inputs.clone()));
    return replay.reverse(seeds);
  }

  @Override
  public double valueAndGradient(double[] in, double[] gradient) {
    program.requireSingleResult("program: value and gradient");
    EvaluatorChecks.requirePlaces(program, gradient);
    double value = run(in)[0];
    System.arraycopy(reverse(1), 0, gradient, 0, gradient.length);
    return value;
  }

  /** Returns what was fused, a line for each loop. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("plan of " + program.size() + " operations\n");
    int others = 0;
    for (PlanStep step : steps) {
      if (step instanceof StraightStep) {
        return text.append("  ").append(step).append('\n').toString();
      }
      if (step instanceof FusedStep) {
        text.append("  loop of ").append(step).append('\n');
      } else {
        others++;
      }
    }
    return text.append("  ").append(others).append(" other operations\n").toString();
  }
}
