package io.autodiff.benchmarks.gradbench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Scanner;

/**
 * Instances of four problems from the data of ADBench (github.com/microsoft/ADBench, MIT licence,
 * which is beside the files).
 */
final class AdBench {
  private static final String FOLDER = "/io/autodiff/benchmarks/adbench/";
  private static final int BONE_MATRIX = 16;

  private AdBench() {}

  /** Returns a mixture of 5 Gaussians in 10 dimensions with 1000 points. */
  static GaussianMixture.Input gaussianMixture() {
    Scanner in = new Scanner(text("gmm_d10_K5.txt"));
    int d = in.nextInt();
    int k = in.nextInt();
    int n = in.nextInt();
    double[] alpha = row(in, k);
    double[][] mu = rows(in, k, d);
    double[][] q = new double[k][];
    double[][] l = new double[k][];
    for (int i = 0; i < k; i++) {
      q[i] = row(in, d);
      l[i] = row(in, d * (d - 1) / 2);
    }
    double[][] x = rows(in, n, d);
    double gamma = number(in);
    int m = in.nextInt();
    return new GaussianMixture.Input(d, k, n, x, m, gamma, alpha, mu, q, l);
  }

  /** Returns a network of two layers and 14 bits, and 1024 characters. */
  static Lstm.Input lstm() {
    Scanner in = new Scanner(text("lstm_l2_c1024.txt"));
    int layers = in.nextInt();
    int characters = in.nextInt();
    int bits = in.nextInt();
    return new Lstm.Input(
        rows(in, 2 * layers, 4 * bits),
        rows(in, 3, bits),
        rows(in, 2 * layers, bits),
        rows(in, characters, bits));
  }

  /** Returns 49 cameras, 7776 points and 31843 observations. */
  static BundleAdjustment.Input bundleAdjustment() {
    Scanner in = new Scanner(text("ba1_n49_m7776_p31843.txt"));
    int n = in.nextInt();
    int m = in.nextInt();
    int p = in.nextInt();
    double[] camera = row(in, 11);
    double[] point = row(in, 3);
    double weight = number(in);
    return new BundleAdjustment.Input(n, m, p, camera, point, weight, row(in, 2));
  }

  /**
   * Returns a hand of 544 vertices and 100 measured points.
   *
   * @param onTriangles whether the points are on triangles rather than vertices
   */
  static HandTracking.Input hand(boolean onTriangles) {
    String name = onTriangles ? "complicated" : "simple";
    Scanner in = new Scanner(text("hand/hand1_t26_c100_" + name + ".txt"));
    int n = in.nextInt();
    int pose = in.nextInt();
    int[] correspondences = new int[n];
    double[][] points = new double[n][];
    for (int i = 0; i < n; i++) {
      correspondences[i] = in.nextInt();
      points[i] = row(in, 3);
    }
    double[][] us = onTriangles ? rows(in, n, 2) : new double[0][];
    return new HandTracking.Input(
        row(in, pose), new HandTracking.Data(handModel(), correspondences, points), us);
  }

  private static HandTracking.Model handModel() {
    List<String[]> bones = fields("hand/bones.txt");
    List<String[]> vertices = fields("hand/vertices.txt");
    double[][] weights = new double[vertices.size()][bones.size()];
    double[][] positions = new double[vertices.size()][];
    for (int i = 0; i < positions.length; i++) {
      double[] v = numbers(vertices.get(i));
      positions[i] = new double[] {v[0], v[1], v[2], 1};
      for (int k = 0; k < v[8]; k++) {
        weights[i][(int) v[9 + 2 * k]] = v[10 + 2 * k];
      }
    }
    return new HandTracking.Model(
        bones.stream().mapToInt(bone -> Integer.parseInt(bone[1])).toArray(),
        matrices(bones, 2),
        matrices(bones, 2 + BONE_MATRIX),
        positions,
        weights,
        fields("hand/triangles.txt").stream()
            .map(corners -> Arrays.stream(corners).mapToInt(Integer::parseInt).toArray())
            .toArray(int[][]::new),
        false);
  }

  private static double[][][] matrices(List<String[]> bones, int from) {
    double[][][] matrices = new double[bones.size()][4][];
    for (int i = 0; i < matrices.length; i++) {
      double[] all = numbers(Arrays.copyOfRange(bones.get(i), from, from + BONE_MATRIX));
      int bone = i;
      Arrays.setAll(matrices[bone], r -> Arrays.copyOfRange(all, 4 * r, 4 * r + 4));
    }
    return matrices;
  }

  private static List<String[]> fields(String name) {
    return text(name).lines().map(line -> line.strip().split(":")).toList();
  }

  private static double[] numbers(String... words) {
    return Arrays.stream(words).mapToDouble(Double::parseDouble).toArray();
  }

  private static double[][] rows(Scanner in, int rows, int columns) {
    double[][] all = new double[rows][];
    Arrays.setAll(all, _ -> row(in, columns));
    return all;
  }

  private static double[] row(Scanner in, int columns) {
    double[] row = new double[columns];
    Arrays.setAll(row, _ -> number(in));
    return row;
  }

  private static double number(Scanner in) {
    return Double.parseDouble(in.next());
  }

  private static String text(String name) {
    InputStream in = Objects.requireNonNull(AdBench.class.getResourceAsStream(FOLDER + name));
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.readAllAsString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
