package io.autodiff;

import io.autodiff.op.BinaryOp;
import io.autodiff.op.Elementwise;
import io.autodiff.op.UnaryOp;

/** The operations of the scalar tape by their code. */
final class Opcodes {
  private Opcodes() {}

  private static final Elementwise[] BY_CODE = new Elementwise[64];

  static {
    for (Elementwise op : UnaryOp.values()) {
      BY_CODE[op.opcode()] = op;
    }
    for (Elementwise op : BinaryOp.values()) {
      BY_CODE[op.opcode()] = op;
    }
  }

  /** Returns the operation with this code, one that is not {@link Elementwise#GENERIC}. */
  static Elementwise operation(int code) {
    return BY_CODE[code];
  }
}
