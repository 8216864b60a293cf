package io.autodiff.benchmarks.gradbench;

import io.autodiff.Scalar;
import io.autodiff.Tensor;

/**
 * Half the sum of squared distances of {@link HandTracking}, points on vertices: of the pose. All
 * vertices are placed by all bones, as ADBench does it.
 */
final class ScalarHand implements ScalarProblem.Function {
  private final HandTracking.Input in;
  private final HandTracking problem;
  private final int rows;
  private final double[][] skin;

  ScalarHand(HandTracking.Input in) {
    this.in = in;
    this.problem = new HandTracking(in);
    Tensor all = HandTracking.skin(in.data().model());
    this.rows = all.dim(1);
    this.skin = RowArrays.of(all);
  }

  @Override
  public double[] point() {
    return in.theta().clone();
  }

  @Override
  public double value(double[] x) {
    double[] bones = PlainHand.transforms(in.data().model(), x);
    double[][] placed = new double[skin.length][3];
    for (int vertex = 0; vertex < placed.length; vertex++) {
      double[] weights = skin[vertex];
      for (int axis = 0; axis < 3; axis++) {
        double sum = x[3 + axis];
        for (int i = 0; i < rows; i++) {
          sum += bones[axis * rows + i] * weights[i];
        }
        placed[vertex][axis] = sum;
      }
    }
    double sum = 0;
    for (int i = 0; i < in.data().points().length; i++) {
      for (int axis = 0; axis < 3; axis++) {
        double error = in.data().points()[i][axis] - placed[in.data().correspondences()[i]][axis];
        sum += error * error;
      }
    }
    return sum / 2;
  }

  @Override
  public Scalar value(Scalar[] x) {
    Scalar[] bones = problem.transforms(x);
    Scalar[][] placed = new Scalar[skin.length][3];
    for (int vertex = 0; vertex < placed.length; vertex++) {
      double[] weights = skin[vertex];
      for (int axis = 0; axis < 3; axis++) {
        Scalar sum = x[3 + axis];
        for (int i = 0; i < rows; i++) {
          sum = sum.add(bones[axis * rows + i].mul(weights[i]));
        }
        placed[vertex][axis] = sum;
      }
    }
    Scalar sum = Scalar.of(0);
    for (int i = 0; i < in.data().points().length; i++) {
      for (int axis = 0; axis < 3; axis++) {
        Scalar place = placed[in.data().correspondences()[i]][axis];
        sum = sum.add(place.sub(in.data().points()[i][axis]).square());
      }
    }
    return sum.mul(0.5);
  }
}
