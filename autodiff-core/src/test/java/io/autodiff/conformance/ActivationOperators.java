package io.autodiff.conformance;

import io.autodiff.Tensor;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Activations and normalisations. */
final class ActivationOperators {
  private ActivationOperators() {}

  static void addTo(Operators t) {
    smooth(t);
    hard(t);
    rectifiers(t);
    normalising(t);
    normalisations(t);
  }

  private static void smooth(Operators t) {
    t.unary("sigmoid", Tensor::sigmoid);
    activation(t, "logsigmoid", Tensor::logSigmoid);
    activation(t, "silu", Tensor::silu);
    activation(t, "mish", Tensor::mish);
    activation(t, "softsign", Tensor::softsign);
    activation(t, "tanhshrink", Tensor::tanhShrink);
    t.add(
        "nn.functional.gelu",
        "input approximate",
        a ->
            a.text("approximate", "none").equals("tanh")
                ? a.tensor("input").geluTanh()
                : a.tensor("input").gelu());
    t.add("nn.functional.softplus", "input beta threshold", ActivationOperators::softplus);
    t.add(
        "nn.functional.glu",
        "input dim",
        a -> {
          Tensor x = a.tensor("input");
          int half = x.dim(a.integer("dim", -1)) / 2;
          Tensor[] parts = x.split(a.integer("dim", -1), half, half);
          return parts[0].mul(parts[1].sigmoid());
        });
  }

  private static void activation(Operators t, String name, UnaryOperator<Tensor> call) {
    t.add("nn.functional." + name, "input inplace", a -> call.apply(a.tensor("input")));
  }

  private static Tensor softplus(Arguments a) {
    Tensor x = a.tensor("input");
    double beta = a.number("beta", 1);
    Tensor scaled = x.mul(beta);
    return scaled.gt(a.number("threshold", 20)).where(x, scaled.softplus().div(beta));
  }

  private static void hard(Operators t) {
    activation(t, "hardsigmoid", Tensor::hardSigmoid);
    activation(t, "hardswish", Tensor::hardSwish);
    activation(t, "relu6", x -> x.hardTanh(0, 6));
    t.add(
        "nn.functional.hardtanh",
        "input min_val max_val inplace",
        a -> a.tensor("input").hardTanh(a.number("min_val", -1), a.number("max_val", 1)));
    t.add(
        "nn.functional.hardshrink",
        "input lambd",
        a -> a.tensor("input").hardShrink(a.number("lambd", 0.5)));
    t.add(
        "nn.functional.softshrink",
        "input lambd",
        a -> a.tensor("input").softShrink(a.number("lambd", 0.5)));
    t.add(
        "nn.functional.threshold",
        "input threshold value inplace",
        a -> {
          Tensor x = a.tensor("input");
          return x.gt(a.number("threshold")).where(x, x.constant(a.number("value")));
        });
  }

  private static void rectifiers(Operators t) {
    activation(t, "relu", Tensor::relu);
    activation(t, "selu", Tensor::selu);
    t.add(
        "nn.functional.leaky_relu",
        "input negative_slope inplace",
        a -> a.tensor("input").leakyRelu(a.number("negative_slope", 0.01)));
    t.add(
        "nn.functional.elu",
        "input alpha inplace",
        a -> a.tensor("input").elu(a.number("alpha", 1)));
    t.add(
        "nn.functional.celu",
        "input alpha inplace",
        a -> a.tensor("input").celu(a.number("alpha", 1)));
    t.add("nn.functional.prelu", "input weight", ActivationOperators::prelu);
  }

  private static Tensor prelu(Arguments a) {
    Tensor x = a.tensor("input");
    Tensor slope = a.tensor("weight");
    Tensor each = slope.size() == 1 ? slope.reshape() : channels(slope, x.rank());
    return x.gt(0).where(x, x.mul(each));
  }

  /** Returns a vector with a number for each channel, axis 1, shaped to broadcast. */
  static Tensor channels(Tensor vector, int rank) {
    int[] dims = new int[rank];
    Arrays.fill(dims, 1);
    dims[rank == 1 ? 0 : 1] = vector.size();
    return vector.reshape(dims);
  }

  private static void normalising(Operators t) {
    t.add("softmax", "input dim dtype", a -> Axes.along(a, Tensor::softmax));
    t.add("log_softmax", "input dim dtype", a -> Axes.along(a, Tensor::logSoftmax));
    t.add(
        "nn.functional.softmin",
        "input dim dtype",
        a -> Axes.along(a, (x, axis) -> x.neg().softmax(axis)));
    t.add(
        "nn.functional.normalize",
        "input p dim eps",
        a ->
            a.tensor("input")
                .normalize(a.number("p", 2), a.integer("dim", 1), a.number("eps", 1e-12)));
  }

  private static void normalisations(Operators t) {
    t.add(
        "nn.functional.layer_norm",
        "input normalized_shape weight bias eps",
        a -> {
          Tensor x = a.tensor("input");
          int axes = a.ints("normalized_shape").length;
          double eps = a.number("eps", 1e-5);
          return a.has("weight") && a.has("bias")
              ? x.layerNorm(a.tensor("weight"), a.tensor("bias"), eps)
              : affine(x.layerNorm(axes, eps), a, x.rank(), false);
        });
    t.add(
        "nn.functional.group_norm",
        "input num_groups weight bias eps",
        a -> {
          Tensor x = a.tensor("input");
          int groups = a.integer("num_groups");
          int size = x.dim(0) * groups;
          Tensor grouped = x.reshape(x.dim(0), groups, size == 0 ? 0 : x.size() / size);
          Tensor normal = grouped.layerNorm(1, a.number("eps", 1e-5));
          return affine(normal.reshape(x.shape()), a, x.rank(), true);
        });
    t.add(
        "nn.functional.batch_norm",
        "input running_mean running_var weight bias training momentum eps",
        ActivationOperators::batchNorm);
  }

  private static Tensor batchNorm(Arguments a) {
    Tensor x = a.tensor("input");
    double eps = a.number("eps", 1e-5);
    int channels = x.rank() == 1 ? 0 : 1;
    Tensor normal =
        a.flag("training", false)
            ? x.batchNorm(channels, eps)
            : x.batchNorm(channels, a.tensor("running_mean"), a.tensor("running_var"), eps);
    return affine(normal, a, x.rank(), true);
  }

  private static Tensor affine(Tensor x, Arguments a, int rank, boolean byChannel) {
    Tensor y = x;
    if (a.has("weight")) {
      Tensor weight = a.tensor("weight");
      y = y.mul(byChannel ? channels(weight, rank) : weight);
    }
    if (a.has("bias")) {
      Tensor bias = a.tensor("bias");
      y = y.add(byChannel ? channels(bias, rank) : bias);
    }
    return y;
  }
}
