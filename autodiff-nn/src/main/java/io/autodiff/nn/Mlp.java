package io.autodiff.nn;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Engine;
import io.autodiff.Parameter;
import io.autodiff.Shape;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A network: layers one after the other. Itself a layer, so that networks contain networks.
 *
 * {@snippet class="io.autodiff.nn.snippets.NetworkSnippetsTest" region="mlp"}
 */
public final class Mlp implements Layer {
  private final Shape input;
  private final DType dtype;
  private final List<NamedLayer> layers;
  private final Set<Parameter> frozen = new HashSet<>();

  /** Whether each layer is the library's, so that none keeps or reads what it meets. */
  private final boolean isOwn;

  /** How many numbers all layers give together for one example, where each is the library's. */
  private final long width;

  private final Inference.Idle idle = new Inference.Idle();

  Mlp(Shape input, DType dtype, List<NamedLayer> layers) {
    this.input = input;
    this.dtype = dtype;
    this.layers = List.copyOf(layers);
    this.isOwn = layers.stream().allMatch(named -> isOwn(named.layer));
    this.width = isOwn ? width(input, layers) : 0;
  }

  private static long width(Shape input, List<NamedLayer> layers) {
    long sum = 0;
    Shape shape = input;
    for (NamedLayer named : layers) {
      shape = named.layer.outputShape(shape);
      sum += shape.size();
    }
    return sum;
  }

  private static boolean isOwn(Layer layer) {
    return layer instanceof Residual block
        ? block.inner().isOwn
        : layer instanceof MlpBuilder.StoredLayer && !(layer instanceof OwnLayer);
  }

  /** A layer and its name in the network, which is the first part of its parameters' names. */
  public record NamedLayer(String name, Layer layer) {}

  /** Returns the builder of a network whose examples have this shape; one number for vectors. */
  public static MlpBuilder builder(int... exampleDims) {
    return new MlpBuilder(Shape.of(exampleDims));
  }

  /** Returns the shape of one example. */
  public Shape inputShape() {
    return input;
  }

  /** Returns the shape of one example's output. */
  public Shape outputShape() {
    return outputShape(input);
  }

  @Override
  public Shape outputShape(Shape from) {
    Shape shape = from;
    for (NamedLayer named : layers) {
      shape = named.layer.outputShape(shape);
    }
    return shape;
  }

  /** Returns the element type of parameters and inputs. */
  public DType dtype() {
    return dtype;
  }

  /** Returns the layers, first to last. */
  public List<NamedLayer> layers() {
    return layers;
  }

  /**
   * {@inheritDoc}
   *
   * @throws AutodiffException if the examples' shape is not {@link #inputShape}
   */
  @Override
  public Tensor forward(Tensor batch, Pass pass) {
    checkInput(batch.shape());
    Pass own = pass.freezing(frozen);
    Tensor value = batch;
    for (NamedLayer named : layers) {
      value = named.layer.forward(value, own);
      own.observe(named.name, value);
    }
    return value;
  }

  /** Returns the output for a batch in evaluation mode, a constant. */
  public Tensor predict(Tensor batch) {
    Tensor examples = batch.to(dtype);
    checkInput(examples.shape());
    if (!isOwn || !Inference.suits(examples, width)) {
      return forward(examples, Pass.evaluation());
    }
    Inference here = idle.take();
    Tensor output = here.run(this, examples);
    idle.giveBack(here);
    return output;
  }

  /**
   * Returns the output for a batch in evaluation mode, computed on the given engine, a constant.
   */
  public Tensor predict(Tensor batch, Engine engine) {
    try (Tape tape = new Tape(engine)) {
      return forward(batch.to(dtype), Pass.evaluation(tape)).detach();
    }
  }

  /**
   * Returns the output for a batch in evaluation mode, computed with other values in the place of
   * all parameters and buffers; the network's own stay as they are. A function of {@code state}
   * that can be differentiated:
   *
   * {@snippet class="io.autodiff.nn.snippets.NetworkSnippetsTest" region="apply"}
   *
   * @param state a value for each name of {@link #state}, constant or recorded
   * @param batch {@code (batch, …)} of {@link #inputShape}
   * @return {@code (batch, …)} of {@link #outputShape}, recorded where an argument is
   * @throws AutodiffException if a value is missing or does not fit, or the examples do not
   */
  public Tensor apply(Map<String, Tensor> state, Tensor batch) {
    Map<Parameter, Tensor> given = new HashMap<>();
    for (Parameter p : owned()) {
      given.put(p, LayerSite.saved(p.name(), p.shape(), p.dtype(), state));
    }
    return forward(batch.to(dtype), Pass.evaluation(given));
  }

