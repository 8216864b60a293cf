package io.autodiff.op;

import java.util.Locale;

/** What a node of the tape is when it computes nothing: a source, a second name, a passage. */
public enum Structure implements Op {
  /** An independent variable. */
  VARIABLE,
  /** A parameter's current value. */
  PARAMETER,
  /** The same value under another number. */
  ALIAS,
  /** The same value, held constant by every derivative. */
  STOP,
  /** A function of the caller that is one node. */
  CALL,
  /** A result of a call. */
  OUTPUT,
  /** One element of a tensor, as a scalar. */
  ELEMENT,
  /** Scalars laid into a tensor, row-major. */
  STACK;

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
