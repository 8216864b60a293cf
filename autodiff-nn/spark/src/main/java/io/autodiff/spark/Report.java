package io.autodiff.spark;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.nn.cli.TrainingPage;
import io.autodiff.nn.model.TrainedModel;
import io.autodiff.nn.train.History;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The command line's report of a training on Spark. Its test figures are of the first {@link #MOST}
 * rows of the test part at most, which the driver takes in.
 *
 * @param data the name of the data
 * @param command repeats the training
 * @param train the rows to train on, with the columns features and label
 * @param test the rows to test on; null if there are none
 */
record Report(
    String data,
    String command,
    FitOptions fitting,
    Dataset<Row> train,
    @Nullable Dataset<Row> test) {
  private static final int MOST = 50_000;
  private static final int FEW = 32;

  /** Returns the page. */
  byte[] html(TrainedModel model, History history) throws IOException {
    io.autodiff.nn.data.Dataset few = taken(train.na().drop(), FEW);
    Map<String, String> facts = model.origin().facts();
    TrainingPage page =
        new TrainingPage(
            data,
            command,
            model,
            history,
            fitting.patience > 0,
            few,
            Long.parseLong(facts.getOrDefault(Fit.ROWS, "0")),
            Long.parseLong(facts.getOrDefault(Fit.HELD, "0")),
            test == null ? null : taken(test, MOST));
    return page.html().getBytes(StandardCharsets.UTF_8);
  }

  private static io.autodiff.nn.data.Dataset taken(Dataset<Row> rows, int most) {
    List<Row> some = rows.select("features", "label").limit(most).collectAsList();
    int width = Columns.numbers(some.getFirst().get(0)).length;
    double[] inputs = new double[some.size() * width];
    double[] targets = new double[some.size()];
    for (int i = 0; i < targets.length; i++) {
      System.arraycopy(Columns.numbers(some.get(i).get(0)), 0, inputs, i * width, width);
      targets[i] = some.get(i).getDouble(1);
    }
    return io.autodiff.nn.data.Dataset.of(
        Tensor.of(Shape.of(targets.length, width), inputs),
        Tensor.of(Shape.of(targets.length), targets));
  }
}
