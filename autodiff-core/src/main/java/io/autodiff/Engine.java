package io.autodiff;

import io.autodiff.internal.Kernels;
import io.autodiff.internal.Parallel;

/** How numbers are crunched. Immutable; given to a tape when it is opened. */
public final class Engine {
  private static final Engine STANDARD = new Engine();

  private final Kernels kernels = new Kernels(new Parallel(1));

  private Engine() {}

  /** Returns the engine that suits this machine. */
  public static Engine standard() {
    return STANDARD;
  }

  /** Returns a line that says what computes: {@code plain Java, 1 thread}. */
  public String describe() {
    return "plain Java, 1 thread";
  }

  Kernels kernels() {
    return kernels;
  }

  /** Returns whether elementwise loops are written in the Vector API. */
  boolean simd() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  @Override
  public String toString() {
    return "Engine(" + describe() + ")";
  }
}
