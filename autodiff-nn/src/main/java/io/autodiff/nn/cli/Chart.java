package io.autodiff.nn.cli;

import io.autodiff.nn.io.AtomicFile;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.w3c.dom.Document;

/** Charts one above the other in a picture, drawn by XChart. */
final class Chart {
  private static final int WIDTH = 800;
  private static final int HEIGHT = 420;
  private static final Color INK = new Color(47, 111, 171);
  private static final Color OTHER = new Color(209, 96, 61);

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
    chart.getStyler().setAntiAlias(true);
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

  /** Writes charts one above the other, as SVG or PNG by the file's extension. */
  static void write(Path file, List<Chart> charts) throws IOException {
    requirePicture(file);
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
