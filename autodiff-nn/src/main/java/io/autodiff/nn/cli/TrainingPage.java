package io.autodiff.nn.cli;

import io.autodiff.DType;
import io.autodiff.Engine;
import io.autodiff.Shape;
import io.autodiff.nn.data.Batch;
import io.autodiff.nn.data.BatchSource;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.model.TrainedModel;
import io.autodiff.nn.train.Epoch;
import io.autodiff.nn.train.Evaluation;
import io.autodiff.nn.train.History;
import java.io.IOException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The report of a training that another program ran, such as one on a cluster: the page that {@code
 * train --output} writes.
 *
 * @param data the name of the data
 * @param command repeats the training
 * @param patience whether the network has the weights of its best epoch, not of the last
 * @param few some training examples, of which the graph of a step is drawn
 * @param train the number of all training examples
 * @param validation the number of examples that training watched
 * @param test the test part as it was read; null if there is none
 */
public record TrainingPage(
    String data,
    String command,
    TrainedModel model,
    History history,
    boolean patience,
    Dataset few,
    long train,
    long validation,
    @Nullable Dataset test) {

  /** Returns the page. */
  public String html() throws IOException {
    Engine engine = Engine.standard();
    TrainingOptions training = new TrainingOptions();
    training.patience = patience ? 1 : null;
    BatchSource seen = Experiment.prepared(model, few);
    BatchSource prepared = test == null ? null : Experiment.prepared(model, test);
    Experiment experiment =
        new Experiment(
            model,
            training,
            Evaluator.loss(!model.classes().isEmpty()),
            new Sample(seen, train),
            validation == 0 ? null : new Sample(seen, validation),
            test,
            prepared,
            engine);
    Evaluation tested = prepared == null ? null : Evaluator.evaluate(model, prepared, engine);
    Epoch kept = patience ? history.best() : history.last();
    Experiment.Outcome outcome = new Experiment.Outcome(history, tested, kept);
    return new TrainingReport(data, command, null, experiment, outcome).html();
  }

  /**
   * A few examples of many.
   *
   * @param size the number of all
   */
  private record Sample(BatchSource few, long size) implements BatchSource {
    @Override
    public Shape inputShape() {
      return few.inputShape();
    }

    @Override
    public Iterable<Batch> batches(int batchSize) {
      return few.batches(batchSize);
    }

    @Override
    public Iterable<Batch> shuffled(int batchSize, RandomGenerator random) {
      return few.shuffled(batchSize, random);
    }

    @Override
    public BatchSource to(DType dtype) {
      return new Sample(few.to(dtype), size);
    }
  }
}
