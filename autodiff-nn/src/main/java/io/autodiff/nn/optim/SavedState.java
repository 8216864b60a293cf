package io.autodiff.nn.optim;

import io.autodiff.AutodiffException;
import io.autodiff.Tensor;
import java.util.Map;
import java.util.Set;

/** The saved state of an optimiser, read with checks. */
final class SavedState {
  private final Map<String, Tensor> tensors;

  SavedState(Map<String, Tensor> tensors) {
    this.tensors = tensors;
  }

  /**
   * Checks that nothing was saved that this optimiser does not keep.
   *
   * @throws AutodiffException if another optimiser's or network's state was saved
   */
  void checkNames(Set<String> known) {
    for (String name : tensors.keySet()) {
      if (!known.contains(name)) {
        throw new AutodiffException(
            "optimiser: saved state does not fit", "\"" + name + "\"", "one of " + known, null);
      }
    }
  }

  /** Returns a saved tensor, which looks like {@code model}. */
  Tensor take(String name, Tensor model) {
    Tensor found = tensors.get(name);
    if (found == null || !found.shape().equals(model.shape()) || found.dtype() != model.dtype()) {
      throw new AutodiffException(
          "optimiser: saved state does not fit",
          found == null
              ? "no \"" + name + "\""
              : "\"" + name + "\" " + found.dtype() + " of shape " + found.shape(),
          "\"" + name + "\" " + model.dtype() + " of shape " + model.shape(),
          null);
    }
    return found;
  }

  /** Returns a copy that does not change with the array of {@code slot}. */
  static Tensor copy(Tensor slot) {
    Object array = slot.array() instanceof double[] wide ? wide.clone() : narrow(slot).clone();
    return Tensor.wrap(slot.shape(), array);
  }

  private static float[] narrow(Tensor slot) {
    return (float[]) slot.array();
  }

  /** Copies a saved tensor's elements into the array of {@code into}. */
  @SuppressWarnings("SuspiciousSystemArraycopy") // both hold float or both double, as take checked
  void copy(String name, Tensor into) {
    System.arraycopy(take(name, into).array(), 0, into.array(), 0, into.size());
  }
}
