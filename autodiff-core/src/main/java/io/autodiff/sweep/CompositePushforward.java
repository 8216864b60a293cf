package io.autodiff.sweep;

import io.autodiff.Tensor;
import io.autodiff.tape.Recording;
import io.autodiff.tape.TapeRecord;
import io.autodiff.tape.TapeWorkspace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tangent of a function of tensors, found by tracing the function again. */
final class CompositePushforward {
  private CompositePushforward() {}

  /**
   * Traces {@code f} and sweeps the trace forward.
   *
   * @param tangents the operands' tangents; null where 0
   * @return of the result's shape, recorded if an operand or a tangent is; null if 0
   */
  static @Nullable Tensor of(
      Function<Tensor[], Tensor> f, @Nullable Tensor[] tangents, Tensor... operands) {
    TapeRecord home = Recording.joining(operands);
    TapeWorkspace w = TapeWorkspace.of(operands);
    TapeRecord record = home != null ? home : TapeRecord.ofTransform(w.engine());
    Tensor[] traced = operands.clone();
    List<Tensor> by = new ArrayList<>();
    List<Tensor> directions = new ArrayList<>();
    for (int k = 0; k < traced.length; k++) {
      Tensor t = tangents[k];
      if (t != null) {
        Tensor x = operands[k];
        traced[k] = x.isConstant() ? record.leaf(x) : Recording.alias(x);
        by.add(traced[k]);
        directions.add(t);
      }
    }
    Tensor y = f.apply(traced);
    if (y.isConstant()) {
      return null;
    }
    if (home != null || directions.stream().anyMatch(t -> !t.isConstant())) {
      return (Tensor) new RecordedForwardSweep(record, by, directions, List.of(y)).run().get(0);
    }
    Tensor tangent =
        (Tensor) new ForwardSweep(record, by, List.of(directions), List.of(y)).tangent(y, 0);
    return w.adopt(tangent);
  }
}
