package io.autodiff.nn.cli;

import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.nn.Pass;
import io.autodiff.nn.data.Batch;
import io.autodiff.nn.model.TrainedModel;
import io.autodiff.program.Program;
import java.util.ArrayList;
import java.util.List;

/**
 * The graph of one training step, drawn.
 *
 * @param svg the drawing
 * @param batch the number of examples in the step
 * @param inputs what the drawing's names of inputs stand for
 */
record StepGraph(String svg, int batch, String inputs) {
  /** Of more examples the positions of their classes would not fit a box. */
  private static final int MOST = 8;

  /** Records the loss of the first examples; dropout is left out of the picture. */
  StepGraph(Experiment experiment) {
    this(experiment.train().batches(MOST).iterator().next(), experiment);
  }

  private StepGraph(Batch batch, Experiment experiment) {
    this(draw(batch, experiment), batch.size(), names(experiment.model()));
  }

  private static String names(TrainedModel model) {
    StringBuilder names = new StringBuilder("x0 is the batch");
    List<Parameter> parameters = model.network().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      names.append(", x").append(i + 1).append(' ').append(parameters.get(i).name());
    }
    return names.toString();
  }

  private static String draw(Batch batch, Experiment experiment) {
    TrainedModel model = experiment.model();
    try (Tape tape = new Tape(experiment.engine())) {
      Tensor examples = tape.variable(batch.inputs());
      List<Value<?>> inputs = new ArrayList<>();
      inputs.add(examples);
      Tensor outputs = model.network().forward(examples, Pass.evaluation(tape));
      Scalar loss =
          Evaluator.loss(!model.classes().isEmpty()).of(outputs, batch.targets(), batch.weights());
      for (Parameter parameter : model.network().parameters()) {
        inputs.add(tape.use(parameter));
      }
      return Program.between(inputs, List.of(loss)).draw().svg();
    }
  }
}
