package io.autodiff.batch;

import io.autodiff.Autodiff;
import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.VectorFunction;
import io.autodiff.Workspace;
import io.autodiff.op.SumTo;
import io.autodiff.program.Program;
import io.autodiff.sweep.Transform;
import io.autodiff.tape.CallNode;
import io.autodiff.tape.OpRunner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A function of scalars applied to tensors, element by element, as one operation: recorded once,
 * carried out on all elements in blocks that stay in the processor's cache.
 *
 * {@snippet class="io.autodiff.snippets.ValueSnippetsTest" region="pointwise"}
 *
 * <p>On a tape it is one node for each result, whatever the number of operations; a traversal in
 * reverse recomputes what lies between. It is differentiable in reverse and forward, to any order.
 * The function is called with scalars that stand for all elements, so it must not branch on their
 * numbers ({@link Scalar#where} chooses) nor use recorded values but its arguments.
 */
public final class Pointwise {
  /** The value at which functions are recorded: any number serves, since they may not branch. */
  private static final double EXAMPLE = 0.5;

  private final Program program;
  private final int arguments;
  private final int results;
  private final BatchRunner runner;

  /** The function of arguments and cotangents whose results are the arguments' cotangents. */
  private final Lazy<Pointwise> pullback = new Lazy<>(this::recordPullback);

  /** The function of arguments and tangents whose results are the results' tangents. */
  private final Lazy<Pointwise> pushforward = new Lazy<>(this::recordPushforward);

  private Pointwise(Program program) {
    this.program = program;
    this.arguments = program.inputs().size();
    this.results = program.outputs().size();
    this.runner = new BatchRunner(program);
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
    requireScalars("pointwise", program);
    return new Pointwise(program);
  }

  static void requireScalars(String what, Program program) {
    for (Program.Instruction instruction : program.instructions()) {
      if (!instruction.type().isScalar()) {
        throw new AutodiffException(
            what + ": the function computes with a tensor",
            instruction.type().toString(),
            "scalars only",
            null);
      }
    }
  }

  /** Returns the operations. */
  Program program() {
    return program;
  }

  /** Applies the operations to scalars. */
  Scalar[] applyScalars(Scalar... x) {
    return Transform.scalars(program.apply(Transform.values(x)));
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
    Shape shape = x.length == 0 ? Shape.SCALAR : x[0].shape();
    for (Tensor each : x) {
      shape = Shape.broadcast("pointwise", shape, each.shape());
    }
    Tensor[] like = x.clone();
    for (int k = 0; k < x.length; k++) {
      like[k] = x[k].size() == 1 ? x[k] : x[k].broadcastTo(shape);
    }
    Shape[] to = new Shape[results];
    Arrays.fill(to, shape);
    return record(new ResultShapes(to, shape.size()), like);
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
      if (!rest(each.shape()).equals(rest(x[0].shape()))) {
        throw new AutodiffException(
            "pointwise: shapes differ beside axis 0",
            x[0].shape() + " and " + each.shape(),
            "equal sizes on every axis but the first",
            null);
      }
    }
    check(rows, x);
    int[] dims = x[0].shape().dims();
    dims[0] = results;
    Shape[] to = {Shape.of(dims)};
    return record(new ResultShapes(to, rest(x[0].shape()).size()), x)[0];
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
    OpRunner.requireOneType("pointwise", x);
  }

  /**
   * The tensors that hold the results.
   *
   * @param shapes the shape of each, which holds one or more results, in order
   * @param n how many elements each result has
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record ResultShapes(Shape[] shapes, int n) {}

  private Tensor[] record(ResultShapes to, Tensor... x) {
    return CallNode.of(
            "pointwise",
            v -> List.of(compute(to, v.toArray(Tensor[]::new))),
            new PointwiseRule(to),
            List.of(x))
        .toArray(Tensor[]::new);
  }

  private Tensor[] compute(ResultShapes to, Tensor... x) {
    Workspace w = x[0].workspace();
    Tensor[] y = new Tensor[to.shapes.length];
    for (int k = 0; k < y.length; k++) {
      y[k] = w.tensor(to.shapes[k], w.allocate(x[0].dtype(), to.shapes[k].size()));
    }
    if (to.n > 0) {
      runner.run(w.engine(), rows(arguments, to.n, x), rows(results, to.n, y), to.n);
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
        rows.arrays()[row] = each.storage();
        rows.at()[row] = at;
        rows.stretched()[row++] = stretched;
      }
    }
    return rows;
  }

  /** Takes cotangents back and tangents forward by functions of the same kind. */
  private final class PointwiseRule extends TensorRule {
    private final ResultShapes to;

    PointwiseRule(ResultShapes to) {
      this.to = to;
    }

    @Override
    List<Tensor> cotangents(List<Tensor> x, List<Tensor> y, List<Tensor> g) {
      Shape[] shapes = new Shape[x.size()];
      Arrays.setAll(shapes, k -> wide(x.get(k)));
      Tensor[] wide = pullback.get().record(new ResultShapes(shapes, to.n), joined(x, g));
      Tensor[] cotangents = new Tensor[shapes.length];
      Arrays.setAll(cotangents, k -> SumTo.of(wide[k], x.get(k).shape()));
      return Arrays.asList(cotangents);
    }

    @Override
    List<Tensor> tangents(List<Tensor> x, List<Tensor> tangents) {
      return Arrays.asList(pushforward.get().record(to, joined(x, tangents)));
    }

    private static Tensor[] joined(List<Tensor> x, List<Tensor> y) {
      List<Tensor> all = new ArrayList<>(x);
      all.addAll(y);
      return all.toArray(Tensor[]::new);
    }

    /** Returns the shape of an argument's cotangent before it is summed to the argument's shape. */
    private Shape wide(Tensor x) {
      return x.size() < to.n ? to.shapes[0] : x.shape();
    }
  }

  private Pointwise recordPullback() {
    return of(
        arguments + results,
        v ->
            Autodiff.vjp(this::applyScalars)
                .at(Arrays.copyOf(v, arguments), Arrays.copyOfRange(v, arguments, v.length)));
  }

  private Pointwise recordPushforward() {
    return of(
        2 * arguments,
        v ->
            Autodiff.jvp(this::applyScalars)
                .at(Arrays.copyOf(v, arguments), Arrays.copyOfRange(v, arguments, v.length)));
  }

  /** Returns the operations, a line each. */
  @Override
  public String toString() {
    return "pointwise " + program;
  }
}
