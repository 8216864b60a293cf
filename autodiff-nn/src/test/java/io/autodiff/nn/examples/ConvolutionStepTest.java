package io.autodiff.nn.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.Autodiff;
import io.autodiff.Tensor;
import io.autodiff.nn.examples.ConvolutionStep.Network;
import io.autodiff.transform.ValueTree;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A convolutional network against one in loops over plain numbers. */
class ConvolutionStepTest {
  private static final int[] LABELS = {2, 0, 1};

  private final Tensor images = Tensor.randn(new SplittableRandom(1), 3, 1, 6, 6);
  private final Network network = Network.draw(new SplittableRandom(2), 2, 6, 4);

  @Test
  void lossAndGradientAreThoseOfLoops() {
    var at = Autodiff.valueAndGradient(n -> ConvolutionStep.loss(n, images, LABELS), network);
    assertEquals(loss(network), at.value().value(), 1e-12);
    for (long seed = 0; seed < 5; seed++) {
      Network direction = DirectionalDifference.draw(seed, network);
      double slope = DirectionalDifference.of(this::loss, network, direction);
      double found = ValueTree.dot(at.gradient(), direction).value();
      assertEquals(slope, found, 1e-6);
    }
  }

  @Test
  void stepGoesDownTheGradient() {
    Network next = ConvolutionStep.step(network, images, 1e-4, LABELS);
    var gradient = Autodiff.gradient(n -> ConvolutionStep.loss(n, images, LABELS), network);
    double fall = 1e-4 * ValueTree.dot(gradient, gradient).value();
    assertEquals(fall, loss(network) - loss(next), 1e-2 * fall);
  }

  private double loss(Network net) {
    double loss = 0;
    for (int n = 0; n < LABELS.length; n++) {
      double[] logits = logits(net, n);
      double sum = Arrays.stream(logits).map(Math::exp).sum();
      loss += Math.log(sum) - logits[LABELS[n]];
    }
    return loss / LABELS.length;
  }

  private double[] logits(Network net, int n) {
    double[] logits = new double[net.dense().dim(1)];
    int feature = 0;
    for (int f = 0; f < net.bias().size(); f++) {
      for (int i = 0; i < 4; i += 2) {
        for (int j = 0; j < 4; j += 2, feature++) {
          double largest = 0;
          for (int k = 0; k < 4; k++) {
            largest = Math.max(largest, map(net, n, f, i + k / 2, j + k % 2));
          }
          for (int c = 0; c < logits.length; c++) {
            logits[c] += largest * net.dense().at(feature, c);
          }
        }
      }
    }
    return logits;
  }

  private double map(Network net, int n, int f, int i, int j) {
    double sum = net.bias().at(f);
    for (int di = 0; di < 3; di++) {
      for (int dj = 0; dj < 3; dj++) {
        sum += images.at(n, 0, i + di, j + dj) * net.kernels().at(f, 0, di, dj);
      }
    }
    return sum;
  }
}
