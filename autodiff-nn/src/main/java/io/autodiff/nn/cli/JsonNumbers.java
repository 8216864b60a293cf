package io.autodiff.nn.cli;

import org.jspecify.annotations.Nullable;

/** Numbers as JSON knows them. */
final class JsonNumbers {
  private JsonNumbers() {}

  /** Returns a number, or null, which JSON has instead of NaN and infinities. */
  static @Nullable Object of(double value) {
    return Double.isFinite(value) ? (Object) value : null;
  }
}
