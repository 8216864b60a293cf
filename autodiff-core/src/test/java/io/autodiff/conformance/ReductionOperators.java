package io.autodiff.conformance;

import io.autodiff.Tensor;

/** Reductions over axes and scans along them. */
final class ReductionOperators {
  private ReductionOperators() {}

  static void addTo(Operators t) {
    sums(t);
    extrema(t);
    moments(t);
    running(t);
    norms(t);
  }

  private static void sums(Operators t) {
    t.add("sum", "input dim keepdim dtype", a -> Axes.reduce(a, Tensor::sum));
    t.add("mean", "input dim keepdim dtype", a -> Axes.reduce(a, Tensor::mean));
    t.add("prod", "input dim keepdim dtype", a -> Axes.reduce(a, Tensor::prod));
    t.add("logsumexp", "input dim keepdim", a -> Axes.reduce(a, Tensor::logSumExp));
    t.add("trace", "input", a -> a.tensor("input").trace());
  }

  private static void extrema(Operators t) {
    t.add("amax", "input dim keepdim", a -> Axes.reduce(a, Tensor::max));
    t.add("amin", "input dim keepdim", a -> Axes.reduce(a, Tensor::min));
    t.add("max/reduction_no_dim", "input", a -> Axes.reduce(a, Tensor::max));
    t.add("min/reduction_no_dim", "input", a -> Axes.reduce(a, Tensor::min));
    t.add("max/reduction_with_dim", "input dim keepdim", a -> Axes.reduce(a, Tensor::max));
    t.add("min/reduction_with_dim", "input dim keepdim", a -> Axes.reduce(a, Tensor::min));
  }

  private static void moments(Operators t) {
    String signature = "input dim unbiased keepdim correction";
    t.add("var", signature, a -> moment(a, Tensor::var));
    t.add("std", signature, a -> moment(a, Tensor::std));
  }

  /** A variance or its root. */
  @FunctionalInterface
  private interface Moment {
    Tensor apply(Tensor x, int[] axes, boolean keepDims, double correction);
  }

  /** The second argument may be whether the estimate is unbiased. */
  private static Tensor moment(Arguments a, Moment f) {
    boolean short_ = a.isFlag("dim");
    boolean unbiased = short_ ? a.flag("dim", true) : a.flag("unbiased", true);
    int[] axes = short_ || !a.has("dim") ? new int[0] : a.ints("dim");
    double correction = a.number("correction", unbiased ? 1 : 0);
    return Axes.reduce(
        a.tensor("input"),
        axes,
        a.flag("keepdim", false),
        (x, over, keep) -> f.apply(x, over, keep, correction));
  }

  private static void running(Operators t) {
    t.add("cumsum", "input dim dtype", a -> Axes.along(a, Tensor::cumSum));
    t.add("cumprod", "input dim dtype", a -> Axes.along(a, Tensor::cumProd));
    t.add("logcumsumexp", "input dim", a -> Axes.along(a, Tensor::logCumSumExp));
  }

  private static void norms(Operators t) {
    for (String variant : new String[] {"", "/nuc", "/fro", "/inf"}) {
      t.add("norm" + variant, "input p dim keepdim dtype", a -> norm(a, "p"));
    }
    t.add("linalg.norm", "input ord dim keepdim dtype", a -> norm(a, "ord"));
    t.add("linalg.norm/subgradients_at_zero", "input ord dim keepdim dtype", a -> norm(a, "ord"));
    t.add(
        "linalg.vector_norm",
        "input ord dim keepdim dtype",
        a -> vectorNorm(a, a.number("ord", 2)));
    t.add("nn.functional.pairwise_distance", "x1 x2 p eps keepdim", ReductionOperators::pairwise);
    t.add("cdist", "x1 x2 p compute_mode", ReductionOperators::cdist);
    t.add("nn.functional.cosine_similarity", "x1 x2 dim eps", ReductionOperators::cosineSimilarity);
    t.add("dist", "input other p", a -> distance(a.tensor("input").sub(a.tensor("other")), a));
  }

  private static Tensor distance(Tensor difference, Arguments a) {
    return Axes.reduce(
        difference, new int[0], false, (x, axes, keep) -> x.norm(a.number("p", 2), axes, keep));
  }

  private static Tensor norm(Arguments a, String order) {
    if (a.isText(order)) {
      String name = a.text(order, "fro");
      if (name.equals("nuc")) {
        return nuclear(a);
      }
      return vectorNorm(a, name.equals("fro") ? 2 : a.number(order));
    }
    return vectorNorm(a, a.number(order, 2));
  }

  private static Tensor vectorNorm(Arguments a, double p) {
    return Axes.reduce(a, (x, axes, keep) -> x.norm(p, axes, keep));
  }

  private static Tensor nuclear(Arguments a) {
    Tensor x = a.tensor("input");
    int[] axes = a.ints("dim", -2, -1);
    Tensor sum = x.moveAxis(axes[0], -1).moveAxis(second(x, axes), -1).nuclearNorm();
    if (!a.flag("keepdim", false)) {
      return sum;
    }
    return sum.reshape(x.shape().reduce(x.shape().axes(axes), true));
  }

  /** Returns the position of the second axis after the first has moved to the end. */
  private static int second(Tensor x, int... axes) {
    int a = x.shape().axis(axes[0]);
    int b = x.shape().axis(axes[1]);
    return b > a ? b - 1 : b;
  }

  private static Tensor pairwise(Arguments a) {
    Tensor difference = a.tensor("x1").sub(a.tensor("x2")).add(a.number("eps", 1e-6));
    return difference.norm(a.number("p", 2), new int[] {-1}, a.flag("keepdim", false));
  }

  private static Tensor cdist(Arguments a) {
    Tensor difference = a.tensor("x1").unsqueeze(-2).sub(a.tensor("x2").unsqueeze(-3));
    return difference.norm(a.number("p", 2), new int[] {-1}, false);
  }

  private static Tensor cosineSimilarity(Arguments a) {
    Tensor zero = a.tensor("x1").mul(0).detach().add(a.tensor("x2").mul(0).detach());
    Tensor x = a.tensor("x1").broadcastTo(zero.shape());
    Tensor y = a.tensor("x2").broadcastTo(zero.shape());
    return x.cosineSimilarity(y, a.integer("dim", 1), a.number("eps", 1e-8));
  }
}
