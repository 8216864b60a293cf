package io.autodiff.nn.train;

import io.autodiff.AutodiffException;
import io.autodiff.Parameter;
import io.autodiff.Tensor;
import io.autodiff.nn.optim.Objective;
import io.autodiff.nn.optim.Optimizer;
import io.autodiff.nn.optim.OptimizerRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters of a training, each with the optimiser of its group. */
final class Groups {
  private final List<Group> groups = new ArrayList<>();

  /** Parameters that share an optimiser, by their positions among all. */
  private record Group(Optimizer optimizer, OptimizerRun steps, int[] members) {
    static Group of(Optimizer optimizer, List<Parameter> all, List<Integer> members) {
      List<Parameter> own = members.stream().map(all::get).toList();
      int[] positions = members.stream().mapToInt(Integer::intValue).toArray();
      return new Group(optimizer, optimizer.start(own), positions);
    }
  }

  /**
   * Divides the parameters.
   *
   * @param special optimisers by the beginning of the names of their parameters; the first that
   *     fits counts
   */
  Groups(Optimizer standard, Map<String, Optimizer> special, List<Parameter> parameters) {
    Map<Optimizer, List<Integer>> members = new LinkedHashMap<>();
    for (int i = 0; i < parameters.size(); i++) {
      Optimizer own = standard;
      for (Map.Entry<String, Optimizer> entry : special.entrySet()) {
        if (parameters.get(i).name().startsWith(entry.getKey())) {
          own = entry.getValue();
          break;
        }
      }
      members.computeIfAbsent(own, _ -> new ArrayList<>()).add(i);
    }
    members.forEach((optimizer, own) -> groups.add(Group.of(optimizer, parameters, own)));
    if (groups.size() > 1 && groups.stream().anyMatch(group -> group.optimizer.isFullBatch())) {
      throw new AutodiffException(
          "Trainer: a full-batch optimiser in a group",
          groups.stream().map(group -> group.optimizer.toString()).toList().toString(),
          "one full-batch optimiser for all parameters, or none",
          null);
    }
  }

  /** Takes one step of every group, at its own rate times {@code factor}; returns the objective. */
  double step(Objective objective, double factor) {
    if (groups.size() == 1) {
      Group all = groups.getFirst();
      return all.steps.step(objective, all.optimizer.learningRate() * factor);
    }
    Objective.Point point = objective.evaluate();
    for (Group group : groups) {
      List<Tensor> own = new ArrayList<>();
      for (int member : group.members) {
        own.add(point.gradients().get(member));
      }
      Objective.Point part = new Objective.Point(point.value(), own);
      group.steps.step(() -> part, group.optimizer.learningRate() * factor);
    }
    return point.value();
  }

  /** Returns what the groups remember, by name. */
  Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    for (int i = 0; i < groups.size(); i++) {
      String prefix = i + "/";
      groups.get(i).steps.state().forEach((name, value) -> state.put(prefix + name, value));
    }
    return state;
  }

  void restore(Map<String, Tensor> state) {
    for (int i = 0; i < groups.size(); i++) {
      groups.get(i).steps.restore(NamePrefix.take(i + "/", state));
    }
  }
}
