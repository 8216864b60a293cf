package io.autodiff.codegen;

import org.jspecify.annotations.Nullable;

/** How the iterations of a body take one operand of a step. */
final class Use {
  /** Where an operand comes from. */
  enum Kind {
    /** The same constant always. */
    CONSTANT,
    /** A step of the same iteration. */
    LOCAL,
    /** A step of the iteration before; in the first one a value from before the loop. */
    CARRIED,
    /** The same value always. */
    INVARIANT,
    /** Any values. */
    VARYING
  }

  Kind kind;

  /** The operand in the first iteration. */
  final int first;

  /** The leaf that a local or carried operand is. */
  final int leaf;

  /** Whether the operand depends on an input in any iteration. */
  final boolean isActive;

  /** Where a value is that is in no local; null if it always is. */
  @Nullable Address value;

  /** Where the adjoint is that is in no local; null if it always is, or there is none. */
  @Nullable Address adjoint;

  /** The constants of all iterations, until they have places. */
  int @Nullable [] constants;

  Use(Kind kind, int first, int leaf, boolean isActive) {
    this.kind = kind;
    this.first = first;
    this.leaf = leaf;
    this.isActive = isActive;
  }
}
