package io.autodiff.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operation that makes a derivative wrong, or that has the kink: its own derivative, at the
 * operands that it met, is checked by itself and gets the same verdict.
 *
 * @param operation its name
 * @param node its number among the nodes that the function recorded
 * @param operands its operands, as they print; a large tensor by shape and type
 * @param worst its derivative that differs most, by which operand
 * @param reproducer Java code that shows the fault by itself, or null where operands are large or
 *     the operation has no method of its name
 */
public record Culprit(
    String operation,
    int node,
    List<String> operands,
    GradientReport.Entry worst,
    @Nullable String reproducer) {
  public Culprit {
    operands = List.copyOf(operands);
  }
}
