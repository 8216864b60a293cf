package io.autodiff.nn;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Lays out a network, layer by layer; {@link #build} gives it its parameters. */
public final class MlpBuilder {
  private final Shape input;
  private final List<Plan> plans = new ArrayList<>();
  private DType dtype = DType.FLOAT64;

  /** Makes the layers of a file that are not the library's own. */
  private LayerKinds kinds = LayerKinds.none();

  /** A layer to come. */
  private record Plan(String kind, Function<LayerSite, ? extends Layer> factory) {}

  MlpBuilder(Shape input) {
    this.input = input;
  }

  /** Returns the builder of a residual block, whose input is that of the place where it stands. */
  static MlpBuilder block() {
    return new MlpBuilder(Shape.SCALAR);
  }

  /**
   * A layer of the library, which model files and exported graphs know. Its parameters are stored
   * by their names.
   */
  public sealed interface StoredLayer extends Layer
      permits ActivationLayer, BatchNorm, Dense, Dropout, Flatten, LayerNorm, OwnLayer, Residual {

    /** Returns which of the library's layers it is. */
    Kind kind();

    /** Returns what makes the layer again, beside its parameters: numbers, names or a network. */
    default Map<String, Object> settings() {
      return Map.of();
    }

    /**
     * Adds what the layer does in evaluation to a graph and returns the output's name.
     *
     * @param name the layer's name in the network
     */
    String export(ExportGraph graph, String name, String input);
  }

  /** The library's layers, by their names in model files. */
  public enum Kind {
    /** {@link ActivationLayer}. */
    ACTIVATION,
    /** {@link BatchNorm}. */
    BATCH_NORM,
    /** {@link Dense}. */
    DENSE,
    /** {@link Dropout}. */
    DROPOUT,
    /** {@link Flatten}. */
    FLATTEN,
    /** {@link LayerNorm}. */
    LAYER_NORM,
    /** {@link OwnLayer}. */
    OWN,
    /** {@link Residual}. */
    RESIDUAL;

    /** Returns the name in lower case: {@code batch_norm}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Adds the layer that a file describes. */
  MlpBuilder add(Kind kind, LayerSettings settings) {
    return switch (kind) {
      case ACTIVATION -> activation(settings.activation("function"));
      case BATCH_NORM -> batchNorm();
      case DENSE -> dense(settings.positive("units", "number of units"));
      case DROPOUT -> dropout(settings.number("rate"));
      case FLATTEN -> flatten();
      case LAYER_NORM -> layerNorm();
      case OWN -> layer(kinds, settings.text("name"), settings.inner("settings"));
      case RESIDUAL -> residual(settings.block("layers", block().kinds(kinds)));
    };
  }

  private MlpBuilder add(Kind kind, Function<LayerSite, StoredLayer> factory) {
    return add(kind.toString(), factory);
  }

  private MlpBuilder add(String kind, Function<LayerSite, ? extends Layer> factory) {
    plans.add(new Plan(kind, factory));
    return this;
  }

  /** Sets what makes the layers of a file that are not the library's own. */
  MlpBuilder kinds(LayerKinds known) {
    kinds = known;
    return this;
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
    add(Kind.DENSE, site -> Dense.at(site, units, weights));
    return activation == Activation.LINEAR ? this : activation(activation);
  }

  /** Adds an activation. */
  public MlpBuilder activation(Activation activation) {
    StoredLayer layer = new ActivationLayer(activation);
    return add(activation.toString(), _ -> layer);
  }

  /** Adds dropout: each element becomes 0 with this probability in training. */
  public MlpBuilder dropout(double rate) {
    Dropout dropout = new Dropout(rate);
    return add(Kind.DROPOUT, _ -> dropout);
  }

  /** Adds batch normalisation. */
  public MlpBuilder batchNorm() {
    return add(Kind.BATCH_NORM, BatchNorm::at);
  }

  /** Adds layer normalisation. */
  public MlpBuilder layerNorm() {
    return add(Kind.LAYER_NORM, LayerNorm::at);
  }

  /** Makes vectors of examples of any shape. */
  public MlpBuilder flatten() {
    return add(Kind.FLATTEN, _ -> new Flatten());
  }

  /**
   * Adds a residual block, {@code x + f(x)}.
   *
   * @param inner lays out f, whose output has the shape of its input
   */
  public MlpBuilder residual(UnaryOperator<MlpBuilder> inner) {
    return residual(inner.apply(block()));
  }

  private MlpBuilder residual(MlpBuilder block) {
    return add(Kind.RESIDUAL, site -> new Residual(block.build(site, site.name() + ".")));
  }

  /**
   * Adds a layer that the caller wrote and registered, so that the network can be saved and loaded.
   *
   * @param known knows the layer
   * @param name the layer's name there
   * @param settings what the layer is made by: numbers, texts and lists, as JSON has them
   * @throws AutodiffException if there is none of that name
   */
  public MlpBuilder layer(LayerKinds known, String name, Map<String, ?> settings) {
    LayerKinds.Factory factory = known.factory(name);
    Map<String, ?> own = Map.copyOf(settings);
    return add(name, site -> new OwnLayer(name, own, factory.make(site, new LayerSettings(own))));
  }

  /**
   * Adds a layer that the caller wrote; a network of it can't be saved as a model, only its state.
   *
   * @param kind the first part of the layer's name, which a number completes
   * @param factory makes the layer, given the place where it will stand
   */
  public MlpBuilder layer(String kind, Function<LayerSite, Layer> factory) {
    return add(kind, factory);
  }

  /**
   * Returns the network, its parameters drawn in the order of the layers.
   *
   * @throws AutodiffException if a layer does not fit the one before it, or two parameters share a
   *     name
   */
  public Mlp build(RandomGenerator random) {
    return build(new LayerSite("", input, dtype, random, null), "");
  }

  /**
   * Returns the network with the values that {@link Mlp#state} gave of one with the same layers.
   *
   * @throws AutodiffException if a layer does not fit the one before it, or a value does not fit
   */
  public Mlp build(Map<String, Tensor> state) {
    return build(new LayerSite("", input, dtype, new SplittableRandom(0), state), "");
  }

  /** Returns the network as part of a layer. */
  Mlp within(LayerSite site, String ownName) {
    String full = site.name() + "." + ownName;
    return build(site.inner(full, input), full + ".");
  }

  /**
   * Checks that no two parameters share a name, by which they are saved.
   *
   * @throws AutodiffException if two do
   */
  private static void checkNames(Mlp network) {
    Set<String> names = new HashSet<>();
    Stream.concat(network.parameters().stream(), network.buffers().stream())
        .distinct()
        .forEach(
            parameter -> {
              if (!names.add(parameter.name())) {
                throw new AutodiffException(
                    "network: two parameters share a name",
                    "\"" + parameter.name() + "\" twice",
                    "a name for each, as they are saved by it",
                    "LayerSite.network names the parameters of a network within a layer");
              }
            });
  }

  private Mlp build(LayerSite site, String prefix) {
    Map<String, Integer> numbers = new HashMap<>();
    List<Mlp.NamedLayer> layers = new ArrayList<>();
    Shape shape = site.input();
    for (Plan plan : plans) {
      String name = prefix + plan.kind + numbers.merge(plan.kind, 1, Integer::sum);
      Layer layer = plan.factory.apply(site.inner(name, shape));
      layers.add(new Mlp.NamedLayer(name, layer));
      shape = layer.outputShape(shape);
    }
    Mlp network = new Mlp(site.input(), site.dtype(), layers);
    checkNames(network);
    return network;
  }
}
