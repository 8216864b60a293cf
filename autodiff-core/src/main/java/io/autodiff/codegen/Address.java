package io.autodiff.codegen;

/**
 * Where iteration {@code k} finds a number in an array: at {@code base + stride * k}, or where
 * entry {@code table + k} of the tables says.
 *
 * @param table where the table begins, -1 if there is none
 */
record Address(int base, int stride, int table) {
  /** The address of what is in locals only, or does not exist. */
  static final Address NONE = new Address(-1, 0, -1);

  boolean exists() {
    return base >= 0 || table >= 0;
  }

  static Address of(int base, int stride) {
    return new Address(base, stride, -1);
  }

  /** Returns the place in an iteration; there is no table. */
  int at(int k) {
    return base + stride * k;
  }

  boolean isFixed() {
    return table < 0 && stride == 0;
  }
}
