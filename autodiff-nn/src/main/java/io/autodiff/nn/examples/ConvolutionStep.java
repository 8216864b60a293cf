package io.autodiff.nn.examples;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Window;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.data.Digits;
import io.autodiff.transform.ValueTree;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A convolution, the largest of each four, and a dense layer: steps of gradient descent on the
 * handwritten digits.
 */
public final class ConvolutionStep {
  private ConvolutionStep() {}

  /** Kernels {@code (filters, 1, 3, 3)} with their biases, and a dense layer. */
  record Network(Tensor kernels, Tensor bias, Tensor dense) {
    static Network draw(RandomGenerator random, int filters, int size, int classes) {
      int features = filters * (size / 2 - 1) * (size / 2 - 1);
      return new Network(
          Tensor.randn(random, filters, 1, 3, 3).div(3),
          Tensor.zeros(filters),
          Tensor.randn(random, features, classes).div(Math.sqrt(features)));
    }
  }

  /** Prints the loss of 256 digits in the course of the training. */
  public static void main(String[] arguments) {
    Network network = Network.draw(new SplittableRandom(1), 8, 8, 10);
    Dataset digits = Digits.load();
    Tensor images = digits.inputs().slice(0, 0, 256).reshape(256, 1, 8, 8);
    int[] labels = new int[256];
    Arrays.setAll(labels, i -> (int) digits.targets().at(i));
    for (int i = 0; i <= 50; i++) {
      if (i % 10 == 0) {
        System.out.printf(Locale.ROOT, "%3d %.4f%n", i, loss(network, images, labels).value());
      }
      network = step(network, images, 0.5, labels);
    }
  }

  /** Returns logits {@code (n, classes)} of images {@code (n, 1, height, width)}. */
  static Tensor logits(Network net, Tensor images) {
    Tensor maps = images.conv2d(net.kernels(), net.bias(), Window.of()).relu();
    return maps.maxPool2d(2).reshape(images.dim(0), -1).matmul(net.dense());
  }

  /** Returns the mean cross-entropy. */
  static Scalar loss(Network net, Tensor images, int... labels) {
    return logits(net, images).softmaxCrossEntropy(labels).mean();
  }

  /** Returns the network after a step of gradient descent. */
  static Network step(Network net, Tensor images, double rate, int... labels) {
    Network gradient = Autodiff.gradient(n -> loss(n, images, labels), net);
    return ValueTree.axpy(-rate, gradient, net);
  }
}
