package io.autodiff.nn;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Parameter;
import io.autodiff.Shape;
import java.util.random.RandomGenerator;

/**
 * Where a new layer will stand: what comes in, and how its parameters are to be made.
 *
 * @param name the layer's name in the network, the first part of its parameters' names
 * @param input the shape of one example
 * @param dtype the network's element type
 * @param random what initial values are drawn from
 */
public record LayerSite(String name, Shape input, DType dtype, RandomGenerator random) {

  /** Returns a new parameter named {@code <layer>.<name>}. */
  public Parameter parameter(String ownName, Shape shape, Initializer initializer) {
    return new Parameter(name + "." + ownName, initializer.draw(shape, dtype, random));
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
