package io.autodiff.benchmarks.gradbench;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.autodiff.Gradients;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import java.util.Arrays;

/**
 * How far observed image points are from where cameras would see the points that they show, and the
 * sparse Jacobian of these residuals.
 *
 * <p>Each observation depends on one camera, one point and one weight only. The residuals of many
 * observations are computed at once, a tensor for each parameter with an element for each
 * observation; the gradient of the sum of their residuals then holds the rows of all of them.
 */
final class BundleAdjustment {
  private static final int CAMERA = 11;
  private static final int PARAMETERS = CAMERA + 3 + 1;

  /** How many observations are computed at once: what they need fits a processor's cache. */
  private static final int BLOCK = 1024;

  private final int cameras;
  private final int points;
  private final int observations;
  private final double[] camera;
  private final double[] point;
  private final double[] weight;
  private final double[] feature;

  /**
   * One camera, point, weight and observed point each, which are repeated.
   *
   * @param n cameras
   * @param m points
   * @param p observations
   * @param cam three numbers of a rotation as axis times angle, the centre, the focal length, the
   *     principal point, two radial distortions
   */
  record Input(int n, int m, int p, double[] cam, double[] x, double w, double[] feat) {
    Input {
      boolean fits = cam.length == CAMERA && x.length == 3 && feat.length == 2;
      if (!fits || n < 1 || m < 1 || p < 1) {
        throw new IllegalArgumentException(
            "a camera of " + CAMERA + " numbers, a point of 3, a feature of 2, each at least once");
      }
    }
  }

  BundleAdjustment(Input input) {
    this.cameras = input.n();
    this.points = input.m();
    this.observations = input.p();
    this.camera = repeat(input.cam(), cameras);
    this.point = repeat(input.x(), points);
    this.weight = repeat(new double[] {input.w()}, observations);
    this.feature = repeat(input.feat(), observations);
  }

  private static double[] repeat(double[] part, int times) {
    double[] all = new double[part.length * times];
    Arrays.setAll(all, i -> part[i % part.length]);
    return all;
  }

  private int cameraOf(int observation) {
    return observation % cameras;
  }

  private int pointOf(int observation) {
    return observation % points;
  }

  /** Equal pairs of residuals. */
  record Pairs(double[] elements, int repeated) {}

  /** Equal numbers. */
  record Single(double element, int repeated) {}

  /** The residuals, of which all pairs and all weights' are alike. */
  record Residuals(
      @JsonProperty("reproj_error") Pairs reprojection, @JsonProperty("w_err") Single weights) {}

  /** Returns the residuals. */
  Residuals objective() {
    double[] reprojection = new double[2 * observations];
    double[] weights = new double[observations];
    for (int from = 0; from < observations; from += BLOCK) {
      int to = Math.min(observations, from + BLOCK);
      Tensor[] parameters = parameters(from, to);
      Tensor[] errors = reprojectionError(parameters, feature(0, from, to), feature(1, from, to));
      double[] across = errors[0].values();
      double[] down = errors[1].values();
      double[] w = weightError(parameters[PARAMETERS - 1]).values();
      for (int i = from; i < to; i++) {
        reprojection[2 * i] = across[i - from];
        reprojection[2 * i + 1] = down[i - from];
        weights[i] = w[i - from];
      }
    }
    return new Residuals(
        new Pairs(Arrays.copyOf(reprojection, 2), observations),
        new Single(weights[0], observations));
  }

  /** Returns the Jacobian, two rows an observation and then one a weight. */
  SparseMatrix jacobian() {
    SparseMatrix matrix = new SparseMatrix((2 * PARAMETERS + 1) * observations, 3 * observations);
    double[] weightSlopes = new double[observations];
    try (Tape tape = new Tape()) {
      Tape.Mark start = tape.mark();
      for (int from = 0; from < observations; from += BLOCK) {
        int to = Math.min(observations, from + BLOCK);
        Tensor[] p = parameters(from, to);
        Arrays.setAll(p, i -> tape.variable(p[i]));
        Tensor[] errors = reprojectionError(p, feature(0, from, to), feature(1, from, to));
        double[][] across = columns(tape.gradients(errors[0].sum()), p);
        double[][] down = columns(tape.gradients(errors[1].sum()), p);
        for (int i = from; i < to; i++) {
          int[] columns = columnsOf(i);
          matrix.addRow(columns, across, i - from);
          matrix.addRow(columns, down, i - from);
        }
        Tensor w = p[PARAMETERS - 1];
        double[] slopes = tape.gradients(weightError(w).sum()).of(w).values();
        System.arraycopy(slopes, 0, weightSlopes, from, to - from);
        tape.rewind(start);
      }
    }
    for (int i = 0; i < observations; i++) {
      int[] column = {CAMERA * cameras + 3 * points + i};
      matrix.addRow(column, new double[][] {weightSlopes}, i);
    }
    return matrix;
  }

