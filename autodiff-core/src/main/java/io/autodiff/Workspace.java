package io.autodiff;

import io.autodiff.internal.array.ArrayKernels;
import io.autodiff.tape.TapeWorkspace;

/**
 * Where an operation computes its result: it hands out arrays and wraps them as tensors. Every tape
 * has one; constants share one.
 *
 * <p>The workspace of a tape that was {@linkplain Tape#mark marked} uses its arrays again, but none
 * that {@link Gradients} hold.
 */
public abstract sealed class Workspace permits TapeWorkspace {
  /** A workspace of this library. */
  protected Workspace() {}

  /** Returns the engine that computes here. */
  public abstract Engine engine();

  /**
   * Returns what the engine computes with, for the operations of this library.
   *
   * @hidden
   */
  @SuppressWarnings({"exports", "InvalidBlockTag"})
  public abstract ArrayKernels kernels();

  /** Returns an array for a result; its content is undefined, the operation writes all of it. */
  public abstract Object allocate(DType dtype, int length);

  /** Returns an array of zeros. */
  public abstract Object allocateZeros(DType dtype, int length);

  /** Returns {@code array}, which from now on belongs to the result, as a tensor. */
  public abstract Tensor tensor(Shape shape, Object array);

  /**
   * Returns the shape {@code (m, n)} for a result; the one that it had before the rewind, if so.
   */
  public abstract Shape matrix(int m, int n);
}
