package io.autodiff.batch;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is made when it is first asked for. Threads that ask at the same time may each make
 * one, and either serves.
 */
final class Lazy<T> {
  private final Supplier<T> maker;
  private volatile @Nullable T value;

  Lazy(Supplier<T> maker) {
    this.maker = maker;
  }

  /** Returns the value. */
  T get() {
    T known = value;
    if (known == null) {
      known = maker.get();
      value = known;
    }
    return known;
  }
}
