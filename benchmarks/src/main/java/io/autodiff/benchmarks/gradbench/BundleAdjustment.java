package io.autodiff.benchmarks.gradbench;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.VectorFunction;
import io.autodiff.batch.Pointwise;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * How far observed image points are from where cameras would see the points that they show, and the
 * sparse Jacobian of these residuals.
 *
 * <p>Each observation depends on one camera, one point and one weight only. Its residuals, and
 * their Jacobian, are functions of a few scalars, which are carried out on many observations at
 * once.
 */
final class BundleAdjustment {
  private static final int CAMERA = 11;
  private static final int PARAMETERS = CAMERA + 3 + 1;
  private static final int ARGUMENTS = PARAMETERS + 2;

  /**
   * How many observations are computed at once: what they need fits a processor's cache, which does
   * not hold columns of rows that are a power of two apart.
   */
  private static final int BLOCK = 1000;

  private static final Pointwise ERRORS = Pointwise.of(ARGUMENTS, BundleAdjustment::errors);
  private static final Pointwise SLOPES = Pointwise.of(ARGUMENTS, BundleAdjustment::slopes);

  private final int cameras;
  private final int points;
  private final int observations;
  private final double[] camera;
  private final double[] point;
  private final double[] weight;
  private final double[] feature;

  /** The camera and the point of each observation. */
  private final int[] cameraOf;

