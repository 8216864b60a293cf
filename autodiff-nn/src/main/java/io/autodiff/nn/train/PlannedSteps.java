package io.autodiff.nn.train;

import io.autodiff.AutodiffException;
import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.nn.Loss;
import io.autodiff.nn.data.Batch;
import io.autodiff.program.Program;
import io.autodiff.program.TensorPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The loss and derivatives of training steps that repeat, planned: a step on a batch of a shape
 * that was seen often is not recorded any more. Bits are those of a recorded step. A network or a
 * loss whose operations may change from step to step has no plans.
 */
final class PlannedSteps {
  /** So many steps on batches of one shape are recorded before one is planned. */
  static final int RECORDED = 16;

  /** The most shapes of batches that have plans. */
  private static final int MOST_SHAPES = 4;

  /** The results of a plan before the derivatives: prediction, loss of the data, and loss. */
  private static final int DERIVATIVES = 3;

  private final StepPlan plan;
  private final Loss loss;
  private final List<Parameter> parameters;
  private final Recorder recorder;
  private final List<Tensor> weights = new ArrayList<>();
  private final Map<Key, Planned> known = new HashMap<>();
  private @Nullable Key last;
  private @Nullable Planned ofLast;

  /** Records the loss of a batch. */
  @FunctionalInterface
  interface Recorder {
    /** Returns what a step computes before its derivatives. */
    Recorded record(Tape on, Tensor inputs, Tensor targets, @Nullable Tensor weights);
  }

  /**
   * What a step computes before its derivatives.
   *
   * @param ofData the loss without prices of weights
   */
  record Recorded(Tensor prediction, Scalar ofData, Scalar loss) {}

  /**
   * What a step needs to update the parameters; the next evaluation uses the arrays again.
   *
   * @param ofData the loss without prices of weights
   * @param derivatives one for each parameter
   */
  record Evaluation(Tensor prediction, double ofData, double loss, List<Tensor> derivatives) {}

  /** The types and shapes of a batch. */
  private record Key(Program.Type inputs, Program.Type targets, Program.@Nullable Type weights) {
    static Key of(Batch batch) {
      Tensor weights = batch.weights();
      return new Key(
          Program.Type.of(batch.inputs()),
          Program.Type.of(batch.targets()),
          weights == null ? null : Program.Type.of(weights));
    }

    boolean fits(Batch batch) {
      return fits(inputs, batch.inputs())
          && fits(targets, batch.targets())
          && fits(weights, batch.weights());
    }

    private static boolean fits(Program.@Nullable Type type, @Nullable Tensor tensor) {
      if (type == null || tensor == null) {
        return type == null && tensor == null;
      }
      return tensor.dtype() == type.dtype() && tensor.shape().equals(type.shape());
    }
  }

  /** How often batches of a shape were seen, and their plan, if there is one. */
  private static final class Planned {
    private int seen;
    private @Nullable TensorPlan steps;
    private @Nullable Tensor prediction;

    /** What the plan is given: a batch's tensors, then the parameters' present numbers. */
    private final List<Value<?>> given = new ArrayList<>();

    /** The derivatives in the plan's list of results, the same at each step. */
    private @Nullable List<Tensor> derivatives;
  }

  /**
   * Makes plans for steps.
   *
   * @param ofLogits the loss of what the last activation is applied to, if steps take it
   */
  PlannedSteps(
      StepPlan plan, @Nullable Loss ofLogits, List<Parameter> parameters, Recorder recorder) {
    this.plan = plan;
    this.loss = ofLogits == null ? plan.loss() : ofLogits;
    this.parameters = parameters;
    this.recorder = recorder;
    parameters.forEach(p -> weights.add(p.borrow()));
  }

