package io.autodiff.batch;

import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.tape.CallRule;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The derivative of a call of this library whose operands and results are tensors, made of calls of
 * the same kind.
 */
abstract class TensorRule implements CallRule {
  /** Returns the cotangents of the operands {@code x}, given those of the results {@code y}. */
  abstract List<Tensor> cotangents(List<Tensor> x, List<Tensor> y, List<Tensor> g);

  /** Returns the tangents of the results, given those of the operands {@code x}. */
  abstract List<Tensor> tangents(List<Tensor> x, List<Tensor> tangents);

  @Override
  public final boolean isOwn() {
    return true;
  }

  @Override
  public final List<Value<?>> pullback(List<Value<?>> x, List<Value<?>> y, List<Value<?>> g) {
    return Collections.unmodifiableList(cotangents(tensors(x), tensors(y), tensors(g)));
  }

  @Override
  public final boolean goesForward() {
    return true;
  }

  @Override
  public final List<Value<?>> pushforward(
      List<Value<?>> x, List<Value<?>> y, List<Value<?>> tangents) {
    return Collections.unmodifiableList(tangents(tensors(x), tensors(tangents)));
  }

  /** Returns values that are known to be tensors. */
  static List<Tensor> tensors(List<? extends Value<?>> values) {
    return Arrays.asList(values.toArray(Tensor[]::new));
  }
}
