package io.autodiff.nn.train;

import java.util.ArrayList;
import java.util.Arrays;
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

  /**
   * The root mean square above which derivatives explode. Squared errors of large targets make all
   * derivatives larger, by about the root of the first loss.
   */
  private static final double EXPLODED = 10;

  /** Outputs that are so many times larger than the root of a loss make that loss themselves. */
  private static final double LARGER = 3;

  /** A loss from here on, at the lowest, is of targets that are far from 0 or widely spread. */
  private static final double UNSCALED = 100;

  /** The least part of units with output 0 for every example that is reported. */
  private static final double DEAD = 0.4;

  /**
   * The ratio of the validation loss to the lowest, and to the training loss, above which a network
   * overfits.
   */
  private static final double RISEN = 1.2;

  /** In so many epochs, up to the last, the validation loss has risen by half of that at least. */
  private static final int LASTING = 3;

  private Diagnosis() {}

  /** Returns a line for each trouble found; none for a training that went well. */
  public static List<String> of(History history) {
    List<String> found = new ArrayList<>();
    if (!history.epochs().isEmpty()) {
      List<LayerReport> layers = history.last().layers();
      add(found, vanishing(layers));
      String exploding = exploding(history);
      add(found, exploding == null ? unscaled(history) : exploding);
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
    double usual = targetScale(history);
    for (Epoch epoch : history.epochs()) {
      for (LayerReport layer : epoch.layers()) {
        if (layer.gradient() > EXPLODED * usual) {
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

  /**
   * Returns about how large targets are, at least 1: the root of the first loss, unless the outputs
   * are larger than that and the loss comes from them.
   */
  private static double targetScale(History history) {
    Epoch first = history.epochs().getFirst();
    double root = Math.sqrt(Math.max(1, first.train().loss()));
    LayerReport output = first.layers().isEmpty() ? null : first.layers().getLast();
    double outputs = output == null ? 0 : Math.hypot(output.mean(), output.deviation());
    return outputs > LARGER * root ? 1 : root;
  }

  private static @Nullable String unscaled(History history) {
    double lowest =
        history.epochs().stream().mapToDouble(e -> e.train().loss()).min().orElse(Double.NaN);
    return lowest > UNSCALED && targetScale(history) > 1
        ? String.format(
            Locale.ROOT,
            "large targets: the training loss was never below %.3g; targets that are scaled, to"
                + " mean 0 and standard deviation 1, help",
            lowest)
        : null;
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

  /** Returns the lowest validation loss of the last epochs. */
  private static double latest(History history) {
    double[] losses = history.watchedLosses();
    return Arrays.stream(losses)
        .skip(Math.max(0, losses.length - LASTING))
        .min()
        .orElse(Double.NaN);
  }

  private static @Nullable String overfitting(History history) {
    Epoch best = history.best();
    Epoch last = history.last();
    boolean risen =
        last.validation() != null
            && last.watchedLoss() > RISEN * last.train().loss()
            && last.watchedLoss() > RISEN * best.watchedLoss()
            && latest(history) > (1 + RISEN) / 2 * best.watchedLoss()
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
