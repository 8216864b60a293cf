package io.autodiff;

import io.autodiff.internal.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * Where an operation computes its result: it hands out arrays and wraps them as tensors. Every tape
 * has one; constants share one.
 */
public final class Workspace {
  /** The workspace of operations on constants alone. */
  static final Workspace CONSTANTS = new Workspace(null, Engine.standard());

  private final @Nullable Tape tape;
  private final Engine engine;

  Workspace(@Nullable Tape tape, Engine engine) {
    this.tape = tape;
    this.engine = engine;
  }

  /** Returns the engine that computes here. */
  public Engine engine() {
    return engine;
  }

  /** Returns what the engine computes with; for the operations of this library. */
  @SuppressWarnings("exports") // of use to this module alone
  public Kernels kernels() {
    return engine.kernels();
  }

  /** Returns an array for a result; its content is undefined, the operation writes all of it. */
  public Object allocate(DType dtype, int length) {
    return dtype.newArray(length);
  }

  /** Returns an array of zeros. */
  public Object allocateZeros(DType dtype, int length) {
    return dtype.newArray(length);
  }

  /** Returns {@code array}, which nobody else will change, as a tensor. */
  public Tensor tensor(Shape shape, Object array) {
    return new Tensor(shape, array, tape, Tensor.UNRECORDED, 0);
  }
}
