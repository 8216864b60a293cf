package io.autodiff.nn;

import io.autodiff.AutodiffException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The layers that a program wrote, by the names that model files call them, so that networks of
 * them can be saved and loaded.
 *
 * {@snippet class="io.autodiff.nn.snippets.NetworkSnippetsTest" region="layer-kinds"}
 */
public final class LayerKinds {
  private static final LayerKinds NONE = new LayerKinds(Map.of());

  private final Map<String, Factory> factories;

  private LayerKinds(Map<String, Factory> factories) {
    this.factories = Collections.unmodifiableMap(factories);
  }

  /** Makes a layer. */
  @FunctionalInterface
  public interface Factory {
    /**
     * Returns a layer; the same settings must give a layer of the same parameters.
     *
     * @param site where it will stand
     * @param settings what it was described by
     */
    Layer make(LayerSite site, LayerSettings settings);
  }

  /** Returns no layer but the library's own. */
  public static LayerKinds none() {
    return NONE;
  }

  /**
   * Returns these layers and one more.
   *
   * @throws AutodiffException if there is one of that name
   */
  public LayerKinds with(String name, Factory factory) {
    Map<String, Factory> more = new LinkedHashMap<>(factories);
    if (more.put(name, factory) != null) {
      throw new AutodiffException("layers: two of one name", name, "a name for each", null);
    }
    return new LayerKinds(more);
  }

  /**
   * Returns what makes the layers of a name.
   *
   * @throws AutodiffException if there is none
   */
  Factory factory(String name) {
    Factory factory = factories.get(name);
    if (factory == null) {
      throw new AutodiffException(
          "layers: unknown name",
          "\"" + name + "\", known are " + factories.keySet(),
          "a layer of the program that is registered in LayerKinds",
          "give the LayerKinds that the network was built with");
    }
    return factory;
  }
}
