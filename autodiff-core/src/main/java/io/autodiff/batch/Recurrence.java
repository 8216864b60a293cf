package io.autodiff.batch;

import io.autodiff.Autodiff;
import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.VectorFunction;
import io.autodiff.Workspace;
import io.autodiff.tape.CallNode;
import io.autodiff.tape.OpRunner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A function of scalars applied in steps, each to the state that the step before left, on all
 * elements of tensors at once and as one operation: a recurrent network of diagonal weights, a
 * filter, many paths of a process in time.
 *
 * {@snippet class="io.autodiff.snippets.ValueSnippetsTest" region="recurrence"}
 *
 * <p>The arguments of a step are states, inputs and parameters, in this order; its results are the
 * new states and then outputs, if any. The tape keeps the states before each step and nothing else;
 * a traversal in reverse is a recurrence from the last step to the first, which recomputes what
 * lies between. So a recurrence is differentiable in reverse and forward, to any order. As with
 * {@link Pointwise} the function must not branch on its arguments nor use recorded values but
 * these.
 */
public final class Recurrence {
  private final RecurrenceSignature signature;
  private final boolean backward;
  private final Pointwise step;
  private final BatchRunner runner;

  /** The recurrence that takes cotangents from the last step to the first. */
  private final Lazy<Recurrence> pullback = new Lazy<>(this::recordPullback);

  /** The recurrence whose states, outputs and sums are followed by their tangents. */
  private final Lazy<Recurrence> pushforward = new Lazy<>(this::recordPushforward);

  private Recurrence(RecurrenceSignature signature, boolean backward, Pointwise step) {
    this.signature = signature;
    this.backward = backward;
    this.step = step;
    int arguments = signature.arguments();
    int sums = step.program().outputs().size() - signature.sumsFrom();
    this.runner =
        new BatchRunner(
            sums == 0
                ? step.program()
                : Pointwise.of(arguments + sums, v -> accumulated(arguments, v)).program());
  }

  /**
   * Records the function that computes a step.
   *
   * @param states how many numbers a step takes from the one before
   * @param inputs how many are given to each step
   * @param parameters how many are the same in all steps
   * @throws AutodiffException if the function branches on a comparison of its arguments, computes
   *     with tensors, or has fewer results than states
   */
  public static Recurrence of(int states, int inputs, int parameters, VectorFunction step) {
    int[] given = {states, inputs, parameters};
    Pointwise recorded = Pointwise.of(Arrays.stream(given).sum(), step);
    int results = recorded.program().outputs().size();
    if (states < 1 || results < states) {
      throw new AutodiffException(
          "recurrence: a step does not give all states",
          results + " results for " + states + " states",
          "at least one state, and of the results the first " + states + " the new states",
          null);
    }
    int[] none = {};
    return new Recurrence(
        new RecurrenceSignature(
            new int[] {states},
            new int[] {inputs},
            new int[] {parameters},
            new int[] {results - states},
            none),
        false,
        recorded);
  }

  /** Returns the results of a step, the sums among them added to the last arguments. */
  private Scalar[] accumulated(int arguments, Scalar... v) {
    Scalar[] y = step.applyScalars(Arrays.copyOf(v, arguments));
    for (int k = signature.sumsFrom(), sum = arguments; k < y.length; k++, sum++) {
      y[k] = v[sum].add(y[k]);
    }
    return y;
  }

  /**
   * What all steps together yield.
   *
   * @param state the state after the last step, {@code (states, …)}
   * @param outputs the outputs of each step, {@code (steps, outputs, …)}
   */
  public record Result(Tensor state, Tensor outputs) {}

  /**
   * Applies the function step after step. The axes that the shapes do not name are elements, each
   * with a recurrence of its own; they are broadcast to each other.
   *
   * @param state the state before the first step, {@code (states, …)}
   * @param inputs for each step its inputs, {@code (steps, inputs, …)}
   * @param parameters {@code (parameters, …)}
   * @throws AutodiffException if shapes or element types do not fit each other or the function
   */
  public Result apply(Tensor state, Tensor inputs, Tensor parameters) {
    int rank = state.rank();
    if (rank == 0 || inputs.rank() != rank + 1 || parameters.rank() != rank) {
      throw misfit(state, inputs, parameters);
    }
    if (state.dim(0) != signature.states()[0]
        || inputs.dim(1) != signature.inputs()[0]
        || parameters.dim(0) != signature.fixed()[0]) {
      throw misfit(state, inputs, parameters);
    }
    OpRunner.requireOneType("recurrence", state, inputs, parameters);
    Shape rest = rest(state, 1);
    rest = Shape.broadcast("recurrence", rest, rest(inputs, 2));
    rest = Shape.broadcast("recurrence", rest, rest(parameters, 1));
    int steps = inputs.dim(0);
    List<Tensor> y =
        record(
            new Extent(steps, rest),
            List.of(
                state.broadcastTo(rows(rest, state.dim(0))),
                inputs.broadcastTo(rows(rest, steps, inputs.dim(1))),
                parameters.broadcastTo(rows(rest, parameters.dim(0)))),
            false);
    return new Result(y.get(0), y.get(1));
  }

  private AutodiffException misfit(Tensor state, Tensor inputs, Tensor parameters) {
    return new AutodiffException(
        "recurrence: shapes do not fit the function",
        "state "
            + state.shape()
            + ", inputs "
            + inputs.shape()
            + ", parameters "
            + parameters.shape(),
        String.format(
            "(%d, …), (steps, %d, …) and (%d, …)",
            signature.states()[0], signature.inputs()[0], signature.fixed()[0]),
        null);
  }

