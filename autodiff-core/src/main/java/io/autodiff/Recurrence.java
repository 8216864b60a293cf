package io.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function of scalars applied again and again, each time to the state that it left, on all
 * elements of tensors at once and as one operation: a recurrent network of diagonal weights, a
 * filter, many paths of a process in time.
 *
 * <pre>{@code
 * // y_t = (1 - a) y_{t-1} + a x_t: a state, an input of each step, a parameter, an output
 * Recurrence smooth =
 *     Recurrence.of(1, 1, 1, v -> {
 *       Scalar y = v[0].add(v[2].mul(v[1].sub(v[0])));
 *       return new Scalar[] {y, y};
 *     });
 * Tensor y = smooth.apply(start, x, a).outputs();    // (1, n), (steps, 1, n), (1, n) -> (steps, 1, n)
 * }</pre>
 *
 * <p>The arguments of a step are states, inputs and parameters, in this order; its results are the
 * new states and then outputs, if any. On a tape the states before each step are kept, and nothing
 * else; what lies between is computed again in reverse, which is a recurrence from the last step to
 * the first. So it is differentiable in reverse and forward, to any order. As with {@link
 * Pointwise} the function must not branch on its arguments nor use recorded values but these.
 */
public final class Recurrence {
  private final Program program;
  private final RecurrenceSignature rows;
  private final boolean backward;
  private final BatchRunner lanes;
  private @Nullable Recurrence pullback;
  private @Nullable Recurrence pushforward;

