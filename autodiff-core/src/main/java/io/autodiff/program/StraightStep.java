package io.autodiff.program;

import io.autodiff.CustomOp;
import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.elementwise.ElementwiseKernels;
import io.autodiff.internal.array.ArrayKernels;
import io.autodiff.internal.loop.Formula;
import io.autodiff.internal.loop.StraightCode;
import io.autodiff.op.Elementwise;
import io.autodiff.op.FoldedAxes;
import io.autodiff.op.MatMul;
import io.autodiff.op.Op;
import io.autodiff.op.Structure;
import io.autodiff.op.Sum;
import io.autodiff.op.SumTo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All steps of a plan whose arrays are small, as one class without loops, dispatch or look-ups: for
 * a network of some neurons these take several times as long as its arithmetic. Steps that are not
 * worth it, or not written, are called.
 */
final class StraightStep extends PlanStep {
  /** The most operations on numbers of a step that is written out. */
  private static final int MOST_OF_STEP = 1000;

  /** The most operations on numbers of a plan that is written out. */
  private static final int MOST_IN_ALL = 4000;

  private final StraightCode code;
  private final PlanStep[] others;
  private final StraightCode.Others call = this::call;
  private final List<StraightCode.Step> steps;
  private final boolean isWhole;

  /** The numbers of the plan, which called steps need. */
  private final Numbers numbers;

  private StraightStep(List<StraightCode.Step> steps, List<PlanStep> all, Numbers numbers) {
    this.code = StraightCode.of(steps);
    this.others = all.toArray(PlanStep[]::new);
    this.steps = steps;
    this.isWhole = steps.stream().noneMatch(StraightCode.Call.class::isInstance);
    this.numbers = numbers;
  }

  /**
   * Returns steps as one; null if too little of them is small.
   *
   * @param results the number of the result of each step that is not fused
   */
  static @Nullable StraightStep of(
      ProgramLayout layout,
      List<PlanStep> all,
      List<Integer> results,
      ArrayKernels kernels,
      Numbers numbers) {
    List<StraightCode.Step> steps = new ArrayList<>();
    int next = layout.end;
    int written = 0;
    for (int s = 0; s < all.size(); s++) {
      List<StraightCode.Step> own = new ArrayList<>();
      if (all.get(s) instanceof FusedStep fused) {
        next += fused.write(own, next, numbers.arrays());
      } else {
        StraightCode.Step step = written(layout, results.get(s), kernels);
        if (step != null) {
          own.add(step);
        }
      }
      int weight = own.stream().mapToInt(StraightCode.Step::weight).sum();
      boolean isCalled = own.isEmpty() || weight > MOST_OF_STEP;
      if (isCalled) {
        steps.add(new StraightCode.Call(s));
      } else {
        steps.addAll(own);
        written++;
      }
    }
    int weight = steps.stream().mapToInt(StraightCode.Step::weight).sum();
    boolean isWorth = weight <= MOST_IN_ALL && 2 * written > all.size();
    return isWorth && !hasCustom(layout) ? new StraightStep(steps, all, numbers) : null;
  }

  /** An operation of the caller's may keep the arrays that it is given. */
  private static boolean hasCustom(ProgramLayout layout) {
    for (int i = layout.firstStep; i < layout.end; i++) {
      if (layout.step(i).op() instanceof CustomOp) {
        return true;
      }
    }
    return false;
  }

  private static StraightCode.@Nullable Step written(
      ProgramLayout layout, int number, ArrayKernels kernels) {
    Program.Step step = layout.step(number);
    int[] in = layout.operands[number];
    Op op = step.op();
    if (op == Structure.ELEMENT) {
      boolean single = layout.instructions[in[0]].type().dtype() == DType.FLOAT32;
      return new StraightCode.Element(in[0], step.element(), number, single);
    }
    if (step.type().isScalar()) {
      return op instanceof Elementwise e ? ofScalars(e, number, in) : null;
    }
    Shape from = in.length == 0 ? Shape.SCALAR : layout.instructions[in[0]].type().shape();
    return switch (op) {
      case MatMul product -> product(layout, product, number, in);
      case Sum sum -> sums(layout, sum.folded(from), number, in[0], kernels);
      case SumTo sum -> sums(layout, sum.folded(from), number, in[0], kernels);
      default -> null;
    };
  }

  /** Scalars have the functions of {@code Math}, as loops that are not in vectors have. */
  private static StraightCode.@Nullable Step ofScalars(Elementwise op, int number, int... in) {
    Formula formula = ElementwiseKernels.of(op).value().formula(false, false);
    if (!formula.isArithmetic()) {
      return null;
    }
    List<StraightCode.Place> from = new ArrayList<>();
    for (int operand : in) {
      from.add(new StraightCode.Place(StraightCode.SCALARS, List.of(operand)));
    }
    List<StraightCode.Place> to =
        List.of(new StraightCode.Place(StraightCode.SCALARS, List.of(number)));
    return new StraightCode.Chain(formula, List.of(formula.result()), from, to, false);
  }

  private static StraightCode.@Nullable Step product(
      ProgramLayout layout, MatMul op, int number, int... in) {
    Program.Type type = layout.instructions[number].type();
    Shape left = layout.instructions[in[0]].type().shape();
    Shape right = layout.instructions[in[1]].type().shape();
    if (left.rank() != 2 || right.rank() != 2 || type.shape().size() == 0) {
      return null;
    }
    boolean single = type.dtype() == DType.FLOAT32;
    int m = type.shape().dim(0);
    int n = type.shape().dim(1);
    int k = op.inner(left, right);
    return ArrayKernels.multipliesInSequence(single, m, n, k)
        ? new StraightCode.Product(
            in[0], op.leftTurned(), in[1], op.rightTurned(), number, m, n, k, single)
        : null;
  }

  private static StraightCode.@Nullable Step sums(
      ProgramLayout layout, @Nullable FoldedAxes axes, int number, int in, ArrayKernels kernels) {
    DType dtype = layout.instructions[number].type().dtype();
    return axes != null && kernels.sumsInSequence(dtype.newArray(0), axes.n(), axes.inner())
        ? new StraightCode.Sums(
            in, number, axes.outer(), axes.n(), axes.inner(), dtype == DType.FLOAT32)
        : null;
  }

  /** Returns the numbers of the tensors that are computed in arrays that they must have. */
  int[] unpooled() {
    return steps.stream()
        .mapToInt(
            step ->
                switch (step) {
                  case StraightCode.Product p -> p.to();
                  case StraightCode.Sums s -> s.to();
                  default -> -1;
                })
        .filter(number -> number >= 0)
        .toArray();
  }

  /** Returns whether no step is called, which might need the workspace. */
  boolean isWhole() {
    return isWhole;
  }

  @Override
  void run(Numbers all) {
    code.run(all.arrays(), all.scalars(), call);
  }

  private void call(int step) {
    others[step].run(numbers);
  }

  @Override
  public String toString() {
    int weight = steps.stream().mapToInt(StraightCode.Step::weight).sum();
    long calls = steps.stream().filter(StraightCode.Call.class::isInstance).count();
    return "compiled whole: %d steps, %s, %d operations written out, in %s"
        .formatted(
            steps.size(), calls == 0 ? "none called" : calls + " called", weight, code.name());
  }
}
