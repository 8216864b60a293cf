package io.autodiff.sweep;

import org.jspecify.annotations.Nullable;

/**
 * What the traversals of one record use again: the buffers of adjoints, and the store of gradients
 * that were released.
 */
public final class SweepMemory {
  private final AdjointBuffers buffers = new AdjointBuffers();
  private @Nullable GradientStore released;

  /** Returns buffers for a traversal: new ones for a traversal within a traversal. */
  AdjointBuffers buffers(boolean nested) {
    return nested ? new AdjointBuffers() : buffers;
  }

  /** Returns a store for a traversal's result. */
  GradientStore takeStore() {
    GradientStore known = released;
    released = null;
    return known == null ? new GradientStore() : known;
  }

  /** Takes a store back whose gradients were released. */
  public void giveBack(GradientStore store) {
    store.clear();
    released = store;
  }

  /** Returns how many bytes the adjoints take. */
  public long bytes() {
    return buffers.bytes();
  }

  /** Lets go of everything. */
  public void clear() {
    buffers.clear();
    released = null;
  }
}
