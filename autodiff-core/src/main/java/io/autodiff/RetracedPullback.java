package io.autodiff;

import java.util.List;
import java.util.function.Function;

/** The cotangent of one operand of a function of tensors, found by tracing the function again. */
final class RetracedPullback {
  private RetracedPullback() {}

  /**
   * Traces {@code f} and traverses the trace.
   *
   * @param g a cotangent of the result
   * @param argument the operand to differentiate by
   * @return of that operand's shape; recorded if an operand or {@code g} is
   */
  static Tensor of(Function<Tensor[], Tensor> f, Tensor g, int argument, Tensor... operands) {
    Tape home = Recording.joining(operands);
    Tape owner = g.tape;
    Engine engine = owner == null ? Engine.standard() : owner.workspace().engine();
    Tape tape = home != null ? home : Tape.scratch(engine);
    Tensor[] traced = operands.clone();
    traced[argument] =
        home != null ? operands[argument].alias() : tape.variable(operands[argument]);
    Tensor y = f.apply(traced);
    if (y.isConstant()) {
      return operands[argument].zeros();
    }
    if (home != null) {
      Tape root = home.root();
      return (Tensor) root.differentiate(List.of(y), List.of(g), List.of(traced[argument])).get(0);
    }
    Tensor cotangent =
        tape.gradients(List.of(y), List.of(g), List.of(traced[argument])).of(traced[argument]);
    return owner == null ? cotangent : cotangent.looseOn(owner);
  }
}
