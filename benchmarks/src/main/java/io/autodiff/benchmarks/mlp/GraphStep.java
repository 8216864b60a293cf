package io.autodiff.benchmarks.mlp;

import io.autodiff.Gradients;
import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.Pass;
import io.autodiff.nn.optim.LossGradient;
import io.autodiff.nn.optim.OptimizerRun;
import io.autodiff.nn.optim.Sgd;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A network that is trained by the graph, as a user of the library does it. */
public final class GraphStep implements AutoCloseable {
  private final Mlp model;
  private final Loss loss;
  private final Tensor inputs;
  private final Tensor targets;
  private final List<Parameter> parameters;
  private final OptimizerRun run;
  private final double rate;
  private final Tape tape = new Tape();
  private final Tape.Mark start = tape.mark();
  private final Random random = new Random(0);

  /** Makes a network with the case's first weights, and a learning rate. */
  public GraphStep(MlpCase mlp, double rate) {
    this(mlp.model(), mlp.loss(), mlp.inputs(), mlp.lossTargets(), rate);
  }

  /** Trains a network on one batch. */
  public GraphStep(Mlp model, Loss loss, Tensor inputs, Tensor targets, double rate) {
    this.model = model;
    this.loss = loss;
    this.inputs = inputs;
    this.targets = targets;
    this.parameters = model.parameters();
    this.run = Sgd.of(rate).start(parameters);
    this.rate = rate;
  }

  /** Does one training step and returns the loss before it. */
  public double step() {
    Scalar value = record();
    Gradients gradients = tape.gradients(value);
    LossGradient here = new LossGradient(value.value(), derivatives(gradients));
    run.step(here, () -> here, rate);
    gradients.release();
    return here.loss();
  }

  private List<Tensor> derivatives(Gradients gradients) {
    List<Tensor> all = new ArrayList<>(parameters.size());
    for (Parameter parameter : parameters) {
      all.add(gradients.of(parameter));
    }
    return all;
  }

  /** Records the loss. */
  public Scalar record() {
    tape.rewind(start);
    return loss.of(model.forward(inputs, Pass.training(tape, random)), targets);
  }

  /** Traverses a record of the loss in reverse. */
  public List<Tensor> reverse(Scalar recorded) {
    return derivatives(tape.gradients(recorded));
  }

  /** Returns how many operations are recorded. */
  public int operations() {
    return tape.size();
  }

  /** Returns the network's output, recording nothing. */
  public Tensor predict() {
    return model.predict(inputs);
  }

  /** Returns the present parameters' numbers. */
  public double[][] parameters() {
    return parameters.stream().map(Parameter::value).map(Tensor::values).toArray(double[][]::new);
  }

  @Override
  public void close() {
    tape.close();
  }
}
