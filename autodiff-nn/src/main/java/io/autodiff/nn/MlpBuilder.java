package io.autodiff.nn;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** Lays out a network, layer by layer; {@link #build} draws its parameters. */
public final class MlpBuilder {
  private final String prefix;
  private final Shape input;
  private final List<Plan> plans = new ArrayList<>();
  private DType dtype = DType.FLOAT64;

  /** A layer to come. */
  private record Plan(String kind, Function<LayerSite, Layer> factory) {}

  MlpBuilder(String prefix, Shape input) {
    this.prefix = prefix;
    this.input = input;
  }

  /** Sets the element type of parameters and data; float64 if not set. */
  public MlpBuilder dtype(DType newDtype) {
    dtype = newDtype;
    return this;
  }

  /** Adds a fully connected layer without an activation. */
  public MlpBuilder dense(int units) {
    return dense(units, Activation.LINEAR);
  }

  /** Adds a fully connected layer and an activation, initialised as suits the activation. */
  public MlpBuilder dense(int units, Activation activation) {
    return dense(units, activation, activation.initializer());
  }

  /**
   * Adds a fully connected layer and an activation.
   *
   * @throws AutodiffException if {@code units} is not positive
   */
  public MlpBuilder dense(int units, Activation activation, Initializer weights) {
    if (units < 1) {
      throw new AutodiffException("dense: no units", units + " units", "a positive number", null);
    }
    layer("dense", site -> Dense.at(site, units, weights));
    return activation == Activation.LINEAR ? this : activation(activation);
  }

  /** Adds an activation. */
  public MlpBuilder activation(Activation activation) {
    return layer(activation.toString(), _ -> new ActivationLayer(activation));
  }

  /** Adds dropout: each element becomes 0 with this probability in training. */
  public MlpBuilder dropout(double rate) {
    Dropout dropout = new Dropout(rate);
    return layer("dropout", _ -> dropout);
  }

  /** Adds batch normalisation. */
  public MlpBuilder batchNorm() {
    return layer("batch_norm", BatchNorm::at);
  }

  /** Adds layer normalisation. */
  public MlpBuilder layerNorm() {
    return layer("layer_norm", LayerNorm::at);
  }

  /** Makes vectors of examples of any shape. */
  public MlpBuilder flatten() {
    return layer("flatten", _ -> new Flatten());
  }

  /**
   * Adds a residual block, {@code x + f(x)}.
   *
   * @param inner lays out f, whose output has the shape of its input
   */
  public MlpBuilder residual(UnaryOperator<MlpBuilder> inner) {
    return layer(
        "residual",
        site -> {
          MlpBuilder block = new MlpBuilder(site.name() + ".", site.input()).dtype(site.dtype());
          return new Residual(inner.apply(block).build(site.random()));
        });
  }

  /**
   * Adds a layer of the caller's.
   *
   * @param kind the first part of the layer's name, which a number completes
   * @param factory makes the layer, given the place where it will stand
   */
  public MlpBuilder layer(String kind, Function<LayerSite, Layer> factory) {
    plans.add(new Plan(kind, factory));
    return this;
  }

  /**
   * Returns the network, its parameters drawn in the order of the layers.
   *
   * @throws AutodiffException if a layer does not fit the one before it
   */
  public Mlp build(RandomGenerator random) {
    Map<String, Integer> numbers = new HashMap<>();
    List<Mlp.NamedLayer> layers = new ArrayList<>();
    Shape shape = input;
    for (Plan plan : plans) {
      String name = prefix + plan.kind + numbers.merge(plan.kind, 1, Integer::sum);
      Layer layer = plan.factory.apply(new LayerSite(name, shape, dtype, random));
      layers.add(new Mlp.NamedLayer(name, layer));
      shape = layer.outputShape(shape);
    }
    return new Mlp(input, dtype, layers);
  }
}
