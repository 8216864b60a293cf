package io.autodiff.conformance;

import io.autodiff.Shape;
import io.autodiff.Tensor;

/** Losses. */
final class LossOperators {
  private static final String REDUCED = " size_average reduce reduction";

  private LossOperators() {}

  static void addTo(Operators t) {
    regression(t);
    likelihoods(t);
    binary(t);
    t.add(
        "nn.functional.cross_entropy",
        "input target weight size_average ignore_index reduce reduction label_smoothing",
        LossOperators::crossEntropy);
    t.add(
        "nn.functional.nll_loss",
        "input target weight size_average ignore_index reduce reduction",
        a -> new Classes(a).negativeLogLikelihood(a.tensor("input")));
  }

  /** Reduces the losses of elements as the argument {@code reduction} says. */
  private static Tensor reduce(Arguments a, Tensor losses) {
    return switch (a.text("reduction", "mean")) {
      case "none" -> losses;
      case "sum" -> losses.sum(new int[0], false);
      case "batchmean" -> losses.sum(new int[0], false).div(losses.dim(0));
      default -> losses.mean(new int[0], false);
    };
  }

  private static void regression(Operators t) {
    t.add(
        "nn.functional.mse_loss",
        "input target" + REDUCED,
        a -> reduce(a, a.tensor("input").squaredError(a.tensor("target"))));
    t.add(
        "nn.functional.l1_loss",
        "input target" + REDUCED,
        a -> reduce(a, a.tensor("input").absoluteError(a.tensor("target"))));
    t.add(
        "nn.functional.huber_loss",
        "input target reduction delta",
        a -> reduce(a, a.tensor("input").huber(a.tensor("target"), a.number("delta", 1))));
    t.add(
        "nn.functional.smooth_l1_loss",
        "input target" + REDUCED + " beta",
        LossOperators::smoothL1);
  }

  private static Tensor smoothL1(Arguments a) {
    double beta = a.number("beta", 1);
    Tensor x = a.tensor("input");
    Tensor target = a.tensor("target");
    return reduce(a, beta == 0 ? x.absoluteError(target) : x.huber(target, beta).div(beta));
  }

  private static void likelihoods(Operators t) {
    t.add(
        "nn.functional.gaussian_nll_loss",
        "input target var full eps reduction",
        LossOperators::gaussian);
    t.add(
        "nn.functional.poisson_nll_loss",
        "input target log_input size_average full eps reduce reduction",
        LossOperators::poisson);
    t.add(
        "nn.functional.kl_div",
        "input target" + REDUCED + " log_target",
        LossOperators::divergence);
  }

  private static Tensor gaussian(Arguments a) {
    Tensor x = a.tensor("input");
    Tensor var = a.tensor("var");
    if (!var.shape().equals(x.shape()) && var.shape().equals(x.shape().leading(1))) {
      var = var.unsqueeze(-1);
    }
    // a variance below eps is raised to it, but its derivative passes as if it were not
    Tensor raised = var.add(var.detach().maximum(a.number("eps", 1e-6)).sub(var.detach()));
    Tensor loss = raised.log().add(x.sub(a.tensor("target")).square().div(raised)).mul(0.5);
    return reduce(a, a.flag("full", false) ? loss.add(0.5 * Math.log(2 * Math.PI)) : loss);
  }

  private static Tensor poisson(Arguments a) {
    Tensor x = a.tensor("input");
    Tensor target = a.tensor("target");
    Tensor loss =
        a.flag("log_input", true)
            ? x.exp().sub(target.mul(x))
            : x.sub(target.mul(x.add(a.number("eps", 1e-8)).log()));
    if (a.flag("full", false)) {
      Tensor log = target.log();
      Tensor stirling = target.mul(log).sub(target).add(log.add(Math.log(2 * Math.PI)).mul(0.5));
      loss = loss.add(target.gt(1).where(stirling, target.constant(0)));
    }
    return reduce(a, loss);
  }

  private static Tensor divergence(Arguments a) {
    Tensor x = a.tensor("input");
    Tensor target = a.tensor("target");
    Tensor loss =
        a.flag("log_target", false)
            ? target.exp().mul(target.sub(x))
            : x.klDivergence(target.broadcastTo(x.shape()));
    return reduce(a, loss);
  }

