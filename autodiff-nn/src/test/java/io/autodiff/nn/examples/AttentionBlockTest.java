package io.autodiff.nn.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Autodiff;
import io.autodiff.Tensor;
import io.autodiff.nn.examples.AttentionBlock.Block;
import io.autodiff.transform.ValueTree;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A transformer's block against one in loops over plain numbers. */
class AttentionBlockTest {
  private static final int HEADS = 2;
  private static final int[] TOKENS = {3, 0, 2, 2, 1, 4};

  @Test
  void lossAndGradientAreThoseOfLoops() {
    Block block = Block.draw(new SplittableRandom(1), 5, 6, 4);
    var at = Autodiff.valueAndGradient(b -> AttentionBlock.loss(b, HEADS, TOKENS), block);
    assertEquals(loss(block), at.value().value(), 1e-12);
    Block direction = DirectionalDifference.draw(2, block);
    double slope = DirectionalDifference.of(AttentionBlockTest::loss, block, direction);
    double found = ValueTree.dot(at.gradient(), direction).value();
    assertEquals(slope, found, 1e-6 * Math.abs(slope));
  }

  @Test
  void nothingIsSeenOfWhatComesLater() {
    SplittableRandom random = new SplittableRandom(3);
    Block block = Block.draw(random, 5, 6, 4);
    Tensor x = Tensor.randn(random, 6, 4);
    double[][] jacobian = Autodiff.jacobian(t -> AttentionBlock.apply(block, HEADS, t), x);
    for (int i = 0; i < 24; i++) {
      for (int j = 0; j < 24; j++) {
        assertTrue(j / 4 <= i / 4 ? jacobian[i][j] != 0 : jacobian[i][j] == 0, i + ", " + j);
      }
    }
  }

  private static double loss(Block b) {
    double[][] tokens = rows(b.tokens());
    double[][] x = new double[TOKENS.length][];
    for (int i = 0; i < x.length; i++) {
      x[i] = sum(tokens[TOKENS[i]], rows(b.places())[i]);
    }
    double[][] y = apply(b, x);
    double loss = 0;
    for (int i = 2; i < y.length; i++) {
      double sum = 0;
      for (double[] token : tokens) {
        sum += Math.exp(dot(y[i], token));
      }
      loss += Math.log(sum) - dot(y[i], tokens[TOKENS[i - 2]]);
    }
    return loss / (y.length - 2);
  }

  private static double[][] apply(Block b, double[][] x) {
    double[][] q = product(normalised(x), rows(b.query()));
    double[][] k = product(normalised(x), rows(b.key()));
    double[][] v = product(normalised(x), rows(b.value()));
    int width = x[0].length;
    double[][] seen = new double[x.length][width];
    for (int c = 0; c < width; c++) {
      int from = c / (width / HEADS) * (width / HEADS);
      for (int i = 0; i < x.length; i++) {
        double sum = 0;
        for (int j = 0; j <= i; j++) {
          double score = 0;
          for (int d = from; d < from + width / HEADS; d++) {
            score += q[i][d] * k[j][d];
          }
          double weight = Math.exp(score / Math.sqrt((double) width / HEADS));
          sum += weight;
          seen[i][c] += weight * v[j][c];
        }
        seen[i][c] /= sum;
      }
    }
    double[][] middle = sum(x, product(seen, rows(b.merge())));
    double[][] wide = product(normalised(middle), rows(b.widen()));
    for (double[] row : wide) {
      for (int i = 0; i < row.length; i++) {
        row[i] *= normal(row[i]);
      }
    }
    return sum(middle, product(wide, rows(b.narrow())));
  }

  private static double[][] normalised(double[][] x) {
    double[][] y = new double[x.length][x[0].length];
    for (int i = 0; i < x.length; i++) {
      double mean = 0;
      double square = 0;
      for (double each : x[i]) {
        mean += each / x[i].length;
      }
      for (double each : x[i]) {
        square += (each - mean) * (each - mean) / x[i].length;
      }
      for (int k = 0; k < x[i].length; k++) {
        y[i][k] = (x[i][k] - mean) / Math.sqrt(square + 1e-5);
      }
    }
    return y;
  }

  private static double[][] rows(Tensor t) {
    double[][] rows = new double[t.dim(0)][t.dim(1)];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < rows[i].length; k++) {
        rows[i][k] = t.at(i, k);
      }
    }
    return rows;
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] c = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b[0].length; j++) {
        for (int k = 0; k < b.length; k++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }

  private static double[][] sum(double[][] a, double[][] b) {
    double[][] c = new double[a.length][];
    for (int i = 0; i < c.length; i++) {
      c[i] = sum(a[i], b[i]);
    }
    return c;
  }

  private static double[] sum(double[] a, double[] b) {
    double[] c = a.clone();
    for (int i = 0; i < c.length; i++) {
      c[i] += b[i];
    }
    return c;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** The normal distribution, by its series around 0. */
  private static double normal(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < 200; n++) {
      term *= x * x / (2 * n + 1);
      sum += term;
    }
    return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }
}
