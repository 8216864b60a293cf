package io.autodiff.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.Chart;

/** Charts as SVG. */
final class Charts {
  private static final Pattern MORE_DECIMALS = Pattern.compile("(\\d\\.\\d\\d)\\d+");

  private Charts() {}

  /**
   * Writes points on a logarithmic axis, a column of them for each group.
   *
   * @param series for each series its values by group
   */
  static void columns(Path file, String title, String unit, Map<String, Map<String, Double>> series)
      throws IOException {
    TreeSet<String> all = new TreeSet<>();
    series.values().forEach(values -> all.addAll(values.keySet()));
    List<String> groups = List.copyOf(all);
    XYChart chart =
        new XYChartBuilder().width(800).height(420).title(title).yAxisTitle(unit).build();
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setXAxisMin(-0.5);
    chart.getStyler().setXAxisMax(groups.size() - 0.5);
    chart.getStyler().setxAxisTickLabelsFormattingFunction(x -> label(groups, x));
    series.forEach(
        (name, values) -> {
          Map<String, Double> ordered = new TreeMap<>(values);
          double[] x = ordered.keySet().stream().mapToDouble(groups::indexOf).toArray();
          double[] y = ordered.values().stream().mapToDouble(Double::doubleValue).toArray();
          chart.addSeries(name, x, y);
        });
    save(chart, file);
  }

  /** Writes a curve on logarithmic axes, beside a straight line through its last point. */
  static void curve(Path file, Growth.Curve curve) throws IOException {
    double[] x = curve.points().keySet().stream().mapToDouble(Integer::doubleValue).toArray();
    double[] y = curve.points().values().stream().mapToDouble(Double::doubleValue).toArray();
    double slope = y[y.length - 1] / x[x.length - 1];
    XYChart chart =
        new XYChartBuilder()
            .width(640)
            .height(400)
            .title(curve.title())
            .xAxisTitle(curve.name())
            .yAxisTitle("us")
            .build();
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisLogarithmic(true);
    chart.addSeries("measured", x, y);
    chart.addSeries("proportional", x, Arrays.stream(x).map(each -> each * slope).toArray());
    save(chart, file);
  }

  /** Writes a chart whose coordinates have two decimals: more are not seen and fill the file. */
  private static void save(Chart<?, ?> chart, Path file) throws IOException {
    VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
    String drawing = Files.readString(file);
    Files.writeString(file, MORE_DECIMALS.matcher(drawing).replaceAll("$1"));
  }

  private static String label(List<String> groups, double x) {
    int nearest = (int) Math.rint(x);
    boolean isGroup = Math.abs(x - nearest) < 1e-6 && nearest >= 0 && nearest < groups.size();
    return isGroup ? groups.get(nearest) : "";
  }
}
