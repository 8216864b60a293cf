package io.autodiff;

import io.autodiff.internal.array.ArrayKernels;
import io.autodiff.internal.array.Elements;
import org.jspecify.annotations.Nullable;

/**
 * Where an operation computes its result: it hands out arrays and wraps them as tensors. Every tape
 * has one; constants share one.
 *
 * <p>The workspace of a tape that was {@linkplain Tape#mark marked} uses its arrays again: those of
 * recorded results after the tape is rewound past them, those of a traversal's intermediate results
 * after the traversal. It never hands out again what {@link Gradients} hold.
 */
public final class Workspace {
  /** The workspace of operations on constants alone. */
  static final Workspace CONSTANTS = new Workspace(null, Engine.standard());

  private final @Nullable Tape tape;
  private final Engine engine;
  private final ArrayKernels kernels;

  /** The arrays to use again; null before the tape is first marked. */
  private @Nullable ArrayPool pool;

  /** Whether what is computed now ends up on the tape, or is dropped by the traversal at work. */
  private boolean pooling;

  Workspace(@Nullable Tape tape, Engine engine) {
    this.tape = tape;
    this.engine = engine;
    this.kernels = engine.kernels().with((like, length) -> allocate(DType.of(like), length));
  }

  /** Returns the engine that computes here. */
  public Engine engine() {
    return engine;
  }

  /** Returns what the engine computes with; for the operations of this library. */
  @SuppressWarnings("exports") // of use to this module alone
  public ArrayKernels kernels() {
    return kernels;
  }

  /** Returns an array for a result; its content is undefined, the operation writes all of it. */
  public Object allocate(DType dtype, int length) {
    return pooling && pool != null ? pool.take(dtype, length) : dtype.newArray(length);
  }

  /** Returns an array of zeros. */
  public Object allocateZeros(DType dtype, int length) {
    Object array = allocate(dtype, length);
    if (pooling) {
      Elements.fill(array, 0);
    }
    return array;
  }

  /** Returns {@code array}, which nobody else will change, as a tensor. */
  public Tensor tensor(Shape shape, Object array) {
    return pooling && pool != null
        ? pool.tensor(shape, array, tape)
        : new Tensor(shape, array, tape, Tensor.UNRECORDED, 0);
  }

  /**
   * Returns the shape {@code (m, n)} for a result; the one that it had before the rewind, if so.
   */
  public Shape matrix(int m, int n) {
    Tensor known = pooling && pool != null ? pool.expected() : null;
    return known != null && known.shape.isMatrix(m, n) ? known.shape : Shape.of(m, n);
  }

  /** Returns the point in the sequence of arrays to come back to by {@link #rewind}. */
  ArrayPool.Position mark() {
    if (pool == null) {
      pool = new ArrayPool();
    }
    return pool.position();
  }

  /** Uses again what recorded results after the mark were computed in. */
  void rewind(ArrayPool.Position mark) {
    if (pool != null) {
      pool.rewind(mark);
    }
  }

  /** Lets go of all arrays. */
  void close() {
    pool = null;
  }

  /**
   * From here on, what is computed is for the tape or for a traversal of it.
   *
   * @return what to {@link #end} with
   */
  boolean begin() {
    boolean before = pooling;
    pooling = true;
    return before;
  }

  void end(boolean before) {
    pooling = before;
  }

  /** Returns where the arrays of a traversal begin that starts now. */
  ArrayPool.Position beginSweep() {
    if (pool == null) {
      return ArrayPool.Position.START;
    }
    pool.leaveIdle(); // what this traversal's result holds is looked for among its own arrays
    return pool.position();
  }

  /** Lets the traversal at work use an intermediate result's array again, which nobody holds. */
  void giveBack(Tensor intermediate) {
    if (pooling && pool != null) {
      pool.giveBack(intermediate.array);
    }
  }

  /**
   * Uses again what a traversal computed in, except what its result holds.
   *
   * @param from where its arrays begin
   */
  void endSweep(ArrayPool.Position from, Gradients result) {
    if (pool != null) {
      result.keepFrom(pool, from);
      pool.rewind(from);
    }
  }

  /**
   * Lets go of what a traversal computed in that failed, or during which something was recorded.
   */
  void abandonSweep(ArrayPool.Position from) {
    if (pool != null) {
      pool.forget(from);
    }
  }
}
