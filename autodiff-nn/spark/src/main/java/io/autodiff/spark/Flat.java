package io.autodiff.spark;

import io.autodiff.Tensor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Named tensors as one vector, in which they travel, and back. */
final class Flat {
  private Flat() {}

  static int size(Collection<Tensor> tensors) {
    return tensors.stream().mapToInt(Tensor::size).sum();
  }

  /** Stores tensors one after the other and returns the position after the last. */
  static int put(Collection<Tensor> tensors, double[] to, int at) {
    int next = at;
    for (Tensor tensor : tensors) {
      double[] values = tensor.values();
      System.arraycopy(values, 0, to, next, values.length);
      next += values.length;
    }
    return next;
  }

  /** Returns tensors of the names, shapes and element types of others. */
  static Map<String, Tensor> take(Map<String, Tensor> like, double[] from, int at) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    int next = at;
    for (Map.Entry<String, Tensor> entry : like.entrySet()) {
      Tensor tensor = entry.getValue();
      double[] values = new double[tensor.size()];
      System.arraycopy(from, next, values, 0, values.length);
      tensors.put(entry.getKey(), Tensor.wrap(tensor.shape(), values).to(tensor.dtype()));
      next += values.length;
    }
    return tensors;
  }
}