  private void checkInput(Shape batch) {
    boolean fits = batch.rank() == input.rank() + 1;
    for (int axis = 0; fits && axis < input.rank(); axis++) {
      fits = batch.dim(axis + 1) == input.dim(axis);
    }
    if (!fits) {
      throw new AutodiffException(
          "network: examples do not fit",
          "a batch of shape " + batch,
          "(batch, " + input.toString().substring(1),
          batch.equals(input) ? "unsqueeze(0) makes a batch of this one example" : null);
    }
  }

  @Override
  public List<Parameter> parameters() {
    return layers.stream().flatMap(named -> named.layer.parameters().stream()).toList();
  }

  @Override
  public List<Parameter> buffers() {
    return layers.stream().flatMap(named -> named.layer.buffers().stream()).toList();
  }

  /** Returns the parameters that are not frozen. */
  public List<Parameter> trainable() {
    return parameters().stream().filter(parameter -> !frozen.contains(parameter)).toList();
  }

  /**
   * Keeps training from changing the parameters whose name starts with {@code prefix}, and saves
   * their derivatives.
   *
   * @throws AutodiffException if there are none
   */
  public void freeze(String prefix) {
    frozen.addAll(named(prefix));
  }

  /** Lets training change the parameters whose name starts with {@code prefix} again. */
  public void unfreeze(String prefix) {
    named(prefix).forEach(frozen::remove);
  }

  /**
   * Returns the parameters whose name starts with {@code prefix}.
   *
   * @throws AutodiffException if there are none
   */
  public List<Parameter> named(String prefix) {
    List<Parameter> found = new ArrayList<>(parameters());
    found.removeIf(parameter -> !parameter.name().startsWith(prefix));
    if (found.isEmpty()) {
      throw new AutodiffException(
          "network: no parameter of that name",
          "\"" + prefix + "\"",
          "the beginning of one of " + parameters().stream().map(Parameter::name).toList(),
          null);
    }
    return found;
  }

  /** Returns copies of all parameters and buffers, by name. */
  public Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    for (Parameter parameter : owned()) {
      state.put(parameter.name(), parameter.value());
    }
    return state;
  }

  /**
   * Sets the values of all parameters and buffers, by name; changes nothing if one is missing or
   * does not fit.
   *
   * @throws AutodiffException if so
   */
  public void load(Map<String, Tensor> state) {
    List<Parameter> owned = owned();
    List<Tensor> values = new ArrayList<>();
    for (Parameter parameter : owned) {
      values.add(LayerSite.saved(parameter.name(), parameter.shape(), parameter.dtype(), state));
    }
    for (int i = 0; i < values.size(); i++) {
      owned.get(i).set(values.get(i));
    }
  }

  /** Returns parameters and buffers. */
  List<Parameter> owned() {
    return Stream.concat(parameters().stream(), buffers().stream()).toList();
  }

  /**
   * Returns the layers as lists and maps of names and numbers, for JSON; {@link #of} builds a
   * network like this one from them.
   *
   * @throws AutodiffException if there is a layer that is neither the library's own nor registered
   */
  public Map<String, Object> architecture() {
    return Architecture.of(this);
  }

  /**
   * Returns the network that an architecture describes.
   *
   * @param architecture what {@link #architecture} returned, or what JSON made of it
   * @param state what {@link #state} returned
   * @throws IllegalArgumentException if the description is not sound or the values do not fit it
   */
  public static Mlp of(Map<?, ?> architecture, Map<String, Tensor> state) {
    return of(architecture, state, LayerKinds.none());
  }

  /**
   * Returns the network that an architecture describes, with layers that the caller wrote.
   *
   * @param kinds those that the network was built with
   * @throws IllegalArgumentException if the description is not sound or the values do not fit it
   */
  public static Mlp of(Map<?, ?> architecture, Map<String, Tensor> state, LayerKinds kinds) {
    return Architecture.build(architecture, state, kinds);
  }

  /** Returns the number of trained and frozen numbers. */
  public long parameterCount() {
    return parameters().stream().mapToLong(parameter -> parameter.shape().size()).sum();
  }

  /**
   * Returns a table of the layers, their output shapes and numbers of parameters:
   *
   * <pre>
   * layer   what            output  parameters
   * dense1  dense 64 → 128  (128)        8,320
   * relu1   relu            (128)            0
   * dense2  dense 128 → 10  (10)         1,290
   * 9,610 parameters, float64
   * </pre>
   */
  public String summary() {
    return Summary.of(this, frozen);
  }

  @Override
  public boolean repeats() {
    boolean all = frozen.isEmpty();
    for (NamedLayer named : layers) {
      all &= named.layer.repeats();
    }
    return all;
  }

  @Override
  public String describe() {
    return "network " + input + " → " + outputShape();
  }

  @Override
  public String toString() {
    return summary();
  }
}