  /** Returns what a step on a batch needs; null if it has to be recorded. */
  @Nullable Evaluation evaluate(Batch batch) {
    if (parameters.isEmpty() || !repeats()) {
      return null;
    }
    Planned planned = find(batch);
    if (planned == null) {
      return null;
    }
    if (planned.seen < RECORDED) {
      planned.seen++;
      if (planned.seen == RECORDED) {
        try {
          make(planned, batch);
        } catch (AutodiffException e) {
          return null; // it cannot be planned, or recording it says the same
        }
      }
    }
    TensorPlan steps = planned.steps;
    Tensor prediction = planned.prediction;
    return steps == null || prediction == null ? null : run(planned, steps, prediction, batch);
  }

  private boolean repeats() {
    boolean all = plan.model().repeats();
    for (int i = 0; i < plan.penalties().size(); i++) {
      all &= plan.penalties().get(i).repeats();
    }
    return all;
  }

  private @Nullable Planned find(Batch batch) {
    if (last != null && last.fits(batch)) {
      return ofLast;
    }
    Key key = Key.of(batch);
    Planned planned = known.get(key);
    if (planned == null && known.size() < MOST_SHAPES) {
      planned = new Planned();
      known.put(key, planned);
    }
    last = key;
    ofLast = planned;
    return planned;
  }

  @SuppressWarnings("unchecked") // derivatives of tensors are tensors
  private @Nullable Evaluation run(Planned planned, TensorPlan steps, Tensor like, Batch batch) {
    Tensor targets = loss.forPlan(batch.targets(), like);
    if (targets == null) {
      return null;
    }
    List<Value<?>> results = steps.runInPlace(inputs(planned.given, batch, targets));
    List<Tensor> derivatives = planned.derivatives;
    if (derivatives == null) {
      derivatives = (List<Tensor>) (List<?>) results.subList(DERIVATIVES, results.size());
      planned.derivatives = derivatives;
    }
    return new Evaluation(
        (Tensor) results.get(0),
        ((Scalar) results.get(1)).value(),
        ((Scalar) results.get(2)).value(),
        derivatives);
  }

  /** Returns what a plan is given, in the list of the last step. */
  private List<Value<?>> inputs(List<Value<?>> given, Batch batch, Tensor targets) {
    Tensor ofExamples = batch.weights();
    if (given.isEmpty()) {
      given.addAll(List.of(batch.inputs(), targets));
      if (ofExamples != null) {
        given.add(ofExamples);
      }
      given.addAll(weights);
    }
    given.set(0, batch.inputs());
    given.set(1, targets);
    if (ofExamples != null) {
      given.set(2, ofExamples);
    }
    return given;
  }

  /** Plans steps on batches of a shape, if they may be. */
  private void make(Planned planned, Batch batch) {
    try (Tape tape = new Tape(plan.engine())) {
      Tensor like = plan.model().predict(batch.inputs(), plan.engine()).zerosLike();
      Tensor fixed = loss.forPlan(batch.targets(), like);
      if (fixed == null) {
        return;
      }
      Tensor inputs = tape.variable(batch.inputs());
      Tensor targets = tape.variable(fixed);
      Tensor ofExamples = batch.weights() == null ? null : tape.variable(batch.weights());
      List<Tensor> used = new ArrayList<>(parameters.size());
      parameters.forEach(p -> used.add(tape.use(p)));
      Recorded step = tape.refusingReads(() -> recorder.record(tape, inputs, targets, ofExamples));
      List<Value<?>> in = new ArrayList<>(List.of(inputs, targets));
      if (ofExamples != null) {
        in.add(ofExamples);
      }
      in.addAll(used);
      List<Value<?>> out = new ArrayList<>(List.of(step.prediction, step.ofData, step.loss));
      out.addAll(tape.differentiate(step.loss, used));
      Program program = Program.between(in, out).simplified();
      if (program.guards().isEmpty() && program.size() <= TensorPlan.MOST_OPERATIONS) {
        planned.steps = program.plan(plan.engine());
        planned.prediction = like;
      }
    }
  }
}
