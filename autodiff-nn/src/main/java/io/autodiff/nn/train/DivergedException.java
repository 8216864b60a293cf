package io.autodiff.nn.train;

import org.jspecify.annotations.Nullable;

/**
 * A training stopped because its loss became NaN or infinite. The message names the layer and the
 * operation that first produced such a number.
 */
public final class DivergedException extends ArithmeticException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable History history;

  DivergedException(String message, History history, @Nullable Throwable cause) {
    super(message);
    this.history = history;
    if (cause != null) {
      initCause(cause);
    }
  }

  /** Returns the whole epochs before. */
  public History history() {
    return history == null ? new History(java.util.List.of()) : history;
  }
}
