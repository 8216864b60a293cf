package io.autodiff.benchmarks.mlp;

import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.Pass;
import io.autodiff.nn.optim.LossGradient;
import io.autodiff.nn.optim.OptimizerRun;
import io.autodiff.nn.optim.Sgd;
import io.autodiff.program.Program;
import io.autodiff.program.TensorPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A network that is trained by a plan of its step, as {@code Trainer} does it. */
public final class PlannedStep {
  private final TensorPlan plan;
  private final List<Value<?>> inputs = new ArrayList<>();
  private final OptimizerRun run;
  private final double rate;

  /** The derivatives in the plan's list of results, the same at each step. */
  private @Nullable List<Tensor> derivatives;

  /** Makes a network with the case's first weights, and a learning rate. */
  public PlannedStep(MlpCase mlp, double rate) {
    Mlp model = mlp.model();
    Loss loss = mlp.loss();
    List<Parameter> parameters = model.parameters();
    Tensor targets = mlp.targets();
    this.run = Sgd.of(rate).start(parameters);
    this.rate = rate;
    inputs.add(mlp.inputs());
    inputs.add(targets);
    parameters.forEach(p -> inputs.add(p.borrow()));
    try (Tape tape = new Tape()) {
      List<Value<?>> in = new ArrayList<>();
      Tensor x = tape.variable(mlp.inputs());
      Tensor t = tape.variable(targets);
      List<Tensor> weights = parameters.stream().map(tape::use).toList();
      in.add(x);
      in.add(t);
      in.addAll(weights);
      Scalar value = loss.of(model.forward(x, Pass.training(tape, new Random(0))), t);
      List<Value<?>> out = new ArrayList<>();
      out.add(value);
      out.addAll(tape.differentiate(value, weights));
      this.plan = Program.between(in, out).simplified().plan();
    }
  }

  /** Does one training step and returns the loss before it. */
  @SuppressWarnings("unchecked") // derivatives of tensors are tensors
  public double step() {
    List<Value<?>> results = plan.runInPlace(inputs);
    List<Tensor> known = derivatives;
    if (known == null) {
      known = (List<Tensor>) (List<?>) results.subList(1, results.size());
      derivatives = known;
    }
    LossGradient here = new LossGradient(((Scalar) results.get(0)).value(), known);
    run.step(here, () -> here, rate);
    return here.loss();
  }
}