  private Recurrence(RecurrenceSignature rows, boolean backward, Pointwise step) {
    this.rows = rows;
    this.backward = backward;
    this.program = step.program();
    int arguments = rows.arguments();
    int sums = program.outputs().size() - rows.sumsFrom();
    this.lanes =
        new BatchRunner(
            sums == 0
                ? program
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
    Scalar[] y = again(Arrays.copyOf(v, arguments));
    for (int k = rows.sumsFrom(), sum = arguments; k < y.length; k++, sum++) {
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
    if (state.dim(0) != rows.states()[0]
        || inputs.dim(1) != rows.inputs()[0]
        || parameters.dim(0) != rows.fixed()[0]) {
      throw misfit(state, inputs, parameters);
    }
    Pointwise.checkTypes("recurrence", state, inputs, parameters);
    Shape rest = rest(state, 1);
    rest = Shape.broadcast("recurrence", rest, rest(inputs, 2));
    rest = Shape.broadcast("recurrence", rest, rest(parameters, 1));
    int steps = inputs.dim(0);
    List<Tensor> y =
        record(
            new Form(steps, rest),
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
        "state " + state.shape + ", inputs " + inputs.shape + ", parameters " + parameters.shape,
        String.format(
            "(%d, …), (steps, %d, …) and (%d, …)",
            rows.states()[0], rows.inputs()[0], rows.fixed()[0]),
        null);
  }

  private static Shape rest(Tensor x, int axes) {
    return Shape.of(Arrays.copyOfRange(x.shape.dims(), axes, x.rank()));
  }

  private static Shape rows(Shape rest, int... first) {
    int[] dims = Arrays.copyOf(first, first.length + rest.rank());
    System.arraycopy(rest.dims(), 0, dims, first.length, rest.rank());
    return Shape.of(dims);
  }

  /**
   * How the function is applied.
   *
   * @param steps how often
   * @param rest the shape of a row: one element for each recurrence
   */
  private record Form(int steps, Shape rest) {}

  /**
   * Applies the function; on a tape, or if {@code keep}, the results are followed by the states
   * before each step.
   */
  private List<Tensor> record(Form form, List<Tensor> x, boolean keep) {
    boolean kept = keep || x.stream().anyMatch(t -> !t.isConstant());
    return tensors(
        CallNode.of(
            "recurrence",
            v -> List.copyOf(compute(form, tensors(v), kept)),
            new Rule(form),
            List.copyOf(x)));
  }

  private static List<Tensor> tensors(List<? extends Value<?>> values) {
    return values.stream().map(Tensor.class::cast).toList();
  }

  private List<Tensor> compute(Form form, List<Tensor> x, boolean kept) {
    Tensor any = x.get(0);
    Workspace w = any.tape == null ? Workspace.CONSTANTS : any.tape.workspace();
    List<Tensor> y = new ArrayList<>();
    for (int count : rows.states()) {
      y.add(empty(w, any.dtype(), rows(form.rest, count)));
    }
    for (int count : rows.outputs()) {
      y.add(empty(w, any.dtype(), rows(form.rest, form.steps, count)));
    }
    for (int count : rows.sums()) {
      y.add(zeros(w, any.dtype(), rows(form.rest, count)));
    }
    List<Tensor> before = new ArrayList<>();
    for (int count : rows.states()) {
      before.add(empty(w, any.dtype(), rows(form.rest, kept ? form.steps : 2, count)));
    }
    for (int count : rows.sums()) {
      before.add(zeros(w, any.dtype(), rows(form.rest, 2, count)));
    }
    int n = form.rest.size();
    var how = new RecurrenceLayout.Schedule(form.steps, n, backward, kept);
    RecurrenceLayout places = new RecurrenceLayout(rows, how, x, y, before);
    lanes.run(w.engine(), places.in(), places.out(), n, form.steps, places);
    if (kept) {
      y.addAll(before.subList(0, rows.states().length));
    }
    return y;
  }

  private static Tensor empty(Workspace w, DType dtype, Shape shape) {
    return w.tensor(shape, w.allocate(dtype, shape.size()));
  }

  private static Tensor zeros(Workspace w, DType dtype, Shape shape) {
    return w.tensor(shape, w.allocateZeros(dtype, shape.size()));
  }

  /** Takes cotangents back and tangents forward, by recurrences. */
  private final class Rule implements CallNode.Rule {
    private final Form form;

    Rule(Form form) {
      this.form = form;
    }

    @Override
    public boolean isOwn() {
      return true;
    }

    @Override
    public List<Value<?>> apply(List<Value<?>> x, List<Value<?>> y, List<Value<?>> g) {
      List<Tensor> all = rows.pullbackArguments(tensors(x), tensors(y), tensors(g));
      List<Tensor> found = pullback().record(form, all, false);
      return List.copyOf(found.subList(0, x.size()));
    }

    @Override
    public List<Value<?>> pushforward(List<Value<?>> x, List<Value<?>> tangents) {
      List<Tensor> all = rows.pushforwardArguments(tensors(x), tensors(tangents));
      List<Tensor> found = Recurrence.this.pushforward().record(form, all, true);
      return List.copyOf(rows.tangents(found));
    }
  }

  /** Returns the recurrence that takes cotangents from the last step to the first. */
  private Recurrence pullback() {
    Recurrence known = pullback;
    if (known == null) {
      RecurrenceSignature back = rows.pullback();
      known = new Recurrence(back, !backward, Pointwise.of(back.arguments(), this::pullback));
      pullback = known;
    }
    return known;
  }

  private Scalar[] pullback(Scalar... v) {
    int states = rows.statesEnd();
    int arguments = rows.arguments();
    Scalar[] x = new Scalar[arguments];
    Scalar[] g = new Scalar[program.outputs().size()];
    int next = states; // before: the cotangents of the new states, after: what a step takes
    System.arraycopy(v, 0, g, 0, states);
    System.arraycopy(v, next, x, 0, rows.inputsEnd());
    next += rows.inputsEnd();
    System.arraycopy(v, next, g, states, rows.sumsFrom() - states);
    next += rows.sumsFrom() - states;
    int kept = next;
    next += states;
    System.arraycopy(v, next, x, rows.inputsEnd(), arguments - rows.inputsEnd());
    next += arguments - rows.inputsEnd();
    System.arraycopy(v, next, g, rows.sumsFrom(), g.length - rows.sumsFrom());
    Scalar[] found = Autodiff.vjp(this::again).at(x, g);
    for (int k = 0; k < states; k++) {
      found[k] = found[k].add(v[kept + k]);
    }
    return found;
  }

  /** Returns the recurrence whose states, outputs and sums are followed by their tangents. */
  private Recurrence pushforward() {
    Recurrence known = pushforward;
    if (known == null) {
      RecurrenceSignature both = rows.pushforward();
      known = new Recurrence(both, backward, Pointwise.of(both.arguments(), this::pushforward));
      pushforward = known;
    }
    return known;
  }

  private Scalar[] pushforward(Scalar... v) {
    Scalar[][] x = RecurrenceSignature.halves(v, rows.argumentEnds());
    Scalar[] y = again(x[0]);
    Scalar[] tangents = Autodiff.jvp(this::again).at(x[0], x[1]);
    return RecurrenceSignature.interleaved(y, tangents, rows.resultEnds());
  }

  private Scalar[] again(Scalar... x) {
    return Transform.scalars(program.apply(Transform.values(x)));
  }

  /** Returns the operations of a step, a line each. */
  @Override
  public String toString() {
    return "recurrence " + program;
  }
}
