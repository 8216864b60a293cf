package io.autodiff.nn;

import io.autodiff.Parameter;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One run of data through a network. A training pass lets dropout drop and layers gather
 * statistics, an evaluation pass does neither; a tape records the operations, or they are only
 * computed.
 */
public final class Pass {
  private final @Nullable Tape tape;
  private final @Nullable RandomGenerator random;
  private final Set<Parameter> frozen;
  private final Map<Parameter, Tensor> given;
  private final @Nullable BiConsumer<String, Tensor> observer;
  private final boolean gathering;

  private Pass(
      @Nullable Tape tape,
      @Nullable RandomGenerator random,
      Set<Parameter> frozen,
      Map<Parameter, Tensor> given,
      @Nullable BiConsumer<String, Tensor> observer,
      boolean gathering) {
    this.tape = tape;
    this.random = random;
    this.frozen = frozen;
    this.given = given;
    this.observer = observer;
    this.gathering = gathering;
  }

  /**
   * Returns a pass for training, recorded on a tape.
   *
   * @param random what dropout draws from
   */
  public static Pass training(Tape tape, RandomGenerator random) {
    return new Pass(tape, random, Set.of(), Map.of(), null, true);
  }

  /** Returns a pass for evaluation that computes and records nothing. */
  public static Pass evaluation() {
    return new Pass(null, null, Set.of(), Map.of(), null, false);
  }

  /** Returns a pass for evaluation recorded on a tape, for derivatives of a trained network. */
  public static Pass evaluation(Tape tape) {
    return new Pass(tape, null, Set.of(), Map.of(), null, false);
  }

  /** Returns a pass for evaluation with other values in the place of parameters and buffers. */
  static Pass evaluation(Map<Parameter, Tensor> given) {
    return new Pass(null, null, Set.of(), given, null, false);
  }

  /** Returns this pass with some parameters taken as constants. */
  Pass freezing(Set<Parameter> more) {
    if (more.isEmpty() || frozen.containsAll(more)) {
      return this;
    }
    Set<Parameter> all = new HashSet<>(frozen);
    all.addAll(more);
    return new Pass(tape, random, all, given, observer, gathering);
  }

  /** Returns this pass with an observer that is given every layer's name and output. */
  public Pass observedBy(BiConsumer<String, Tensor> newObserver) {
    return new Pass(tape, random, frozen, given, newObserver, gathering);
  }

  /**
   * Returns this pass with running statistics left as they are, for a second evaluation of a batch
   * in the same step, such as a line search makes.
   */
  public Pass withoutStatistics() {
    return new Pass(tape, random, frozen, given, observer, false);
  }

  void observe(String layer, Tensor output) {
    if (observer != null) {
      observer.accept(layer, output);
    }
  }

  /** Returns a parameter's current value, for the layer that owns it. */
  public Tensor use(Parameter parameter) {
    Tensor other = given.get(parameter);
    if (other != null) {
      return other;
    }
    return tape == null || frozen.contains(parameter) ? parameter.borrow() : tape.use(parameter);
  }

  /** Returns a running statistic, for the layer that owns it. */
  Tensor statistic(Parameter buffer) {
    Tensor other = given.get(buffer);
    return other != null ? other : buffer.borrow();
  }

  /** Returns whether the network is being trained. */
  public boolean isTraining() {
    return random != null;
  }

  /** Returns whether layers with running statistics count this batch in them. */
  public boolean gathersStatistics() {
    return gathering;
  }

  /**
   * Returns the source of chance of a training pass.
   *
   * @throws IllegalStateException in evaluation, where nothing is left to chance
   */
  public RandomGenerator random() {
    if (random == null) {
      throw new IllegalStateException("an evaluation pass has no source of chance");
    }
    return random;
  }
}
