package io.autodiff.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.train.Epoch;
import io.autodiff.nn.train.TrainingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that add gradients among themselves. */
@ExtendWith(LocalSpark.class)
class GroupTest {
  private static double[] weights(MlpClassificationModel model) {
    return TrainingTest.weights(model.trainedModel().network());
  }

  private static MlpClassifier estimator() {
    return new MlpClassifier()
        .setHiddenLayers(6)
        .setEpochs(5)
        .setBatchSize(20)
        .setPartitions(2)
        .setStrategy("ALL_REDUCE");
  }

  @Test
  void bitsAreThoseOfAggregate(SparkSession spark) {
    Dataset<Row> data = Rows.dataset(spark, Rows.points(200), 3).cache();
    List<MlpClassifier> estimators =
        List.of(
            estimator().setDropout(0.2).setBatchNorm(true).setPrecision(32),
            estimator().setSchedule("plateau").setValidationFraction(0.2).setPatience(1),
            estimator().setOptimizer("lbfgs").setWeightDecay(0.01));
    for (MlpClassifier group : estimators) {
      MlpClassifier aggregate = group.copy(ParamMap.empty()).setStrategy("AGGREGATE");
      MlpClassificationModel expected = aggregate.fit(data);
      MlpClassificationModel found = group.fit(data);
      assertArrayEquals(weights(expected), weights(found), 0);
      assertArrayEquals(expected.history().watchedLosses(), found.history().watchedLosses(), 0);
      assertEquals("ALL_REDUCE", found.trainedModel().origin().facts().get("strategy"));
    }
  }

  @Test
  void trainingGoesOnFromACheckpoint(SparkSession spark, @TempDir Path folder) {
    Dataset<Row> data = Rows.dataset(spark, Rows.points(200), 3).cache();
    List<Integer> seen = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void stepped(int epoch, long examples, double loss) {
            assertEquals(200, examples);
            seen.add(-epoch);
          }

          @Override
          public void epochEnded(Epoch epoch) {
            seen.add(epoch.number());
            if (epoch.number() == 4) {
              throw new IllegalStateException("the driver ends");
            }
          }
        };
    MlpClassifier stored = estimator().setCheckpointDir(folder.toString()).setCheckpointInterval(2);
    MlpClassifier interrupted = stored.copy(ParamMap.empty()).addListener(listener);
    assertThrows(IllegalStateException.class, () -> interrupted.fit(data));
    assertEquals(List.of(-1, 1, -2, 2, -3, 3, -4, 4), seen);
    assertArrayEquals(weights(estimator().fit(data)), weights(stored.fit(data)), 0);
  }

  @Test
  void tooFewSlotsAreRefused(SparkSession spark) {
    Dataset<Row> data = Rows.dataset(spark, Rows.points(40), 1);
    AutodiffException e =
        assertThrows(AutodiffException.class, () -> estimator().setPartitions(3).fit(data));
    assertEquals(
        """
        spark: ALL_REDUCE runs all parts at the same time, for which there are too few slots
          given     3 partitions, slots for 2 tasks
          expected  as many slots as partitions
          hint      setPartitions(2) would fit\
        """,
        e.getMessage());
  }

  @Test
  void trainingThatDivergesEndsAtOnce(SparkSession spark) {
    Dataset<Row> data = Rows.dataset(spark, Rows.points(40), 1);
    AutodiffException e =
        assertThrows(
            AutodiffException.class,
            () -> estimator().setOptimizer("sgd").setLearningRate(1e300).fit(data));
    Rows.assertSays("the training diverged in epoch", e);
  }

  @Test
  void changedRowsAreRefused(JavaSparkContext context) {
    Recipe recipe = TrainingTest.recipe("sgd", 64, 8, 1);
    List<Block> blocks = TrainingTest.blocks(2, false, recipe);
    Strategy strategy = Strategy.of("ALL_REDUCE", false);
    try (DistributedRows<Block> rows = DistributedRows.of(context.parallelize(blocks, 2))) {
      Training.Parts parts = TrainingTest.parts(rows, blocks);
      long[] other = parts.checksums().clone();
      other[1]++;
      Mlp network = recipe.network();
      Training training =
          new Training(recipe, strategy, parts, network, List.of(), null)
              .by(new GroupTraining(rows, recipe, strategy, other, parts.train(), 0, 1));
      AutodiffException e = assertThrows(AutodiffException.class, training::run);
      Rows.assertSays("part 1", e);
      assertTrue(e.getSuppressed().length == 0, "no job of Spark failed");
    }
  }
}
