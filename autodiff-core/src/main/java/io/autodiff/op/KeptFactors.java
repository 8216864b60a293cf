package io.autodiff.op;

import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.Elements;
import io.autodiff.internal.linear.LuFactorisation;
import io.autodiff.tape.TapeWorkspace;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/**
 * The factorisation of the matrices of a node, kept beside it, so that its rules do not factorise
 * again: each costs as much as a solution then. It is used only for matrices of the same bits, of
 * which a copy is kept, too; small ones are factorised faster than compared and kept.
 */
final class KeptFactors {
  /** The fewest rows of matrices that are kept. */
  private static final int LEAST = 32;

  private final boolean shared;
  private volatile @Nullable Entry last;

  /** Keeps what operations that are recorded factorise. */
  KeptFactors() {
    this(false);
  }

  private KeptFactors(boolean shared) {
    this.shared = shared;
  }

  /** Returns a keeper for two operations on the same matrices, recorded or not. */
  static KeptFactors shared() {
    return new KeptFactors(true);
  }

  private record Entry(Object matrices, LuFactorisation... factors) {
    boolean isOf(Object storage) {
      return matrices.getClass() == storage.getClass()
          && Array.getLength(matrices) == Array.getLength(storage)
          && Elements.mismatch(matrices, storage) < 0;
    }
  }

  /** Returns the factorisations of a stack of square matrices. */
  LuFactorisation[] of(Workspace w, Tensor a) {
    Entry known = last;
    if (known != null && known.isOf(a.storage())) {
      return known.factors;
    }
    int n = a.dim(-1);
    double[] values = a.values();
    LuFactorisation[] factors = new LuFactorisation[a.shape().leading(2).size()];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = new LuFactorisation(w.kernels(), values, i * n * n, n);
    }
    if (n >= LEAST && (shared || w != TapeWorkspace.CONSTANTS)) {
      last = new Entry(Elements.copy(a.storage()), factors);
    }
    return factors;
  }
}