  private static void binary(Operators t) {
    t.add(
        "nn.functional.binary_cross_entropy",
        "input target weight" + REDUCED,
        a -> weighted(a, a.tensor("input").binaryCrossEntropy(a.tensor("target"))));
    t.add(
        "nn.functional.binary_cross_entropy_with_logits",
        "input target weight" + REDUCED + " pos_weight",
        a -> weighted(a, onLogits(a)));
  }

  private static Tensor weighted(Arguments a, Tensor losses) {
    return reduce(a, a.has("weight") ? losses.mul(a.tensor("weight")) : losses);
  }

  private static Tensor onLogits(Arguments a) {
    Tensor x = a.tensor("input");
    Tensor target = a.tensor("target");
    if (!a.has("pos_weight")) {
      return x.binaryCrossEntropyOnLogits(target);
    }
    Tensor miss = target.constant(1).sub(target).mul(x.softplus());
    return miss.sub(a.tensor("pos_weight").mul(target).mul(x.logSigmoid()));
  }

  private static Tensor crossEntropy(Arguments a) {
    Tensor x = a.tensor("input");
    int axis = x.rank() == 1 ? 0 : 1;
    Tensor logs = x.logSoftmax(axis);
    double smoothing = a.number("label_smoothing", 0);
    int classes = x.dim(axis);
    if (a.raw("target") instanceof Golden.Indices) {
      Classes target = new Classes(a);
      Tensor hit = target.negativeLogLikelihood(logs);
      return smoothing == 0
          ? hit
          : hit.mul(1 - smoothing).add(target.spread(logs).mul(smoothing / classes));
    }
    Tensor target = a.tensor("target").mul(1 - smoothing).add(smoothing / classes);
    Tensor terms = logs.mul(target).neg();
    Tensor losses =
        (a.has("weight") ? terms.mul(byClass(a.tensor("weight"), x, axis)) : terms)
            .sum(new int[] {axis}, false);
    return a.text("reduction", "mean").equals("mean")
        ? losses.sum(new int[0], false).div((double) x.size() / classes)
        : reduce(a, losses);
  }

  private static Tensor byClass(Tensor weights, Tensor x, int axis) {
    return axis == 0 ? weights : ActivationOperators.channels(weights, x.rank());
  }

  /** Losses for classes given by number, one of which may be ignored. */
  private static final class Classes {
    private final Arguments a;
    private final Golden.Indices target;
    private final int axis;
    private final Tensor counts;
    private final Tensor weights;

    Classes(Arguments a) {
      this.a = a;
      this.target = a.indices("target");
      Tensor x = a.tensor("input");
      this.axis = x.rank() == 1 ? 0 : 1;
      int ignored = a.integer("ignore_index", -100);
      double[] counted = new double[target.values().length];
      double[] weight = new double[counted.length];
      double[] each = a.has("weight") ? a.tensor("weight").values() : new double[x.dim(axis)];
      for (int i = 0; i < counted.length; i++) {
        int label = target.values()[i];
        counted[i] = label == ignored ? 0 : 1;
        weight[i] = label == ignored ? 0 : a.has("weight") ? each[label] : 1;
      }
      this.counts = Tensor.of(target.shape(), counted);
      this.weights = Tensor.of(target.shape(), weight);
    }

    Tensor negativeLogLikelihood(Tensor logs) {
      int[] labels = target.values().clone();
      double[] counted = counts.values();
      for (int i = 0; i < labels.length; i++) {
        labels[i] = counted[i] == 0 ? 0 : labels[i];
      }
      int[] dims = logs.shape().dims();
      dims[axis] = 1;
      Tensor picked = logs.gather(axis, Shape.of(dims), labels).reshape(target.shape());
      return mean(picked.mul(weights).neg());
    }

    /** Returns the losses of all classes together, as label smoothing adds them. */
    Tensor spread(Tensor logs) {
      Tensor each = a.has("weight") ? logs.mul(byClass(a.tensor("weight"), logs, axis)) : logs;
      return mean(each.sum(new int[] {axis}, false).mul(counts).neg());
    }

    /** Reduces losses; their mean is weighted and leaves out the ignored class. */
    private Tensor mean(Tensor losses) {
      return a.text("reduction", "mean").equals("mean")
          ? losses.sum(new int[0], false).div(weights.sum(new int[0], false))
          : reduce(a, losses);
    }
  }
}