  private static Shape rest(Tensor x, int axes) {
    return Shape.of(Arrays.copyOfRange(x.shape().dims(), axes, x.rank()));
  }

  private static Shape rows(Shape rest, int... first) {
    int[] dims = Arrays.copyOf(first, first.length + rest.rank());
    System.arraycopy(rest.dims(), 0, dims, first.length, rest.rank());
    return Shape.of(dims);
  }

  /**
   * How much is computed.
   *
   * @param steps the number of steps
   * @param rest the shape of a row: one element for each recurrence
   */
  private record Extent(int steps, Shape rest) {}

  /**
   * Applies the function; on a tape, or if {@code keep}, the results are followed by the states
   * before each step.
   */
  private List<Tensor> record(Extent extent, List<Tensor> x, boolean keep) {
    boolean kept = keep || x.stream().anyMatch(t -> !t.isConstant());
    return TensorRule.tensors(
        CallNode.of(
            "recurrence",
            v -> List.copyOf(compute(extent, TensorRule.tensors(v), kept)),
            new RecurrenceRule(extent),
            List.copyOf(x)));
  }

  private List<Tensor> compute(Extent extent, List<Tensor> x, boolean kept) {
    Tensor any = x.get(0);
    Workspace w = any.workspace();
    List<Tensor> y = new ArrayList<>();
    for (int count : signature.states()) {
      y.add(empty(w, any.dtype(), rows(extent.rest, count)));
    }
    for (int count : signature.outputs()) {
      y.add(empty(w, any.dtype(), rows(extent.rest, extent.steps, count)));
    }
    for (int count : signature.sums()) {
      y.add(zeros(w, any.dtype(), rows(extent.rest, count)));
    }
    List<Tensor> before = new ArrayList<>();
    for (int count : signature.states()) {
      before.add(empty(w, any.dtype(), rows(extent.rest, kept ? extent.steps : 2, count)));
    }
    for (int count : signature.sums()) {
      before.add(zeros(w, any.dtype(), rows(extent.rest, 2, count)));
    }
    int n = extent.rest.size();
    var schedule = new RecurrenceLayout.Schedule(extent.steps, n, backward, kept);
    RecurrenceLayout layout = new RecurrenceLayout(signature, schedule, x, y, before);
    runner.run(w.engine(), layout.in(), layout.out(), n, extent.steps, layout);
    if (kept) {
      y.addAll(before.subList(0, signature.states().length));
    }
    return y;
  }

  private static Tensor empty(Workspace w, DType dtype, Shape shape) {
    return w.tensor(shape, w.allocate(dtype, shape.size()));
  }

  private static Tensor zeros(Workspace w, DType dtype, Shape shape) {
    return w.tensor(shape, w.allocateZeros(dtype, shape.size()));
  }

  /** Takes cotangents back and tangents forward by recurrences. */
  private final class RecurrenceRule extends TensorRule {
    private final Extent extent;

    RecurrenceRule(Extent extent) {
      this.extent = extent;
    }

    @Override
    List<Tensor> cotangents(List<Tensor> x, List<Tensor> y, List<Tensor> g) {
      List<Tensor> all = signature.pullbackArguments(x, y, g);
      return pullback.get().record(extent, all, false).subList(0, x.size());
    }

    @Override
    List<Tensor> tangents(List<Tensor> x, List<Tensor> tangents) {
      List<Tensor> all = signature.pushforwardArguments(x, tangents);
      return signature.tangents(pushforward.get().record(extent, all, true));
    }
  }

  private Recurrence recordPullback() {
    RecurrenceSignature back = signature.pullback();
    return new Recurrence(back, !backward, Pointwise.of(back.arguments(), this::stepBack));
  }

  private Scalar[] stepBack(Scalar... v) {
    int states = signature.statesEnd();
    int arguments = signature.arguments();
    Scalar[] x = new Scalar[arguments];
    Scalar[] g = new Scalar[step.program().outputs().size()];
    int next = states; // before: the cotangents of the new states, after: what a step takes
    System.arraycopy(v, 0, g, 0, states);
    System.arraycopy(v, next, x, 0, signature.inputsEnd());
    next += signature.inputsEnd();
    System.arraycopy(v, next, g, states, signature.sumsFrom() - states);
    next += signature.sumsFrom() - states;
    int kept = next;
    next += states;
    System.arraycopy(v, next, x, signature.inputsEnd(), arguments - signature.inputsEnd());
    next += arguments - signature.inputsEnd();
    System.arraycopy(v, next, g, signature.sumsFrom(), g.length - signature.sumsFrom());
    Scalar[] found = Autodiff.vjp(step::applyScalars).at(x, g);
    for (int k = 0; k < states; k++) {
      found[k] = found[k].add(v[kept + k]);
    }
    return found;
  }

  private Recurrence recordPushforward() {
    RecurrenceSignature both = signature.pushforward();
    return new Recurrence(both, backward, Pointwise.of(both.arguments(), this::stepWithTangents));
  }

  private Scalar[] stepWithTangents(Scalar... v) {
    Scalar[][] x = RecurrenceSignature.halves(v, signature.argumentEnds());
    Scalar[] y = step.applyScalars(x[0]);
    Scalar[] tangents = Autodiff.jvp(step::applyScalars).at(x[0], x[1]);
    return RecurrenceSignature.interleaved(y, tangents, signature.resultEnds());
  }

  /** Returns the operations of a step, a line each. */
  @Override
  public String toString() {
    return "recurrence " + step.program();
  }
}
