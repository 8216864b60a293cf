package io.autodiff.nn.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the troubles that textbooks name in the history of a training, and describes each in a line
 * with its remedy. Vanishing and exploding gradients and dead ReLUs need {@link Trainer#diagnose}.
 */
public final class Diagnosis {
  /** The ratio of the last layer's derivatives to the first's above which derivatives vanish. */
  private static final double VANISHED = 1e3;

  /** The root mean square above which derivatives explode. */
  private static final double EXPLODED = 10;

  /** The least part of units with output 0 for every example that is reported. */
  private static final double DEAD = 0.4;

  /** The ratio of the last validation loss to the lowest above which a network overfits. */
  private static final double RISEN = 1.2;

  private Diagnosis() {}

  /** Returns a line for each trouble found; none for a training that went well. */
  public static List<String> of(History history) {
    List<String> found = new ArrayList<>();
    if (!history.epochs().isEmpty()) {
      List<LayerReport> layers = history.last().layers();
      add(found, vanishing(layers));
      add(found, exploding(history));
      layers.forEach(layer -> add(found, dead(layer)));
      add(found, overfitting(history));
    }
    return List.copyOf(found);
  }

  private static void add(List<String> found, @Nullable String line) {
    if (line != null) {
      found.add(line);
    }
  }

  private static @Nullable String vanishing(List<LayerReport> layers) {
    List<LayerReport> trained =
        layers.stream().filter(layer -> !Double.isNaN(layer.gradient())).toList();
    if (trained.size() < 2) {
      return null;
    }
    LayerReport first = trained.getFirst();
    LayerReport last = trained.getLast();
    return first.gradient() > 0 && first.gradient() * VANISHED < last.gradient()
        ? String.format(
            Locale.ROOT,
            "vanishing gradients: those of %s are %.0f times smaller than those of %s;"
                + " ReLU with He's initialisation, normalisation or residual blocks help",
            first.layer(),
            last.gradient() / first.gradient(),
            last.layer())
        : null;
  }

  private static @Nullable String exploding(History history) {
    for (Epoch epoch : history.epochs()) {
      for (LayerReport layer : epoch.layers()) {
        if (layer.gradient() > EXPLODED) {
          return String.format(
              Locale.ROOT,
              "exploding gradients: those of %s had a root mean square of %.3g after epoch %d;"
                  + " clipping by norm, smaller initial weights or a smaller learning rate help",
              layer.layer(),
              layer.gradient(),
              epoch.number());
        }
      }
    }
    return null;
  }

  private static @Nullable String dead(LayerReport layer) {
    return layer.dead() >= DEAD
        ? String.format(
            Locale.ROOT,
            "dead units: %.0f %% of %s give 0 for every example and learn nothing;"
                + " a smaller learning rate or He's initialisation helps",
            100 * layer.dead(),
            layer.layer())
        : null;
  }

  private static @Nullable String overfitting(History history) {
    Epoch best = history.best();
    Epoch last = history.last();
    boolean risen =
        last.validation() != null
            && last.train().loss() < last.watchedLoss()
            && last.watchedLoss() > RISEN * best.watchedLoss()
            && last.train().loss() < best.train().loss();
    return risen
        ? String.format(
            Locale.ROOT,
            "overfitting: validation loss was lowest, %.4g, after epoch %d and is %.4g now, while"
                + " training loss fell on to %.4g; early stopping, weight decay, dropout or more"
                + " data help",
            best.watchedLoss(),
            best.number(),
            last.watchedLoss(),
            last.train().loss())
        : null;
  }
}
