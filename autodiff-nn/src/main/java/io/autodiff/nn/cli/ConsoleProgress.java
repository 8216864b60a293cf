package io.autodiff.nn.cli;

import io.autodiff.nn.train.Epoch;
import io.autodiff.nn.train.Evaluation;
import io.autodiff.nn.train.TrainingListener;
import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows a training: a bar with speed and remaining time, and a line for each epoch. */
final class ConsoleProgress implements TrainingListener {
  private final PrintStream progress;
  private final PrintStream lines;
  private @Nullable ProgressBar bar;
  private long examples;

  ConsoleProgress(PrintStream progress, PrintStream lines) {
    this.progress = progress;
    this.lines = lines;
  }

  @Override
  public void started(int firstEpoch, int epochs, long examplesOfEpoch) {
    examples = examplesOfEpoch;
    bar =
        new ProgressBarBuilder()
            .setTaskName("training")
            .setInitialMax(epochs * examplesOfEpoch)
            .setUnit(" examples", 1)
            .setStyle(ProgressBarStyle.ASCII)
            .setConsumer(new me.tongfei.progressbar.ConsoleProgressBarConsumer(progress))
            .showSpeed()
            .build();
    bar.stepTo((firstEpoch - 1) * examplesOfEpoch);
    lines.println("epoch  train loss  train acc  held-out loss  held-out acc");
  }

  @Override
  public void stepped(int epoch, long done, double loss) {
    if (bar != null) {
      bar.stepTo((epoch - 1) * examples + done);
    }
  }

  @Override
  public void epochEnded(Epoch epoch) {
    Evaluation held = epoch.validation();
    lines.printf(
        Locale.ROOT,
        "%5d  %10.5f  %9.4f  %13s  %12s%n",
        epoch.number(),
        epoch.train().loss(),
        epoch.train().metrics().getOrDefault("accuracy", Double.NaN),
        held == null ? "" : String.format(Locale.ROOT, "%.5f", held.loss()),
        held == null
            ? ""
            : String.format(
                Locale.ROOT, "%.4f", held.metrics().getOrDefault("accuracy", Double.NaN)));
  }

  @Override
  public void ended() {
    if (bar != null) {
      bar.close();
    }
  }
}
