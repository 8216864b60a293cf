package io.autodiff.conformance;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where this library differs from PyTorch on purpose, and why. */
final class IntendedDifferences {

  /** The part of a sample that may differ. */
  enum Order {
    VALUE,
    GRADIENT,
    SECOND
  }

  private record Difference(String operator, Order order, Predicate<Golden> when, String reason) {}

  private static final List<Difference> ALL =
      List.of(
          new Difference(
              "nn.functional.hardsigmoid",
              Order.GRADIENT,
              _ -> true,
              "PyTorch's derivative is 1/6 rounded to float32"),
          new Difference(
              "linalg.norm/subgradients_at_zero",
              Order.SECOND,
              _ -> true,
              "the norm's derivative at 0 is 0 here in every order; PyTorch's second is NaN"));

  private IntendedDifferences() {}

  /** Returns why a sample differs, or null if it should not. */
  static @Nullable String reason(String operator, Order order, Golden sample) {
    return ALL.stream()
        .filter(d -> d.operator.equals(operator) && d.order == order && d.when.test(sample))
        .map(Difference::reason)
        .findFirst()
        .orElse(null);
  }
}