  private final int[] pointOf;
  private final TapeLoop loop = new TapeLoop();

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
    this.cameraOf = new int[observations];
    this.pointOf = new int[observations];
    Arrays.setAll(cameraOf, i -> i % cameras);
    Arrays.setAll(pointOf, i -> i % points);
  }

  private static double[] repeat(double[] part, int times) {
    double[] all = new double[part.length * times];
    Arrays.setAll(all, i -> part[i % part.length]);
    return all;
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
    inBlocks(
        ERRORS,
        (from, n, errors) -> {
          for (int i = 0; i < n; i++) {
            reprojection[2 * (from + i)] = errors[i];
            reprojection[2 * (from + i) + 1] = errors[n + i];
          }
          System.arraycopy(errors, 2 * n, weights, from, n);
        });
    return new Residuals(
        new Pairs(Arrays.copyOf(reprojection, 2), observations),
        new Single(weights[0], observations));
  }

  /** Returns the Jacobian, two rows an observation and then one a weight. */
  SparseMatrix jacobian() {
    SparseMatrix matrix = new SparseMatrix((2 * PARAMETERS + 1) * observations, 3 * observations);
    double[] weightSlopes = new double[observations];
    int[] columns = new int[PARAMETERS];
    inBlocks(
        SLOPES,
        (from, n, slopes) -> {
          for (int i = 0; i < n; i++) {
            setColumns(columns, from + i);
            matrix.addRow(columns, slopes, i, n);
            matrix.addRow(columns, slopes, PARAMETERS * n + i, n);
          }
          System.arraycopy(slopes, (3 * PARAMETERS - 1) * n, weightSlopes, from, n);
        });
    int[] column = new int[1];
    for (int i = 0; i < observations; i++) {
      column[0] = weightColumn(i);
      matrix.addRow(column, weightSlopes, i, 1);
    }
    return matrix;
  }

  /** Takes the results of a function for {@code n} observations, a row each. */
  @FunctionalInterface
  private interface Block {
    void take(int from, int n, double[] rows);
  }

  /** Computes a function for all observations; the tape uses its arrays again for each block. */
  private void inBlocks(Pointwise function, Block results) {
    double[] arguments = new double[ARGUMENTS * Math.min(BLOCK, observations)];
    for (int from = 0; from < observations; from += BLOCK) {
      int start = from;
      int n = Math.min(BLOCK, observations - from);
      Tensor rows = Tensor.wrap(Shape.of(ARGUMENTS, n), arguments(arguments, from, n));
      loop.run(
          tape -> {
            Tensor y = function.applyRows(tape.variable(rows));
            results.take(start, n, (double[]) y.array());
            return y;
          });
    }
  }

  private int weightColumn(int observation) {
    return CAMERA * cameras + 3 * points + observation;
  }

  private void setColumns(int[] columns, int observation) {
    for (int i = 0; i < CAMERA; i++) {
      columns[i] = CAMERA * cameraOf[observation] + i;
    }
    for (int i = 0; i < 3; i++) {
      columns[CAMERA + i] = CAMERA * cameras + 3 * pointOf[observation] + i;
    }
    columns[PARAMETERS - 1] = weightColumn(observation);
  }

  /** Sets a row for each number that an observation depends on: parameters, then feature. */
  private double[] arguments(double[] room, int from, int n) {
    double[] rows = ARGUMENTS * n == room.length ? room : new double[ARGUMENTS * n];
    pick(camera, CAMERA, cameraOf, from, rows, 0, n);
    pick(point, 3, pointOf, from, rows, CAMERA * n, n);
    System.arraycopy(weight, from, rows, (PARAMETERS - 1) * n, n);
    for (int i = 0; i < n; i++) {
      rows[PARAMETERS * n + i] = feature[2 * (from + i)];
      rows[(PARAMETERS + 1) * n + i] = feature[2 * (from + i) + 1];
    }
    return rows;
  }

  /** Copies all numbers of the cameras or points of {@code n} observations into a row each. */
  private static void pick(
      double[] all, int numbers, int[] of, int from, double[] rows, int row, int n) {
    for (int i = 0; i < n; i++) {
      int first = numbers * of[from + i];
      int to = row + i;
      for (int k = 0; k < numbers; k++) {
        rows[to] = all[first + k];
        to += n;
      }
    }
  }

  /** Returns the three residuals of an observation: across, down and of its weight. */
  private static Scalar[] errors(Scalar... v) {
    Scalar[] pair = reprojectionError(v, v[PARAMETERS], v[PARAMETERS + 1]);
    return new Scalar[] {pair[0], pair[1], v[PARAMETERS - 1].square().neg().add(1)};
  }

  /** Returns the Jacobian of the residuals of an observation by its parameters, row after row. */
  private static Scalar[] slopes(Scalar... v) {
    VectorFunction ofParameters =
        p -> {
          Scalar[] all = v.clone();
          System.arraycopy(p, 0, all, 0, PARAMETERS);
          return errors(all);
        };
    Scalar[][] rows = Autodiff.jacobian(ofParameters).reverse().at(Arrays.copyOf(v, PARAMETERS));
    return Stream.of(rows).flatMap(Stream::of).toArray(Scalar[]::new);
  }

  private static Scalar[] reprojectionError(Scalar[] p, Scalar across, Scalar down) {
    Scalar[] rotation = {p[0], p[1], p[2]};
    Scalar[] fromCentre = {p[11].sub(p[3]), p[12].sub(p[4]), p[13].sub(p[5])};
    Scalar[] seen = rotate(rotation, fromCentre);
    Scalar x = seen[0].div(seen[2]);
    Scalar y = seen[1].div(seen[2]);
    Scalar radius = x.square().add(y.square());
    Scalar distortion = p[9].mul(radius).add(p[10].mul(radius.square())).add(1);
    Scalar scale = distortion.mul(p[6]);
    Scalar w = p[14];
    return new Scalar[] {
      w.mul(x.mul(scale).add(p[7]).sub(across)), w.mul(y.mul(scale).add(p[8]).sub(down))
    };
  }

  /** Rotates points by axis times angle; to first order where the angle is 0. */
  private static Scalar[] rotate(Scalar[] rotation, Scalar[] point) {
    Scalar square = dot(rotation, rotation);
    Scalar angle = square.sqrt();
    Scalar[] axis = {rotation[0].div(angle), rotation[1].div(angle), rotation[2].div(angle)};
    Scalar cosine = angle.cos();
    Scalar sine = angle.sin();
    Scalar along = dot(axis, point).mul(cosine.neg().add(1));
    Scalar[] turned = cross(axis, point);
    Scalar[] shifted = cross(rotation, point);
    Scalar still = square.eq(0);
    Scalar[] rotated = new Scalar[3];
    for (int i = 0; i < 3; i++) {
      Scalar general = point[i].mul(cosine).add(turned[i].mul(sine)).add(axis[i].mul(along));
      rotated[i] = still.where(point[i].add(shifted[i]), general);
    }
    return rotated;
  }

  private static Scalar dot(Scalar[] a, Scalar[] b) {
    return a[0].mul(b[0]).add(a[1].mul(b[1])).add(a[2].mul(b[2]));
  }

  private static Scalar[] cross(Scalar[] a, Scalar[] b) {
    return new Scalar[] {
      a[1].mul(b[2]).sub(a[2].mul(b[1])),
      a[2].mul(b[0]).sub(a[0].mul(b[2])),
      a[0].mul(b[1]).sub(a[1].mul(b[0]))
    };
  }
}
