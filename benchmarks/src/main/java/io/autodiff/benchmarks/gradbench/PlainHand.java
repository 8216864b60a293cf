package io.autodiff.benchmarks.gradbench;

/** The transforms of a hand's bones in plain Java. */
final class PlainHand {
  private static final int FINGERS = 5;

  private PlainHand() {}

  /** Returns the bones' transforms side by side, turned as the whole hand is: (3, 4 bones). */
  static double[] transforms(HandTracking.Model model, double[] pose) {
    int bones = model.parents().length;
    double[][][] absolute = new double[bones][][];
    double[] all = new double[3 * 4 * bones];
    double[][] hand = rotation(pose[0], pose[1], pose[2]);
    for (int bone = 0; bone < bones; bone++) {
      int parent = model.parents()[bone];
      double[][] before = parent < 0 ? hand : absolute[parent];
      absolute[bone] = product(before, model.relatives()[bone]);
      bend(absolute[bone], bone, pose);
      for (int row = 0; row < 3; row++) {
        System.arraycopy(absolute[bone][row], 0, all, (row * bones + bone) * 4, 4);
      }
    }
    return all;
  }

  private static double[][] rotation(double rx, double ry, double rz) {
    double angle = Math.sqrt(rx * rx + ry * ry + rz * rz);
    if (angle < 1e-4) {
      return new double[][] {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}};
    }
    double x = rx / angle;
    double y = ry / angle;
    double z = rz / angle;
    double sine = Math.sin(angle);
    double rest = 1 - Math.cos(angle);
    return new double[][] {
      {1 + (x * x - 1) * rest, x * y * rest - z * sine, x * z * rest + y * sine, 0},
      {x * y * rest + z * sine, 1 + (y * y - 1) * rest, y * z * rest - x * sine, 0},
      {x * z * rest - y * sine, y * z * rest + x * sine, 1 + (z * z - 1) * rest, 0}
    };
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] c = new double[3][4];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 4; j++) {
        c[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j] + a[i][2] * b[2][j];
      }
      c[i][3] += a[i][3];
    }
    return c;
  }

  /** Turns a bone by the angles of its joint. */
  private static void bend(double[][] bone, int index, double[] pose) {
    int finger = (index - 2) / 4;
    int joint = (index - 2) % 4;
    if (index < 2 || finger >= FINGERS || joint > 2) {
      return;
    }
    int angle = 6 + 4 * finger;
    if (joint == 0) {
      turn(bone, 0, 1, pose[angle + 1]);
      turn(bone, 1, 2, pose[angle]);
    } else {
      turn(bone, 1, 2, pose[angle + 1 + joint]);
    }
  }

  private static void turn(double[][] bone, int from, int to, double angle) {
    double cosine = Math.cos(angle);
    double sine = Math.sin(angle);
    for (double[] row : bone) {
      double first = row[from];
      double second = row[to];
      row[from] = first * cosine + second * sine;
      row[to] = second * cosine - first * sine;
    }
  }
}
