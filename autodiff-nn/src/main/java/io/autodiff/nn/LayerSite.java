package io.autodiff.nn;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Parameter;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The place of a new layer in a network: the shape of its input, and how its parameters are made.
 */
public final class LayerSite {
  private final String name;
  private final Shape input;
  private final DType dtype;
  private final RandomGenerator random;
  private final @Nullable Map<String, Tensor> state;

  /**
   * @param state the values that parameters take by their names; null if they are drawn
   */
  LayerSite(
      String name,
      Shape input,
      DType dtype,
      RandomGenerator random,
      @Nullable Map<String, Tensor> state) {
    this.name = name;
    this.input = input;
    this.dtype = dtype;
    this.random = random;
    this.state = state;
  }

  /** Returns the site of a layer within this one. */
  LayerSite inner(String innerName, Shape innerInput) {
    return new LayerSite(innerName, innerInput, dtype, random, state);
  }

  /**
   * Returns a network within this layer, its parameters named {@code <layer>.<name>.<inner layer>};
   * a layer may hold several.
   *
   * @param layout lays the network out, from the shape of its examples on
   */
  public Mlp network(String ownName, MlpBuilder layout) {
    return layout.within(this, ownName);
  }

  /** Returns the layer's name in the network, the first part of its parameters' names. */
  public String name() {
    return name;
  }

  /** Returns the shape of one example. */
  public Shape input() {
    return input;
  }

  /** Returns the network's element type. */
  public DType dtype() {
    return dtype;
  }

  /** Returns the source of chance that initial values are drawn from. */
  public RandomGenerator random() {
    return random;
  }

  /**
   * Returns a new parameter named {@code <layer>.<name>}.
   *
   * @throws AutodiffException if the network is built with saved values that do not fit
   */
  public Parameter parameter(String ownName, Shape shape, Initializer initializer) {
    String full = name + "." + ownName;
    Tensor value =
        state == null ? initializer.draw(shape, dtype, random) : saved(full, shape, dtype, state);
    return new Parameter(full, value);
  }

  /**
   * Returns the value that a parameter was saved with.
   *
   * @throws AutodiffException if there is none, or its shape or element type differs
   */
  static Tensor saved(String name, Shape shape, DType dtype, Map<String, Tensor> state) {
    Tensor value = state.get(name);
    if (value == null || !value.shape().equals(shape) || value.dtype() != dtype) {
      throw new AutodiffException(
          "network: saved values do not fit",
          value == null
              ? "no \"" + name + "\" among " + state.keySet()
              : "\"" + name + "\" " + value.dtype() + " of shape " + value.shape(),
          "\"" + name + "\" " + dtype + " of shape " + shape,
          null);
    }
    return value;
  }

  /** Returns the shape of the last axis; an error if there is none. */
  Shape features(String layer) {
    if (input.rank() == 0) {
      throw new AutodiffException(
          layer + ": an example has no axis",
          "layer " + name + " after examples of shape ()",
          "examples of one axis or more",
          null);
    }
    return Shape.of(input.dim(-1));
  }

  /** Returns the input's length; an error if an example is not a vector. */
  int vectorInput(String layer) {
    if (input.rank() != 1) {
      throw new AutodiffException(
          layer + ": an example is not a vector",
          "layer " + name + " after examples of shape " + input,
          "examples of one axis",
          "flatten() before it makes vectors of " + input.size() + " elements");
    }
    return input.dim(0);
  }
}
