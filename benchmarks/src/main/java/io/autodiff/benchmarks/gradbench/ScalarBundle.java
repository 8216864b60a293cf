package io.autodiff.benchmarks.gradbench;

import io.autodiff.Scalar;
import java.util.Arrays;

/**
 * Half the sum of squares of all residuals of {@link BundleAdjustment}: of the cameras, then the
 * points, then the weights. The angles of all cameras' rotations are above 0.
 */
final class ScalarBundle implements ScalarProblem.Function {
  private static final int CAMERA = 11;

  private final BundleAdjustment.Input in;

  ScalarBundle(BundleAdjustment.Input in) {
    this.in = in;
  }

  @Override
  public double[] point() {
    double[] x = new double[weightAt(in.p())];
    for (int i = 0; i < in.n(); i++) {
      System.arraycopy(in.cam(), 0, x, CAMERA * i, CAMERA);
    }
    for (int i = 0; i < in.m(); i++) {
      System.arraycopy(in.x(), 0, x, pointAt(i), 3);
    }
    Arrays.fill(x, weightAt(0), x.length, in.w());
    return x;
  }

  private int pointAt(int i) {
    return CAMERA * in.n() + 3 * i;
  }

  private int weightAt(int i) {
    return pointAt(in.m()) + i;
  }

  @Override
  public double value(double[] x) {
    double sum = 0;
    for (int i = 0; i < in.p(); i++) {
      double w = x[weightAt(i)];
      double reprojection = square(x, CAMERA * (i % in.n()), pointAt(i % in.m()));
      double rest = 1 - w * w;
      sum += w * w * reprojection + rest * rest;
    }
    return sum / 2;
  }

  /** Returns the squared distance between the projected point and the feature. */
  private double square(double[] v, int c, int p) {
    double angle = Math.sqrt(v[c] * v[c] + v[c + 1] * v[c + 1] + v[c + 2] * v[c + 2]);
    double ax = v[c] / angle;
    double ay = v[c + 1] / angle;
    double az = v[c + 2] / angle;
    double x = v[p] - v[c + 3];
    double y = v[p + 1] - v[c + 4];
    double z = v[p + 2] - v[c + 5];
    double cosine = Math.cos(angle);
    double sine = Math.sin(angle);
    double along = (ax * x + ay * y + az * z) * (1 - cosine);
    double depth = z * cosine + (ax * y - ay * x) * sine + az * along;
    double across = (x * cosine + (ay * z - az * y) * sine + ax * along) / depth;
    double down = (y * cosine + (az * x - ax * z) * sine + ay * along) / depth;
    double radius = across * across + down * down;
    double scale = v[c + 6] * (1 + v[c + 9] * radius + v[c + 10] * radius * radius);
    double right = across * scale + v[c + 7] - in.feat()[0];
    double below = down * scale + v[c + 8] - in.feat()[1];
    return right * right + below * below;
  }

  @Override
  public Scalar value(Scalar[] x) {
    Scalar sum = Scalar.of(0);
    for (int i = 0; i < in.p(); i++) {
      Scalar weight = x[weightAt(i)].square();
      Scalar reprojection = square(x, CAMERA * (i % in.n()), pointAt(i % in.m()));
      sum = sum.add(weight.mul(reprojection)).add(weight.sub(1).square());
    }
    return sum.mul(0.5);
  }

  private Scalar square(Scalar[] v, int c, int p) {
    Scalar angle = v[c].square().add(v[c + 1].square()).add(v[c + 2].square()).sqrt();
    Scalar ax = v[c].div(angle);
    Scalar ay = v[c + 1].div(angle);
    Scalar az = v[c + 2].div(angle);
    Scalar x = v[p].sub(v[c + 3]);
    Scalar y = v[p + 1].sub(v[c + 4]);
    Scalar z = v[p + 2].sub(v[c + 5]);
    Scalar cosine = angle.cos();
    Scalar sine = angle.sin();
    Scalar along = ax.mul(x).add(ay.mul(y)).add(az.mul(z)).mul(cosine.neg().add(1));
    Scalar depth = turned(z, cosine, ax, y, ay, x, sine).add(az.mul(along));
    Scalar across = turned(x, cosine, ay, z, az, y, sine).add(ax.mul(along)).div(depth);
    Scalar down = turned(y, cosine, az, x, ax, z, sine).add(ay.mul(along)).div(depth);
    Scalar radius = across.square().add(down.square());
    Scalar bent = v[c + 9].mul(radius).add(v[c + 10].mul(radius.square())).add(1);
    Scalar scale = v[c + 6].mul(bent);
    Scalar right = across.mul(scale).add(v[c + 7]).sub(in.feat()[0]);
    Scalar below = down.mul(scale).add(v[c + 8]).sub(in.feat()[1]);
    return right.square().add(below.square());
  }

  /** Returns {@code a cosine + (b c - d e) sine}. */
  private static Scalar turned(
      Scalar a, Scalar cosine, Scalar b, Scalar c, Scalar d, Scalar e, Scalar sine) {
    return a.mul(cosine).add(b.mul(c).sub(d.mul(e)).mul(sine));
  }
}
