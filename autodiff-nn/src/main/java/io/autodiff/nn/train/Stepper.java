package io.autodiff.nn.train;

import io.autodiff.Gradients;
import io.autodiff.NonFiniteException;
import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.nn.Activation;
import io.autodiff.nn.ActivationLayer;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.Pass;
import io.autodiff.nn.data.Batch;
import io.autodiff.nn.optim.LossGradient;
import io.autodiff.nn.optim.Penalty;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Takes the steps of a training on one tape, which it rewinds after each. */
final class Stepper implements AutoCloseable {
  /** What a pass draws from in which nothing is left to chance. */
  private static final RandomGenerator NO_CHANCE =
      () -> {
        throw new IllegalStateException("a layer that repeats draws a number");
      };

  private final StepPlan plan;
  private final List<Parameter> parameters;
  private final ParameterGroups groups;
  private final Tape tape;
  private final Tape.Mark start;

  /** The loss of what the last activation is applied to, if there is one. */
  private final @Nullable Loss ofLogits;

  private @Nullable Tensor beforeLast;
  private @Nullable Tensor last;

  private final PlannedSteps planned;

  /** The derivatives of the last evaluation, until the next. */
  private @Nullable Gradients held;

  Stepper(StepPlan plan) {
    this.plan = plan;
    this.parameters = plan.model().trainable();
    this.groups = new ParameterGroups(plan, parameters);
    this.tape = new Tape(plan.engine());
    this.start = tape.mark();
    this.ofLogits = ofLogits(plan);
    this.planned = new PlannedSteps(plan, ofLogits, parameters, this::record);
  }

  private static @Nullable Loss ofLogits(StepPlan plan) {
    List<Mlp.NamedLayer> layers = plan.model().layers();
    return layers.size() > 1
            && layers.getLast().layer() instanceof ActivationLayer(Activation activation)
        ? plan.loss().ofLogits(activation)
        : null;
  }

  private Pass watched(Pass pass) {
    return ofLogits == null
        ? pass
        : pass.observedBy(
            (_, output) -> {
              beforeLast = last;
              last = output;
            });
  }

  /** Returns the loss of a batch whose forward pass was watched. */
  private Scalar ofData(Tensor prediction, Tensor targets, @Nullable Tensor weights) {
    return ofLogits == null || beforeLast == null
        ? plan.loss().of(prediction, targets, weights)
        : ofLogits.of(beforeLast, targets, weights);
  }

  PlannedSteps planned() {
    return planned;
  }

  ParameterGroups groups() {
    return groups;
  }

  /** Receives the first evaluation of a step, before the parameters change. */
  @FunctionalInterface
  interface Observer {
    /**
     * Takes note of a loss, without prices of weights, and its predictions.
     *
     * @param prediction whose array the next step may use again
     */
    void accept(double loss, Tensor prediction);
  }

  /**
   * Takes one step.
   *
   * @param factor what the schedule multiplies the learning rate by
   * @param random gives the step's random generator, in the same state each time
   * @param observer receives the first evaluation
   */
  void step(Batch batch, double factor, Supplier<RandomGenerator> random, Observer observer) {
    PlannedSteps.Evaluation found = planned.evaluate(batch);
    if (found != null) {
      requireFinite(found.loss());
      observer.accept(found.ofData(), found.prediction());
      LossGradient here =
          new LossGradient(found.loss(), plan.clipping().apply(found.derivatives()));
      groups.step(here, () -> again(batch, random.get()), factor);
      rewind();
      return;
    }
    Pass pass = watched(Pass.training(tape, random.get()));
    Tensor prediction = plan.model().forward(batch.inputs(), pass);
    Scalar ofData = ofData(prediction, batch.targets(), batch.weights());
    Scalar loss = priced(tape, ofData);
    requireFinite(loss.value());
    observer.accept(ofData.value(), prediction);
    groups.step(gradient(loss), () -> again(batch, random.get()), factor);
    rewind();
  }

  private static void requireFinite(double loss) {
    if (!Double.isFinite(loss)) {
      throw new NotFinite(loss);
    }
  }

  /** Records a step's loss for a plan. */
  private PlannedSteps.Recorded record(
      Tape on, Tensor inputs, Tensor targets, @Nullable Tensor weights) {
    Tensor prediction = plan.model().forward(inputs, watched(Pass.training(on, NO_CHANCE)));
    Scalar ofData = ofData(prediction, targets, weights);
    last = null;
    beforeLast = null;
    return new PlannedSteps.Recorded(prediction, ofData, priced(on, ofData));
  }

  /** Evaluates a step's loss once more, at the parameters' new values. */
  private LossGradient again(Batch batch, RandomGenerator random) {
    rewind();
    Pass pass = watched(Pass.training(tape, random).withoutStatistics());
    Tensor prediction = plan.model().forward(batch.inputs(), pass);
    return gradient(priced(tape, ofData(prediction, batch.targets(), batch.weights())));
  }

  private LossGradient gradient(Scalar loss) {
    return new LossGradient(loss.value(), plan.clipping().apply(derivatives(loss)));
  }

  private List<Tensor> derivatives(Scalar loss) {
    held = tape.gradients(loss);
    List<Tensor> all = new ArrayList<>(parameters.size());
    for (Parameter parameter : parameters) {
      all.add(held.of(parameter));
    }
    return all;
  }

  /** Gives the arrays of the last evaluation back to the tape. */
  private void rewind() {
    if (held != null) {
      held.release();
      held = null;
    }
    tape.rewind(start);
  }

  /** The loss of a step is not finite. */
  static final class NotFinite extends ArithmeticException {
    private static final long serialVersionUID = 1L;
    private final double loss;

    NotFinite(double loss) {
      this.loss = loss;
    }

    double loss() {
      return loss;
    }
  }

  /** Returns a loss with the prices of the weights. */
  private Scalar priced(Tape on, Scalar ofData) {
    Scalar loss = ofData;
    for (Penalty penalty : plan.penalties()) {
      loss = penalty.addTo(loss, parameters.stream().map(on::use).toList());
    }
    return loss;
  }

  /** Repeats the forward pass of a step and returns where a number first was not finite. */
  String findNonFinite(Batch batch, RandomGenerator random) {
    List<String> done = new ArrayList<>();
    try (Tape watched = new Tape(plan.engine()).stopAtNonFinite()) {
      String place = spoiltParameter(watched);
      if (place != null) {
        return place;
      }
      Pass pass =
          Pass.training(watched, random)
              .withoutStatistics()
              .observedBy((layer, _) -> done.add(layer));
      Tensor prediction = plan.model().forward(batch.inputs(), pass);
      Scalar loss = priced(watched, plan.loss().of(prediction, batch.targets(), batch.weights()));
      return "the loss itself: " + loss.value();
    } catch (NonFiniteException e) {
      return where(done) + ": " + e.getMessage();
    }
  }

  private @Nullable String spoiltParameter(Tape watched) {
    try {
      parameters.forEach(watched::use);
      return null;
    } catch (NonFiniteException e) {
      return "by the update of the step before: " + e.getMessage();
    }
  }

  private String where(List<String> done) {
    for (Mlp.NamedLayer named : plan.model().layers()) {
      if (!done.contains(named.name())) {
        return "in layer " + named.name();
      }
    }
    return "in the loss";
  }

  @Override
  public void close() {
    tape.close();
  }
}
