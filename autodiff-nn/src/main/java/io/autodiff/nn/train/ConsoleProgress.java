package io.autodiff.nn.train;

import java.io.Console;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows a training: a bar with speed and remaining time, and a line of figures for each epoch. It
 * needs the library {@code me.tongfei:progressbar}.
 */
public final class ConsoleProgress implements TrainingListener {
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintStream progress;
  private final PrintStream lines;
  private final String beforeLine;
  private @Nullable ProgressBar bar;
  private long examples;
  private boolean headed;

  /**
   * Makes a listener that draws the bar on one stream and prints the lines to another.
   *
   * @param beforeLine what wipes the bar away before a line is printed
   */
  ConsoleProgress(PrintStream progress, PrintStream lines, String beforeLine) {
    this.progress = progress;
    this.lines = lines;
    this.beforeLine = beforeLine;
  }

  /**
   * Returns a listener that draws the bar on {@code progress} and prints lines to {@code lines}.
   */
  public static ConsoleProgress to(PrintStream progress, PrintStream lines) {
    return new ConsoleProgress(progress, lines, "");
  }

  /**
   * Returns a listener that draws the bar on standard error and prints lines to standard output.
   */
  @SuppressWarnings("SystemConsoleNull") // Java 25 answers null again where there is no terminal
  public static ConsoleProgress standard() {
    Console console = System.console();
    boolean together = console != null && console.isTerminal();
    return new ConsoleProgress(System.err, System.out, together ? ERASE_LINE : "");
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
            .setConsumer(new ConsoleProgressBarConsumer(progress))
            .showSpeed()
            .build();
    bar.stepTo((firstEpoch - 1) * examplesOfEpoch);
  }

  @Override
  public void stepped(int epoch, long done, double loss) {
    if (bar != null) {
      bar.stepTo((epoch - 1) * examples + done);
    }
  }

  @Override
  public void epochEnded(Epoch epoch) {
    List<String> names = new ArrayList<>(List.of("loss"));
    List<Double> figures = new ArrayList<>(List.of(epoch.train().loss()));
    add("", epoch.train(), names, figures);
    Evaluation held = epoch.validation();
    if (held != null) {
      names.add("held-out loss");
      figures.add(held.loss());
      add("held-out ", held, names, figures);
    }
    StringBuilder head = new StringBuilder("epoch");
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%5d", epoch.number()));
    for (int i = 0; i < names.size(); i++) {
      int width = Math.max(8, names.get(i).length());
      head.append(String.format(Locale.ROOT, "  %" + width + "s", names.get(i)));
      line.append(String.format(Locale.ROOT, "  %" + width + ".4f", figures.get(i)));
    }
    if (!headed) {
      lines.println(beforeLine + head);
      headed = true;
    }
    lines.println(beforeLine + line);
  }

  private static void add(
      String prefix, Evaluation evaluation, List<String> names, List<Double> figures) {
    evaluation
        .metrics()
        .forEach(
            (name, value) -> {
              names.add(prefix + name);
              figures.add(value);
            });
  }

  @Override
  public void ended() {
    if (bar != null) {
      bar.close();
    }
  }
}
