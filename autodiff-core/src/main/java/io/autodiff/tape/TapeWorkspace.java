package io.autodiff.tape;

import io.autodiff.DType;
import io.autodiff.Engine;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.ArrayKernels;
import io.autodiff.internal.array.Elements;
import org.jspecify.annotations.Nullable;

/**
 * The workspace of a record, or of operations on constants.
 *
 * <p>The workspace of a record that was marked uses its arrays again: those of recorded results
 * after the record is rewound past them, those of a traversal's intermediate results after the
 * traversal. It never hands out again what a traversal keeps.
 */
public final class TapeWorkspace extends Workspace {
  /** The workspace of operations on constants alone. */
  public static final TapeWorkspace CONSTANTS = new TapeWorkspace(null, Engine.standard());

  private final @Nullable TapeRecord record;
  private final Engine engine;

  /** Made when a tensor first asks for them: records of scalars alone need none. */
  private @Nullable ArrayKernels kernels;

  /** The arrays to use again; null before the record is first marked. */
  private @Nullable ArrayPool pool;

  /** Whether what is computed now ends up in the record, or is dropped by the traversal at work. */
  private boolean pooling;

  TapeWorkspace(@Nullable TapeRecord record, Engine engine) {
    this.record = record;
    this.engine = engine;
  }

  /** Returns where an operation on these values is computed if they are constants. */
  public static TapeWorkspace of(Tensor... operands) {
    for (int i = operands.length - 1; i >= 0; i--) {
      if (operands[i].workspace() != CONSTANTS) {
        return operands[i].workspace();
      }
    }
    return CONSTANTS;
  }

  @Override
  public Engine engine() {
    return engine;
  }

  @Override
  public ArrayKernels kernels() {
    ArrayKernels known = kernels;
    if (known == null) {
      known = engine.kernels().with((like, length) -> allocate(DType.of(like), length));
      kernels = known;
    }
    return known;
  }

  @Override
  public Object allocate(DType dtype, int length) {
    return pooling && pool != null ? pool.take(dtype, length) : dtype.newArray(length);
  }

  @Override
  public Object allocateZeros(DType dtype, int length) {
    Object array = allocate(dtype, length);
    if (pooling) {
      Elements.fill(array, 0);
    }
    return array;
  }

  @Override
  public Tensor tensor(Shape shape, Object array) {
    return pooling && pool != null
        ? pool.tensor(shape, array, record)
        : new Tensor(shape, array, record, NodeDetails.CONSTANT, 0);
  }

  @Override
  public Shape matrix(int m, int n) {
    Tensor known = pooling && pool != null ? pool.expected() : null;
    Shape shape = known == null ? Shape.SCALAR : known.shape();
    boolean fits = shape.rank() == 2 && shape.dim(0) == m && shape.dim(1) == n;
    return fits ? shape : Shape.of(m, n);
  }

  /** Returns a constant's numbers, in the same array, as a value that was computed here. */
  public Tensor adopt(Tensor constant) {
    return record == null ? constant : constant.looseOn(record);
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
   * From here on, what is computed is for the record or for a traversal of it.
   *
   * @return what to {@link #end} with
   */
  public boolean begin() {
    boolean before = pooling;
    pooling = true;
    return before;
  }

  /** Ends what {@link #begin} began. */
  public void end(boolean before) {
    pooling = before;
  }

  /** Returns where the arrays of a traversal begin that starts now. */
  public ArrayPool.Position beginSweep() {
    if (pool == null) {
      return ArrayPool.Position.START;
    }
    pool.leaveIdle(); // what this traversal's result holds is looked for among its own arrays
    return pool.position();
  }

  /** Lets the traversal at work use the array of an intermediate result again. */
  public void giveBack(Tensor intermediate) {
    if (pooling && pool != null) {
      pool.giveBack(intermediate.storage());
    }
  }

  /** Lets a plan at work use an array again whose numbers nothing reads any more. */
  public void giveBackArray(Object idle) {
    if (pooling && pool != null) {
      pool.giveBack(idle);
    }
  }

  /**
   * Uses again what a traversal computed in, except what its result holds.
   *
   * @param from where its arrays begin
   * @param kept what the result holds; null if that is nothing
   */
  public void endSweep(ArrayPool.Position from, ArrayPool.@Nullable Kept kept) {
    if (pool != null) {
      if (kept != null) {
        pool.keep(kept, from);
      }
      pool.rewind(from);
    }
  }

  /**
   * Lets go of what a traversal computed in that failed, or during which something was recorded.
   */
  public void abandonSweep(ArrayPool.Position from) {
    if (pool != null) {
      pool.forget(from);
    }
  }
}
