package io.autodiff.nn.examples;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.transform.ValueTree;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A block of a transformer: attention with several heads to what came before, then a layer for each
 * position, both on normalised input and added to it (Vaswani et al., "Attention is all you need",
 * 2017). It learns to repeat the token of two places ago.
 */
public final class AttentionBlock {
  private AttentionBlock() {}

  /** What is learned: an embedding of tokens and of places, and the block's matrices. */
  record Block(
      Tensor tokens,
      Tensor places,
      Tensor query,
      Tensor key,
      Tensor value,
      Tensor merge,
      Tensor widen,
      Tensor narrow) {
    static Block draw(RandomGenerator random, int vocabulary, int length, int width) {
      Tensor[] square = new Tensor[4];
      for (int i = 0; i < square.length; i++) {
        square[i] = Tensor.randn(random, width, width).div(Math.sqrt(width));
      }
      return new Block(
          Tensor.randn(random, vocabulary, width),
          Tensor.randn(random, length, width),
          square[0],
          square[1],
          square[2],
          square[3],
          Tensor.randn(random, width, 4 * width).div(Math.sqrt(width)),
          Tensor.randn(random, 4 * width, width).div(Math.sqrt(4 * width)));
    }
  }

  /** Prints the loss in the course of the training. */
  public static void main(String[] arguments) {
    SplittableRandom random = new SplittableRandom(1);
    Block block = Block.draw(random, 8, 12, 16);
    for (int i = 0; i <= 300; i++) {
      int[] tokens = random.ints(12, 0, 8).toArray();
      var at = Autodiff.valueAndGradient(b -> loss(b, 4, tokens), block);
      if (i % 50 == 0) {
        System.out.printf(Locale.ROOT, "%4d %.4f%n", i, at.value().value());
      }
      block = ValueTree.axpy(-0.1, at.gradient(), block);
    }
  }

  /** Returns the block's output, {@code (length, width)}. */
  static Tensor apply(Block b, int heads, Tensor input) {
    Tensor x = input.layerNorm(1, 1e-5);
    Tensor mask = Tensor.ones(x.dim(0), x.dim(0)).tril(0);
    Tensor q = split(x.matmul(b.query()), heads);
    Tensor k = split(x.matmul(b.key()), heads);
    Tensor v = split(x.matmul(b.value()), heads);
    Tensor seen = q.attention(k, v, mask).transpose(0, 1).reshape(x.shape());
    Tensor middle = input.add(seen.matmul(b.merge()));
    Tensor wide = middle.layerNorm(1, 1e-5).matmul(b.widen()).gelu();
    return middle.add(wide.matmul(b.narrow()));
  }

  private static Tensor split(Tensor x, int heads) {
    return x.reshape(x.dim(0), heads, x.dim(1) / heads).transpose(0, 1);
  }

  /** Returns the mean cross-entropy of the token of two places ago. */
  static Scalar loss(Block b, int heads, int... tokens) {
    Tensor embedded = b.tokens().take(0, tokens).add(b.places());
    Tensor logits = apply(b, heads, embedded).matmul(b.tokens().transpose());
    int[] answers = Arrays.copyOf(tokens, tokens.length - 2);
    return logits.slice(0, 2, tokens.length).softmaxCrossEntropy(answers).mean();
  }
}
