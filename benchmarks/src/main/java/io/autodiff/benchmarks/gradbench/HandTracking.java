package io.autodiff.benchmarks.gradbench;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How far measured points are from the skin of a hand model in a pose, and the dense Jacobian of
 * that by the pose.
 *
 * <p>The bones' transforms are computed in scalars, the skin is one matrix product. A measured
 * point corresponds to a vertex or, if the Jacobian is by two more numbers for each point, to a
 * place on a triangle; only the vertices that points correspond to are computed.
 */
final class HandTracking {
  private static final int POSE = 26;
  private static final int FINGERS = 5;

  private final double[] at;
  private final Model model;
  private final Tensor points;
  private final boolean onTriangles;

  /**
   * The product of each bone's place in rest, and weight, with the vertices that the points
   * correspond to: (points, 4 bones); first, second and third corners below each other.
   */
  private final Tensor skin;

  /** The hand in rest. */
  record Model(
      int[] parents,
      @JsonProperty("base_relatives") double[][][] relatives,
      @JsonProperty("inverse_base_absolutes") double[][][] inverses,
      @JsonProperty("base_positions") double[][] positions,
      double[][] weights,
      int[][] triangles,
      @JsonProperty("is_mirrored") boolean isMirrored) {}

  /** The model and the measured points with the vertices or triangles they belong to. */
  record Data(Model model, int[] correspondences, double[][] points) {}

  /** The pose, the data and, for each point, where it is on its triangle. */
  record Input(double[] theta, Data data, double[][] us) {
    Input {
      int n = data.points().length;
      boolean fits = data.correspondences().length == n && (us.length == 0 || us.length == n);
      if (!fits || theta.length != POSE) {
        throw new IllegalArgumentException(
            theta.length + " numbers of the pose, " + n + " points, " + us.length + " places");
      }
    }
  }

  HandTracking(Input input) {
    this.model = input.data().model();
    this.points = Tensor.of(input.data().points());
    this.onTriangles = input.us().length > 0;
    this.at =
        DoubleStream.concat(
                DoubleStream.of(input.theta()),
                Stream.of(input.us()).flatMapToDouble(DoubleStream::of))
            .toArray();
    this.skin = skin(model).take(0, vertices(input.data().correspondences()));
  }

  /** Returns the vertices that points correspond to: all first corners, then all second ones. */
  private int[] vertices(int[] correspondences) {
    return onTriangles
        ? IntStream.range(0, 3 * correspondences.length)
            .map(
                i ->
                    model
                        .triangles()[correspondences[i % correspondences.length]][
                        i / correspondences.length])
            .toArray()
        : correspondences;
  }

  /** Returns the distances along each axis, point after point. */
  double[] objective() {
    return Scalar.values(errors(Scalar.of(at)));
  }

  /**
   * Returns the Jacobian, a row a distance. If the points are on triangles, its first two columns
   * are by each point's own place: no distance depends on another's.
   */
  double[][] jacobian() {
    int places = onTriangles ? 2 : 0;
    double[][] directions = new double[places + POSE][at.length];
    for (int k = 0; k < POSE; k++) {
      directions[places + k][k] = 1;
    }
    for (int i = POSE; i < at.length; i++) {
      directions[(i - POSE) % 2][i] = 1;
    }
    return transpose(Autodiff.jvp(this::errors).at(at, directions));
  }

  private static double[][] transpose(double[][] columns) {
    double[][] rows = new double[columns[0].length][columns.length];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < columns.length; k++) {
        rows[i][k] = columns[k][i];
      }
    }
    return rows;
  }

  /** Returns the distances, from the pose and the places on the triangles. */
  private Scalar[] errors(Scalar[] v) {
    Scalar[] transforms = transforms(v);
    Tensor vertices =
        skin.matmul(Tensor.stack(skin.dtype(), Shape.of(3, skin.dim(1)), transforms), false, true);
    Tensor translation = Tensor.stack(v[3], v[4], v[5]);
    Tensor places = onTriangles ? onTriangles(v, vertices) : vertices;
    return points.sub(places.add(translation)).scalars();
  }

  private Tensor onTriangles(Scalar[] v, Tensor vertices) {
    int n = points.dim(0);
    Scalar[] us = Arrays.copyOfRange(v, POSE, v.length);
    Tensor u = Tensor.stack(vertices.dtype(), Shape.of(n, 2), us);
    Tensor first = u.slice(1, 0, 1);
    Tensor second = u.slice(1, 1, 2);
    Tensor third = first.add(second).neg().add(1);
    Tensor[] corners = vertices.split(0, n, n, n);
    return first.mul(corners[0]).add(second.mul(corners[1])).add(third.mul(corners[2]));
  }

  /** Returns the bones' transforms side by side, turned as the whole hand is: (3, 4 bones). */
  Scalar[] transforms(Scalar[] v) {
    int bones = model.parents().length;
    AffineTransform hand = AffineTransform.rotation(v[0], v[1], v[2]);
    if (model.isMirrored()) {
      hand = hand.mirrored();
    }
    AffineTransform[] absolute = new AffineTransform[bones];
    Scalar[] all = new Scalar[3 * 4 * bones];
    for (int bone = 0; bone < bones; bone++) {
      AffineTransform relative = AffineTransform.of(model.relatives()[bone]);
      int parent = model.parents()[bone];
      AffineTransform placed = parent < 0 ? hand.mul(relative) : absolute[parent].mul(relative);
      absolute[bone] = bent(placed, bone, v);
      for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 4; column++) {
          all[(row * bones + bone) * 4 + column] = absolute[bone].at(row, column);
        }
      }
    }
    return all;
  }

  /** Turns a bone by the angles of its joint: each finger has three joints, the first with two. */
  private static AffineTransform bent(AffineTransform bone, int index, Scalar[] v) {
    int finger = (index - 2) / 4;
    int joint = (index - 2) % 4;
    if (index < 2 || finger >= FINGERS || joint > 2) {
      return bone;
    }
    int angle = 6 + 4 * finger;
    return joint == 0
        ? bone.turnedAboutZ(v[angle + 1]).turnedAboutX(v[angle])
        : bone.turnedAboutX(v[angle + 1 + joint]);
  }

  /** Returns each bone's place in rest, and weight, times each vertex: (4 bones, vertices). */
  static Tensor skin(Model model) {
    int bones = model.parents().length;
    int vertices = model.positions().length;
    double[] skin = new double[4 * bones * vertices];
    for (int bone = 0; bone < bones; bone++) {
      for (int row = 0; row < 4; row++) {
        double[] inverse = model.inverses()[bone][row];
        for (int i = 0; i < vertices; i++) {
          double sum = 0;
          for (int k = 0; k < 4; k++) {
            sum += inverse[k] * model.positions()[i][k];
          }
          skin[4 * bones * i + 4 * bone + row] = model.weights()[i][bone] * sum;
        }
      }
    }
    return Tensor.wrap(Shape.of(vertices, 4 * bones), skin);
  }
}