  private static double[][] columns(Gradients gradients, Tensor[] by) {
    double[][] columns = new double[by.length][];
    Arrays.setAll(columns, i -> gradients.of(by[i]).values());
    gradients.release();
    return columns;
  }

  private int[] columnsOf(int observation) {
    int[] columns = new int[PARAMETERS];
    for (int i = 0; i < CAMERA; i++) {
      columns[i] = CAMERA * cameraOf(observation) + i;
    }
    for (int i = 0; i < 3; i++) {
      columns[CAMERA + i] = CAMERA * cameras + 3 * pointOf(observation) + i;
    }
    columns[PARAMETERS - 1] = CAMERA * cameras + 3 * points + observation;
    return columns;
  }

  /** Returns camera, point and weight of the observations from {@code from} to {@code to}. */
  private Tensor[] parameters(int from, int to) {
    Tensor[] parameters = new Tensor[PARAMETERS];
    for (int k = 0; k < PARAMETERS; k++) {
      double[] column = new double[to - from];
      for (int i = from; i < to; i++) {
        column[i - from] =
            k < CAMERA
                ? camera[CAMERA * cameraOf(i) + k]
                : k < CAMERA + 3 ? point[3 * pointOf(i) + k - CAMERA] : weight[i];
      }
      parameters[k] = Tensor.of(column);
    }
    return parameters;
  }

  private Tensor feature(int coordinate, int from, int to) {
    double[] column = new double[to - from];
    Arrays.setAll(column, i -> feature[2 * (from + i) + coordinate]);
    return Tensor.of(column);
  }

  private static Tensor weightError(Tensor w) {
    return w.square().neg().add(1);
  }

  private static Tensor[] reprojectionError(Tensor[] p, Tensor across, Tensor down) {
    Tensor[] rotation = {p[0], p[1], p[2]};
    Tensor[] fromCentre = {p[11].sub(p[3]), p[12].sub(p[4]), p[13].sub(p[5])};
    Tensor[] seen = rotate(rotation, fromCentre);
    Tensor x = seen[0].div(seen[2]);
    Tensor y = seen[1].div(seen[2]);
    Tensor radius = x.square().add(y.square());
    Tensor distortion = p[9].mul(radius).add(p[10].mul(radius.square())).add(1);
    Tensor scale = distortion.mul(p[6]);
    Tensor w = p[14];
    return new Tensor[] {
      w.mul(x.mul(scale).add(p[7]).sub(across)), w.mul(y.mul(scale).add(p[8]).sub(down))
    };
  }

  /** Rotates points by axis times angle; to first order where the angle is 0. */
  private static Tensor[] rotate(Tensor[] rotation, Tensor[] point) {
    Tensor square = dot(rotation, rotation);
    Tensor angle = square.sqrt();
    Tensor[] axis = {rotation[0].div(angle), rotation[1].div(angle), rotation[2].div(angle)};
    Tensor cosine = angle.cos();
    Tensor sine = angle.sin();
    Tensor along = dot(axis, point).mul(cosine.neg().add(1));
    Tensor[] turned = cross(axis, point);
    Tensor[] shifted = cross(rotation, point);
    Tensor still = square.eq(0);
    Tensor[] rotated = new Tensor[3];
    for (int i = 0; i < 3; i++) {
      Tensor general = point[i].mul(cosine).add(turned[i].mul(sine)).add(axis[i].mul(along));
      rotated[i] = still.where(point[i].add(shifted[i]), general);
    }
    return rotated;
  }

  private static Tensor dot(Tensor[] a, Tensor[] b) {
    return a[0].mul(b[0]).add(a[1].mul(b[1])).add(a[2].mul(b[2]));
  }

  private static Tensor[] cross(Tensor[] a, Tensor[] b) {
    return new Tensor[] {
      a[1].mul(b[2]).sub(a[2].mul(b[1])),
      a[2].mul(b[0]).sub(a[0].mul(b[2])),
      a[0].mul(b[1]).sub(a[1].mul(b[0]))
    };
  }
}
