package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;

/**
 * An operation whose result is elements of its one operand: a slice, rows of a table, windows. A
 * traversal adds the cotangent of the result to that of the operand in place, which takes the time
 * of the part and not of the whole: a loop over the parts of a tensor is linear in its size.
 */
public sealed interface Selection extends Multilinear permits Gather, Slice, Windows {

  /**
   * Adds the transpose of this operation, applied to a cotangent, to an array.
   *
   * @param g a cotangent of the result
   * @param sum the elements of a tensor of the operand's shape
   * @param of the operand's shape
   */
  void addTransposed(Workspace w, Tensor g, Object sum, Shape of);
}
