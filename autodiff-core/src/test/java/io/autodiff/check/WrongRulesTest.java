package io.autodiff.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Autodiff;
import io.autodiff.CustomOp;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.elementwise.ElementwiseKernels;
import io.autodiff.op.Binary;
import io.autodiff.op.Elementwise;
import io.autodiff.op.OpSamples;
import io.autodiff.op.Samples;
import io.autodiff.op.Ternary;
import io.autodiff.op.Unary;
import io.autodiff.sweep.OpDerivatives;
import io.autodiff.tape.TapeWorkspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every elementwise operation with its rule broken in several ways: each is found and blamed. */
class WrongRulesTest {
  /** What is wrong with a rule. */
  private enum Fault {
    NONE,
    SIGN,
    FACTOR,
    DROPPED,
    WRONG_OPERAND,
    FROZEN;

    Tensor vjp(Elementwise op, int argument, Tensor g, Tensor out, Tensor... in) {
      Tensor right = OpDerivatives.vjp(op, argument, g, out, in);
      return switch (this) {
        case NONE -> right;
        case SIGN -> right.neg();
        case FACTOR -> right.mul(1.0001);
        case DROPPED -> argument == 0 ? right.mul(0) : right;
        case WRONG_OPERAND -> OpDerivatives.vjp(op, (argument + 1) % in.length, g, out, in);
        case FROZEN -> OpDerivatives.vjp(op, argument, g, out.stopGradient(), stopped(in));
      };
    }

    private static Tensor[] stopped(Tensor... in) {
      return Arrays.stream(in).map(Tensor::stopGradient).toArray(Tensor[]::new);
    }

    /** Returns the order of the derivatives that show it. */
    int order() {
      return this == FROZEN ? 2 : 1;
    }
  }

  /** An elementwise operation whose rule has a fault. */
  private record Broken(Elementwise op, Fault fault) implements CustomOp {
    @Override
    public String label() {
      return "broken " + op.label();
    }

    @Override
    public Tensor forward(Workspace w, Tensor... in) {
      return ElementwiseKernels.of(op).apply(w, in);
    }

    @Override
    public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
      return fault.vjp(op, argument, g, out, in);
    }
  }

  private static GradientReport check(Broken op, double... point) {
    Tensor[] at = Arrays.stream(point).mapToObj(Tensor::of).toArray(Tensor[]::new);
    return GradientCheck.ofTensors(
            t -> {
              Tensor[] operands = Arrays.stream(t).map(x -> x.mul(1).add(0)).toArray(Tensor[]::new);
              return op.on(operands).mul(0.5);
            })
        .order(op.fault.order())
        .at(at);
  }

  /** Returns whether a fault changes nothing at a point that a check to its order could see. */
  private static boolean isEquivalent(Broken broken, double... point) {
    Tensor[] in = Arrays.stream(point).mapToObj(Tensor::of).toArray(Tensor[]::new);
    Tensor out = broken.forward(TapeWorkspace.CONSTANTS, in);
    if (broken.fault == Fault.FROZEN) {
      return isLinear(broken.op, point);
    }
    double change = 0;
    for (int k = 0; k < in.length; k++) {
      double right = OpDerivatives.vjp(broken.op, k, Tensor.of(1.0), out, in).item();
      double wrong = broken.vjp(k, Tensor.of(1.0), out, in).item();
      change = Math.max(change, Math.abs(right - wrong) / (1e-9 + Math.abs(right)));
    }
    return change < 1e-5;
  }

  /** Returns whether the second derivatives at a point are 0, so that a check cannot see them. */
  private static boolean isLinear(Elementwise op, double... point) {
    double[][] hessian =
        Autodiff.hessian(
                x ->
                    switch (op) {
                      case Unary u -> x[0].apply(u);
                      case Binary b -> x[0].apply(b, x[1]);
                      case Ternary t -> x[0].apply(t, x[1], x[2]);
                    })
            .at(point);
    return Arrays.stream(hessian).flatMapToDouble(Arrays::stream).allMatch(h -> Math.abs(h) < 1e-5);
  }

  @Test
  void everyFaultOfEveryElementwiseRuleIsFoundAndBlamed() {
    int equivalent = 0;
    int found = 0;
    List<String> missed = new ArrayList<>();
    for (Samples.Case c : OpSamples.elementwise()) {
      double[] point = c.samples().points().get(0);
      if (check(new Broken(c.op(), Fault.NONE), point).verdict() != Verdict.RIGHT) {
        missed.add(c.op().label() + " is called wrong where it is right");
      }
      for (Fault fault : Fault.values()) {
        Broken broken = new Broken(c.op(), fault);
        if (fault == Fault.NONE) {
          continue;
        }
        if (isEquivalent(broken, point)) {
          equivalent++;
          continue;
        }
        GradientReport report = check(broken, point);
        Culprit culprit = report.culprit();
        if (report.verdict() == Verdict.WRONG
            && culprit != null
            && culprit.operation().equals(broken.label())) {
          found++;
        } else {
          missed.add(
              broken.label() + " " + fault + " at " + Arrays.toString(point) + ": " + report);
        }
      }
    }
    System.out.println(
        "faults of elementwise rules: "
            + found
            + " found and blamed, "
            + equivalent
            + " change nothing at the point, "
            + missed.size()
            + " missed");
    assertEquals(List.of(), missed);
    assertTrue(found > 0);
  }
}
