package io.autodiff.sweep;

import io.autodiff.Tensor;
import io.autodiff.tape.Recording;
import io.autodiff.tape.TapeRecord;
import io.autodiff.tape.TapeWorkspace;
import java.util.List;
import java.util.function.Function;

/** The cotangent of one operand of a function of tensors, found by tracing the function again. */
final class CompositePullback {
  private CompositePullback() {}

  /**
   * Traces {@code f} and traverses the trace.
   *
   * @param g a cotangent of the result
   * @param argument the operand to differentiate by
   * @return of that operand's shape; recorded if an operand or {@code g} is
   */
  static Tensor of(Function<Tensor[], Tensor> f, Tensor g, int argument, Tensor... operands) {
    TapeRecord home = Recording.joining(operands);
    TapeWorkspace w = g.workspace();
    TapeRecord record = home != null ? home : TapeRecord.ofTransform(w.engine());
    Tensor[] traced = operands.clone();
    traced[argument] =
        home != null ? Recording.alias(operands[argument]) : record.variable(operands[argument]);
    List<Tensor> by = List.of(traced[argument]);
    Tensor y = f.apply(traced);
    if (y.isConstant()) {
      return operands[argument].zerosLike();
    }
    if (home != null) {
      return (Tensor) RecordedReverseSweep.run(home, List.of(y), List.of(g), by).get(0);
    }
    GradientStore found = ReverseSweep.run(record, new SweepMemory(), List.of(y), List.of(g), by);
    return w.adopt((Tensor) found.of(by).get(0));
  }
}
