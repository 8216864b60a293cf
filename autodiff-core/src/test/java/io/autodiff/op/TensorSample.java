package io.autodiff.op;

import io.autodiff.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An operation on whole tensors with operands to try it on; immutable.
 *
 * @param operands inside the domain; unless {@code derivatives} are given, differences are taken
 *     around them
 * @param derivatives for a sample at a kink: by each operand, the derivative of the sum of the
 *     result
 */
public record TensorSample(TensorOp op, List<Tensor> operands, @Nullable List<Tensor> derivatives) {

  public static TensorSample of(TensorOp op, Tensor... operands) {
    return new TensorSample(op, List.of(operands), null);
  }

  /** Returns this sample as one at a kink, where the convention gives these derivatives. */
  TensorSample whoseSumHasDerivatives(Tensor... expected) {
    return new TensorSample(op, operands, List.of(expected));
  }

  /** Returns whether the operation is smooth around the operands. */
  boolean isSmooth() {
    return derivatives == null;
  }

  public Tensor[] inputs() {
    return operands.toArray(Tensor[]::new);
  }

  @Override
  public String toString() {
    return Arrays.stream(inputs())
        .map(t -> t.shape().toString())
        .collect(Collectors.joining(" ", op + " on ", isSmooth() ? "" : " at a kink"));
  }
}
