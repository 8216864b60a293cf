package io.autodiff.benchmarks.gradbench;

import io.autodiff.Scalar;

/** An affine transform of space: the upper three rows of a 4x4 matrix whose last row is 0 0 0 1. */
final class AffineTransform {
  private static final Scalar ZERO = Scalar.of(0);

  private final Scalar[][] m;

  private AffineTransform(Scalar[][] m) {
    this.m = m;
  }

  /** Returns the transform with the upper rows of a matrix. */
  static AffineTransform of(double[][] matrix) {
    return new AffineTransform(
        new Scalar[][] {Scalar.of(matrix[0]), Scalar.of(matrix[1]), Scalar.of(matrix[2])});
  }

  /** Returns a rotation about an axis by an angle, given as axis times angle; none if tiny. */
  static AffineTransform rotation(Scalar rx, Scalar ry, Scalar rz) {
    Scalar angle = rx.square().add(ry.square()).add(rz.square()).sqrt();
    if (angle.isLessThan(1e-4)) {
      return of(new double[][] {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}});
    }
    Scalar x = rx.div(angle);
    Scalar y = ry.div(angle);
    Scalar z = rz.div(angle);
    Scalar sine = angle.sin();
    Scalar versine = angle.cos().neg().add(1);
    Scalar xs = x.mul(sine);
    Scalar ys = y.mul(sine);
    Scalar zs = z.mul(sine);
    Scalar xy = x.mul(y).mul(versine);
    Scalar xz = x.mul(z).mul(versine);
    Scalar yz = y.mul(z).mul(versine);
    return new AffineTransform(
        new Scalar[][] {
          {diagonal(x, versine), xy.sub(zs), xz.add(ys), ZERO},
          {xy.add(zs), diagonal(y, versine), yz.sub(xs), ZERO},
          {xz.sub(ys), yz.add(xs), diagonal(z, versine), ZERO}
        });
  }

  /** Returns {@code 1 - (1 - x²) (1 - cos)}. */
  private static Scalar diagonal(Scalar x, Scalar versine) {
    return x.square().sub(1).mul(versine).add(1);
  }

  /** Returns an element of the upper three rows. */
  Scalar at(int row, int column) {
    return m[row][column];
  }

  /** Returns the product: {@code other} first, then this. */
  AffineTransform mul(AffineTransform other) {
    Scalar[][] product = new Scalar[3][4];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 4; j++) {
        Scalar sum = m[i][0].mul(other.m[0][j]);
        for (int k = 1; k < 3; k++) {
          sum = sum.add(m[i][k].mul(other.m[k][j]));
        }
        product[i][j] = j < 3 ? sum : sum.add(m[i][3]);
      }
    }
    return new AffineTransform(product);
  }

  /** Returns this after a mirror of the first axis. */
  AffineTransform mirrored() {
    Scalar[][] turned = new Scalar[3][];
    for (int i = 0; i < 3; i++) {
      turned[i] = new Scalar[] {m[i][0].neg(), m[i][1], m[i][2], m[i][3]};
    }
    return new AffineTransform(turned);
  }

  /** Returns this after a turn about the first axis. */
  AffineTransform turnedAboutX(Scalar angle) {
    return turned(1, 2, angle);
  }

  /** Returns this after a turn about the third axis. */
  AffineTransform turnedAboutZ(Scalar angle) {
    return turned(0, 1, angle);
  }

  private AffineTransform turned(int from, int to, Scalar angle) {
    Scalar cosine = angle.cos();
    Scalar sine = angle.sin();
    Scalar[][] turned = new Scalar[3][];
    for (int i = 0; i < 3; i++) {
      turned[i] = m[i].clone();
      turned[i][from] = m[i][from].mul(cosine).add(m[i][to].mul(sine));
      turned[i][to] = m[i][to].mul(cosine).sub(m[i][from].mul(sine));
    }
    return new AffineTransform(turned);
  }
}
