package io.autodiff.op;

/**
 * An operation of the graph: its name, what it computes and its derivative, in one place.
 *
 * <p>There are four kinds, by what their derivative looks like; see the package's description.
 */
public sealed interface Op permits Elementwise, TensorOp, Structure {

  /** Returns the operation's name as it reads in a printed program: {@code matmul}. */
  String label();
}
