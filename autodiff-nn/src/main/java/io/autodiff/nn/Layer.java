package io.autodiff.nn;

import io.autodiff.Parameter;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.List;

/**
 * A function of a batch of examples with parameters that training adjusts. Users write a layer as
 * one small class, whose derivative follows from the operations it uses:
 *
 * {@snippet class="io.autodiff.nn.snippets.NetworkSnippetsTest" region="layer"}
 *
 * {@snippet class="io.autodiff.nn.snippets.NetworkSnippetsTest" region="own-layer"}
 *
 * <p>A layer that holds networks makes them by {@link LayerSite#network}, which names their
 * parameters apart. {@link LayerKinds} save and load networks of such layers.
 */
public interface Layer {

  /**
   * Returns the layer's output for a batch.
   *
   * @param input one example in each row: {@code (batch, …)}
   * @param pass gives access to the parameters and says whether the network is being trained
   */
  Tensor forward(Tensor input, Pass pass);

  /** Returns the shape of one example after this layer, given its shape before it. */
  default Shape outputShape(Shape input) {
    return input;
  }

  /** Returns what training adjusts. */
  default List<Parameter> parameters() {
    return List.of();
  }

  /** Returns what belongs to a trained layer but is not trained: running statistics. */
  default List<Parameter> buffers() {
    return List.of();
  }

  /**
   * Returns whether a training pass does the same operations on every batch of one size and nothing
   * else: it leaves nothing to chance, counts nothing, and reads no numbers. Training plans the
   * steps of networks of such layers ({@link io.autodiff.program.TensorPlan}), to the same bits;
   * those of others it records one by one.
   */
  default boolean repeats() {
    return false;
  }

  /** Returns a few words for the summary of a network: {@code dense 64 → 128}. */
  default String describe() {
    return getClass().getSimpleName();
  }
}
