package io.autodiff.nn.train;

import io.autodiff.AutodiffException;
import io.autodiff.Engine;
import io.autodiff.Parameter;
import io.autodiff.Tensor;
import io.autodiff.nn.optim.LossGradient;
import io.autodiff.nn.optim.Optimizer;
import io.autodiff.nn.optim.OptimizerRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The parameters of a training, each with the optimiser of its group. */
final class ParameterGroups {
  private final List<Group> groups = new ArrayList<>();

  /** Parameters that share an optimiser, by their positions among all. */
  private record Group(Optimizer optimizer, OptimizerRun run, int[] members) {
    static Group of(
        Optimizer optimizer, List<Parameter> all, List<Integer> members, Engine engine) {
      List<Parameter> own = members.stream().map(all::get).toList();
      int[] positions = members.stream().mapToInt(Integer::intValue).toArray();
      return new Group(optimizer, optimizer.start(own, engine), positions);
    }

    LossGradient part(LossGradient all) {
      List<Tensor> own = new ArrayList<>(members.length);
      for (int member : members) {
        own.add(all.gradients().get(member));
      }
      return new LossGradient(all.loss(), own);
    }
  }

  /** Divides the parameters; the first group whose prefix fits a parameter's name counts. */
  ParameterGroups(StepPlan plan, List<Parameter> parameters) {
    Map<Optimizer, List<Integer>> members = new LinkedHashMap<>();
    for (int i = 0; i < parameters.size(); i++) {
      Optimizer own = plan.optimizer();
      for (Map.Entry<String, Optimizer> entry : plan.groups().entrySet()) {
        if (parameters.get(i).name().startsWith(entry.getKey())) {
          own = entry.getValue();
          break;
        }
      }
      members.computeIfAbsent(own, _ -> new ArrayList<>()).add(i);
    }
    members.forEach(
        (optimizer, own) -> groups.add(Group.of(optimizer, parameters, own, plan.engine())));
    if (groups.size() > 1 && groups.stream().anyMatch(group -> group.optimizer.isFullBatch())) {
      throw new AutodiffException(
          "Trainer: a full-batch optimiser in a group",
          groups.stream().map(group -> group.optimizer.toString()).toList().toString(),
          "one full-batch optimiser for all parameters, or none",
          null);
    }
  }

  /**
   * Takes one step of every group, at its own rate times {@code factor}.
   *
   * @param here the loss and its derivatives by all parameters
   * @param again evaluates both at the parameters' new values
   */
  void step(LossGradient here, Supplier<LossGradient> again, double factor) {
    if (groups.size() == 1) {
      Group all = groups.getFirst();
      all.run.step(here, again, all.optimizer.learningRate() * factor);
      return;
    }
    for (Group group : groups) {
      group.run.step(
          group.part(here),
          () -> refuseAgain(group.optimizer),
          group.optimizer.learningRate() * factor);
    }
  }

  /** Refuses an evaluation between the groups' steps, which would overwrite their derivatives. */
  private static LossGradient refuseAgain(Optimizer optimizer) {
    throw new AutodiffException(
        "Trainer: the optimiser of a group evaluates the loss again",
        optimizer.toString(),
        "one such optimiser for all parameters, or none",
        null);
  }

  /** Returns the kept numbers of all groups, by name. */
  Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    for (int i = 0; i < groups.size(); i++) {
      NamePrefix.put(i + "/", groups.get(i).run.state(), state);
    }
    return state;
  }

  void restore(Map<String, Tensor> state) {
    for (int i = 0; i < groups.size(); i++) {
      groups.get(i).run.restore(NamePrefix.take(i + "/", state));
    }
  }
}
