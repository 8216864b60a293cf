package io.autodiff.nn.cli;

import io.autodiff.nn.io.AtomicFile;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.w3c.dom.Document;

/** Charts one above the other in a picture, drawn by XChart. */
final class Chart {
  private static final int WIDTH = 800;
  private static final int HEIGHT = 420;
  private static final Color INK = new Color(47, 111, 171);
  private static final Color OTHER = new Color(209, 96, 61);

  /** About how many marks an axis has. */
  private static final int MARKS = 8;

  private static final MathContext MARK_DIGITS = new MathContext(10);

  /** So much of a step more or less is a range's rounding error. */
  private static final double ROUNDING = 1e-9;

  private final XYChart chart;

  private Chart(String title, String x, String y) {
    this.chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotGridLinesColor(new Color(230, 230, 230));
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setLegendBorderColor(Color.WHITE);
    chart.getStyler().setLocale(Locale.ROOT);
    chart.getStyler().setxAxisTickLabelsFormattingFunction(Chart::mark);
    chart.getStyler().setyAxisTickLabelsFormattingFunction(Chart::mark);
    chart.getStyler().setAntiAlias(true);
    chart.getStyler().setChartPadding(20);
  }

  /** Returns the text of a number at an axis, with a power of ten if it is long otherwise. */
  static String mark(double at) {
    BigDecimal digits = new BigDecimal(at).round(MARK_DIGITS).stripTrailingZeros();
    double size = Math.abs(at);
    return at == 0 || (size >= 1e-4 && size < 1e7) ? digits.toPlainString() : digits.toString();
  }

  /** Returns an empty chart. */
  static Chart of(String title, String x, String y) {
    return new Chart(title, x, y);
  }

  /** Adds a line through points; those without a number interrupt it. */
  Chart line(String name, double[] x, double[] y) {
    XYSeries series = chart.addSeries(name, x, finite(y));
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(chart.getSeriesMap().size() == 1 ? INK : OTHER);
    return this;
  }

  /** Adds a thin dashed line, such as the edge of a band. */
  Chart edge(String name, double[] x, double[] y) {
    XYSeries series = chart.addSeries(name, x, finite(y));
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(new Color(150, 150, 150));
    series.setLineWidth(1);
    series.setShowInLegend(!name.endsWith(" "));
    return this;
  }

  /** Adds a thin line at a height, from one x to another. */
  Chart level(double height, double low, double high) {
    return edge("level ", new double[] {low, high}, new double[] {height, height});
  }

  /** Adds points. */
  Chart points(String name, double[] x, double[] y) {
    XYSeries series = chart.addSeries(name, x, finite(y));
    series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    series.setMarker(SeriesMarkers.CIRCLE);
    series.setMarkerColor(OTHER);
    chart.getStyler().setMarkerSize(6);
    return this;
  }

  private static double[] finite(double[] y) {
    double[] drawn = y.clone();
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = Double.isFinite(drawn[i]) ? drawn[i] : Double.NaN;
    }
    return drawn;
  }

  /** Requires that a file's extension is one of pictures. */
  static void requirePicture(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(".svg") && !name.endsWith(".png")) {
      throw new IllegalArgumentException(file + ": pictures are .svg or .png files");
    }
  }

  /** Lays round numbers around the horizontal axes, the same on all that show the same. */
  private static void frame(List<Chart> charts) {
    for (Chart each : charts) {
      double[] x =
          charts.stream()
              .filter(c -> c.chart.getXAxisTitle().equals(each.chart.getXAxisTitle()))
              .flatMap(c -> c.chart.getSeriesMap().values().stream())
              .flatMapToDouble(series -> Arrays.stream(series.getXData()))
              .toArray();
      each.frame(Arrays.stream(x).min().orElse(0), Arrays.stream(x).max().orElse(1));
    }
  }

  private void frame(double low, double high) {
    long shown = chart.getSeriesMap().values().stream().filter(XYSeries::isShowInLegend).count();
    chart.getStyler().setLegendVisible(shown > 1);
    if (!(high > low) || Double.isInfinite(high - low)) {
      return;
    }
    double[] ends = around(low, high);
    double from = ends[0];
    double to = ends[1];
    chart.getStyler().setXAxisMin(from).setXAxisMax(to);
    double y =
        chart.getSeriesMap().values().stream()
            .flatMapToDouble(series -> Arrays.stream(series.getYData()))
            .filter(Double::isFinite)
            .findFirst()
            .orElse(0);
    // XChart labels points of equal distance as they are, 1, 11, 21, unless others lie between.
    double between = from + (to - from) / Math.PI;
    XYSeries corners =
        chart.addSeries(
            "corners ", new double[] {from, between, to}, new double[] {y, Double.NaN, y});
    corners.setMarker(SeriesMarkers.NONE);
    corners.setLineStyle(SeriesLines.NONE);
    corners.setShowInLegend(false);
  }

  /**
   * Returns the nearest numbers around a range that are multiples of 1, 2 or 5 times a power of
   * ten, of which there are about {@link #MARKS} in the range.
   */
  static double[] around(double low, double high) {
    double width = (high - low) / MARKS;
    double power = Math.pow(10, Math.floor(Math.log10(width)));
    double parts = width / power;
    double step = power * (parts < 1.5 ? 1 : parts < 3.5 ? 2 : parts < 7.5 ? 5 : 10);
    return new double[] {
      step * Math.floor(low / step + ROUNDING), step * Math.ceil(high / step - ROUNDING)
    };
  }

  /** Writes charts one above the other, as SVG or PNG by the file's extension. */
  static void write(Path file, List<Chart> charts) throws IOException {
    requirePicture(file);
    frame(charts);
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
      int scale = 2;
      BufferedImage image =
          new BufferedImage(
              scale * WIDTH, scale * HEIGHT * charts.size(), BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      graphics.scale(scale, scale);
      paint(graphics, charts);
      graphics.dispose();
      AtomicFile.write(file, out -> ImageIO.write(image, "png", out));
      return;
    }
    SVGGraphics2D graphics = new SVGGraphics2D(document());
    graphics.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT * charts.size()));
    paint(graphics, charts);
    AtomicFile.write(
        file,
        out -> {
          OutputStreamWriter writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          graphics.stream(writer, true);
          writer.flush();
        });
  }

  private static void paint(Graphics2D graphics, List<Chart> charts) {
    for (Chart each : charts) {
      each.chart.paint(graphics, WIDTH, HEIGHT);
      graphics.translate(0, HEIGHT);
    }
  }

  private static Document document() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument("http://www.w3.org/2000/svg", "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }
}
