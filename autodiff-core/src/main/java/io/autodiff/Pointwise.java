package io.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function of scalars applied to tensors, element by element, as one operation: recorded once,
 * carried out on all elements in blocks that stay in the processor's cache.
 *
 * <pre>{@code
 * Pointwise cell =
 *     Pointwise.of(3, v -> new Scalar[] {v[0].mul(v[1]).add(v[2]).tanh()});
 * Tensor y = cell.apply(w, x, b)[0];
 *
 * // the derivatives of many small functions at once, a lane each
 * Pointwise slope = Pointwise.of(3, v -> Autodiff.gradient(f).at(v));
 * }</pre>
 *
 * <p>On a tape it is one node for each result, whatever the number of operations; what lies between
 * is computed again in reverse. It is differentiable in reverse and forward, to any order. The
 * function is called with scalars that stand for all elements, so it must not branch on their
 * numbers ({@link Scalar#where} chooses) nor use recorded values but its arguments.
 */
public final class Pointwise {
  /** Where functions are recorded: any number serves, since none decides anything. */
  private static final double EXAMPLE = 0.5;

  private final Program program;
  private final int arguments;
  private final int results;
  private final BatchRunner lanes;
  private @Nullable Pointwise pullback;
  private @Nullable Pointwise pushforward;

  private Pointwise(Program program) {
    this.program = program;
    this.arguments = program.inputs().size();
    this.results = program.outputs().size();
    this.lanes = new BatchRunner(program);
  }

  /**
   * Records a function.
   *
   * @param arguments how many scalars it takes
   * @throws AutodiffException if it branches on a comparison of its arguments, or computes with
   *     tensors
   */
  public static Pointwise of(int arguments, VectorFunction f) {
    double[] example = new double[arguments];
    Arrays.fill(example, EXAMPLE);
    Program program = Program.ofVector(f, example).simplified();
    if (!program.guards().isEmpty()) {
      throw new AutodiffException(
          "pointwise: the function branches on its arguments",
          program.guards().size() + " comparisons that decide what is computed",
          "the same operations for every element",
          "where(...) chooses between two values element by element");
    }
    for (Program.Instruction instruction : program.instructions()) {
      if (!instruction.type().isScalar()) {
        throw new AutodiffException(
            "pointwise: the function computes with a tensor",
            instruction.type().toString(),
            "scalars only",
            null);
      }
    }
    return new Pointwise(program);
  }

  /** Returns the operations. */
  Program program() {
    return program;
  }

  /**
   * Applies the function with a tensor for each argument; shapes are broadcast.
   *
   * @return a tensor for each result, of the shape to which the arguments' shapes broadcast
   * @throws AutodiffException if their number is not that of the arguments, or shapes or types do
   *     not fit each other
   */
  public Tensor[] apply(Tensor... x) {
    check(x.length, x);
    Shape shape = x.length == 0 ? Shape.SCALAR : x[0].shape;
    for (Tensor each : x) {
      shape = Shape.broadcast("pointwise", shape, each.shape);
    }
    Tensor[] like = x.clone();
    for (int k = 0; k < x.length; k++) {
      like[k] = x[k].size() == 1 ? x[k] : x[k].broadcastTo(shape);
    }
    Shape[] to = new Shape[results];
    Arrays.fill(to, shape);
    return record(new Form(to, shape.size()), like);
  }

  /**
   * Applies the function to the columns of tensors one above the other: their first axes hold the
   * arguments in order, {@code (k_1, …), (k_2, …) → (results, …)} where the {@code k} add up to the
   * number of arguments and all other axes are equal.
   *
   * @throws AutodiffException if the tensors are not of that kind
   */
  public Tensor applyRows(Tensor... x) {
    int rows = 0;
    for (Tensor each : x) {
      rows += each.dim(0);
      if (!rest(each.shape).equals(rest(x[0].shape))) {
        throw new AutodiffException(
            "pointwise: shapes differ beside axis 0",
            x[0].shape + " and " + each.shape,
            "equal sizes on every axis but the first",
            null);
      }
    }
    check(rows, x);
    int[] dims = x[0].shape.dims();
    dims[0] = results;
    Shape[] to = {Shape.of(dims)};
    return record(new Form(to, rest(x[0].shape).size()), x)[0];
  }

  private static Shape rest(Shape shape) {
    return Shape.of(Arrays.copyOfRange(shape.dims(), 1, shape.rank()));
  }

  private void check(int given, Tensor... x) {
    if (given != arguments || given == 0) {
      throw new AutodiffException(
          "pointwise: arguments do not fit in number",
          given + " for " + arguments + " arguments",
          arguments + ", one for each",
          null);
    }
    checkTypes("pointwise", x);
  }

  /** Checks that tensors have the same element type. */
  static void checkTypes(String name, Tensor... x) {
    for (Tensor each : x) {
      if (each.dtype() != x[0].dtype()) {
        throw new AutodiffException(
            name + ": element types differ",
            x[0].dtype() + " and " + each.dtype(),
            "operands of one element type",
            "to(DType." + x[0].dtype().name() + ") converts");
      }
    }
  }

  /**
   * How the function is applied.
   *
   * @param to the shapes of the tensors that hold the results, one or more each, in order
   * @param n how many elements each result has
   */
  private record Form(Shape[] to, int n) {}

  private Tensor[] record(Form form, Tensor... x) {
    return tensors(
        CallNode.of(
            "pointwise", v -> List.of(compute(form, tensors(v))), new Rule(form), List.of(x)));
  }

  private static Tensor[] tensors(List<? extends Value<?>> values) {
    return values.toArray(Tensor[]::new);
  }

  private Tensor[] compute(Form form, Tensor... x) {
    Tape tape = x[0].tape;
    Workspace w = tape == null ? Workspace.CONSTANTS : tape.workspace();
    Tensor[] y = new Tensor[form.to.length];
    for (int k = 0; k < y.length; k++) {
      y[k] = w.tensor(form.to[k], w.allocate(x[0].dtype(), form.to[k].size()));
    }
    if (form.n > 0) {
      lanes.run(w.engine(), rows(arguments, form.n, x), rows(results, form.n, y), form.n);
    }
    return y;
  }

  /** Returns where the rows of tensors one above the other are. */
  private static BatchRows rows(int count, int n, Tensor... x) {
    BatchRows rows = new BatchRows(count);
    int row = 0;
    for (Tensor each : x) {
      boolean stretched = each.size() < n;
      for (int at = 0; at < each.size(); at += n) {
        rows.arrays()[row] = each.array;
        rows.at()[row] = at;
        rows.stretched()[row++] = stretched;
      }
    }
    return rows;
  }

  /** Takes cotangents back and tangents forward, by functions of the same kind. */
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
      List<Value<?>> all = new ArrayList<>(x);
      all.addAll(g);
      Shape[] to = new Shape[x.size()];
      Arrays.setAll(to, k -> wide((Tensor) x.get(k)));
      Tensor[] cotangents = pullback().record(new Form(to, form.n), tensors(all));
      List<Value<?>> found = new ArrayList<>();
      for (int k = 0; k < to.length; k++) {
        found.add(cotangents[k].sumTo(x.get(k).shape()));
      }
      return found;
    }

    @Override
    public List<Value<?>> pushforward(List<Value<?>> x, List<Value<?>> tangents) {
      List<Value<?>> all = new ArrayList<>(x);
      all.addAll(tangents);
      return List.of(Pointwise.this.pushforward().record(form, tensors(all)));
    }

    /** Returns the shape of an argument's cotangent before it is summed to the argument's shape. */
    private Shape wide(Tensor x) {
      return x.size() < form.n ? form.to[0] : x.shape;
    }
  }

  /**
   * Returns the function of arguments and cotangents whose results are the arguments' cotangents.
   */
  private Pointwise pullback() {
    Pointwise known = pullback;
    if (known == null) {
      known =
          of(
              arguments + results,
              v ->
                  Autodiff.vjp(this::again)
                      .at(Arrays.copyOf(v, arguments), Arrays.copyOfRange(v, arguments, v.length)));
      pullback = known;
    }
    return known;
  }

  /** Returns the function of arguments and tangents whose results are the results' tangents. */
  private Pointwise pushforward() {
    Pointwise known = pushforward;
    if (known == null) {
      known =
          of(
              2 * arguments,
              v ->
                  Autodiff.jvp(this::again)
                      .at(Arrays.copyOf(v, arguments), Arrays.copyOfRange(v, arguments, v.length)));
      pushforward = known;
    }
    return known;
  }

  private Scalar[] again(Scalar... x) {
    return Transform.scalars(program.apply(Transform.values(x)));
  }

  /** Returns the operations, a line each. */
  @Override
  public String toString() {
    return "pointwise " + program;
  }
}
