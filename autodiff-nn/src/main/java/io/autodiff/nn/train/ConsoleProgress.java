package io.autodiff.nn.train;

import java.io.Console;
import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
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
  private static final int NARROWEST = 8;
  private static final String ERASE_LINE = "\r\u001b[K";

  /** The widest line that is printed; metrics that do not fit are left out. */
  private static final int WIDTH = 80;

  private final @Nullable PrintStream progress;
  private final PrintStream lines;
  private final String beforeLine;
  private @Nullable ProgressBar bar;
  private long examples;
  private boolean headed;

  /**
   * Makes a listener that draws the bar on one stream and prints the lines to another.
   *
   * @param progress null for no bar
   * @param beforeLine what wipes the bar away before a line is printed
   */
  ConsoleProgress(@Nullable PrintStream progress, PrintStream lines, String beforeLine) {
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

  /** Returns a listener that prints lines and draws no bar, for files and pipes. */
  public static ConsoleProgress lines(PrintStream lines) {
    return new ConsoleProgress(null, lines, "");
  }

  /**
   * Returns a listener that draws the bar on {@code progress} and prints lines to {@code lines},
   * both of which one terminal shows: the bar is wiped away before a line is printed.
   */
  public static ConsoleProgress together(PrintStream progress, PrintStream lines) {
    return new ConsoleProgress(progress, lines, ERASE_LINE);
  }

  /**
   * Returns a listener that prints lines to standard output and, if a terminal shows them, draws
   * the bar on standard error.
   */
  @SuppressWarnings("SystemConsoleNull") // Java 25 answers null again where there is no terminal
  public static ConsoleProgress standard() {
    Console console = System.console();
    boolean together = console != null && console.isTerminal();
    return together ? together(System.err, System.out) : lines(System.out);
  }

  @Override
  public void started(int firstEpoch, int epochs, long examplesOfEpoch) {
    examples = examplesOfEpoch;
    if (progress == null) {
      return;
    }
    bar =
        new ProgressBarBuilder()
            .setTaskName("training")
            .setInitialMax(epochs * examplesOfEpoch)
            .setUnit(" examples", 1)
            .setStyle(ProgressBarStyle.ASCII)
            .setConsumer(new ConsoleProgressBarConsumer(progress))
            .showSpeed(new DecimalFormat("0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
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
    Map<String, Double> figures = figures(epoch, epoch.train().metrics().size());
    for (int metrics = epoch.train().metrics().size() - 1; metrics >= 0; metrics--) {
      figures = width(figures) > WIDTH ? figures(epoch, metrics) : figures;
    }
    StringBuilder head = new StringBuilder("epoch");
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%5d", epoch.number()));
    figures.forEach(
        (name, figure) -> {
          int width = Math.max(NARROWEST, name.length());
          head.append(String.format(Locale.ROOT, "  %" + width + "s", name));
          line.append(String.format(Locale.ROOT, "  %" + width + ".4f", figure));
        });
    if (!headed) {
      lines.println(beforeLine + head);
      headed = true;
    }
    lines.println(beforeLine + line);
  }

  private static int width(Map<String, Double> figures) {
    return 5 + figures.keySet().stream().mapToInt(n -> 2 + Math.max(NARROWEST, n.length())).sum();
  }

  /** Returns the losses and the last few metrics of an epoch by the heads of their columns. */
  private static Map<String, Double> figures(Epoch epoch, int metrics) {
    Map<String, Double> figures = new LinkedHashMap<>();
    put("", epoch.train(), metrics, figures);
    Evaluation held = epoch.validation();
    if (held != null) {
      put("held-out ", held, metrics, figures);
    }
    return figures;
  }

  private static void put(
      String prefix, Evaluation evaluation, int metrics, Map<String, Double> figures) {
    figures.put(prefix + "loss", evaluation.loss());
    evaluation.metrics().entrySet().stream()
        .skip(Math.max(0, evaluation.metrics().size() - metrics))
        .forEach(metric -> figures.put(prefix + metric.getKey(), metric.getValue()));
  }

  @Override
  public void ended() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
