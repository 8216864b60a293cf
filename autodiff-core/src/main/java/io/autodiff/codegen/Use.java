package io.autodiff.codegen;

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

  /** Where the value is, unless it is in a local always. */
  Address value = Address.NONE;

  /** Where the adjoint is, unless it is in a local always. */
  Address adjoint = Address.NONE;

  Use(Kind kind, int first, int leaf, boolean isActive) {
    this.kind = kind;
    this.first = first;
    this.leaf = leaf;
    this.isActive = isActive;
  }
}
