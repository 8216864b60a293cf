package io.autodiff.codegen;

import io.autodiff.op.Op;

/** A step of a body, and where its results are. */
final class Leaf {
  final Op op;
  final OperationCode code;
  final Use[] uses;

  /** Whether derivatives by an input pass this step on the way to a result. */
  boolean isDifferentiated;

  /** Whether all results are kept in the array of values, side by side. */
  boolean keepsValues;

  /** Whether the last result is. */
  boolean keepsLastValue;

  /** Whether all adjoints are in the array of adjoints. */
  boolean keepsAdjoints;

  /** Whether the adjoint of the last result is, where the traversal meets this step. */
  boolean keepsLastAdjoint;

  /** Whether the traversal reads what the first iteration carries in, before the kept values. */
  boolean keepsCarriedIn;

  /** Whether a step of the same body takes results by their addresses. */
  boolean isTakenByAddress;

  /** The value that the first iteration takes in the place of this step's former result, or -1. */
  int carriedIn = -1;

  /**
   * Whether all iterations compute the same value: it is computed before the loop and kept once.
   */
  boolean isInvariant;

  /** Where the kept values are. */
  Address values = Address.NONE;

  /** Where the kept adjoints are. */
  Address adjoints = Address.NONE;

  Leaf(Op op, Use[] uses) {
    this.op = op;
    this.code = OperationCode.of(op);
    this.uses = uses;
  }

  boolean isCarried() {
    return carriedIn >= 0;
  }
}
