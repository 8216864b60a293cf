package io.autodiff.optimize;

/**
 * Newton's method within a trust region by conjugate gradients, which need only products of the
 * Hessian with vectors: for many variables, also badly scaled. Source: Steihaug, "The conjugate
 * gradient method and trust regions in large scale optimization" (1983).
 */
public final class TruncatedNewtonMinimizer extends Minimizer<TruncatedNewtonMinimizer> {
  private static final TruncatedNewtonMinimizer STANDARD =
      new TruncatedNewtonMinimizer(Settings.DEFAULT);

  private TruncatedNewtonMinimizer(Settings settings) {
    super(settings);
  }

  /** Returns the method with settings that suit most functions. */
  public static TruncatedNewtonMinimizer standard() {
    return STANDARD;
  }

  @Override
  TruncatedNewtonMinimizer with(Settings changed) {
    return new TruncatedNewtonMinimizer(changed);
  }

  @Override
  Minimum run(MinimizerRun run) {
    return new TrustRegion(run, r -> radius -> step(r, radius)).minimize();
  }

  private static TrustRegion.Step step(MinimizerRun run, double radius) {
    double[] g = run.gradient;
    double norm = Vectors.norm(g);
    double enough = Math.min(0.5, Math.sqrt(norm)) * norm;
    double[] step = new double[g.length];
    double[] residual = g.clone();
    double[] direction = Vectors.negative(g);
    double square = Vectors.dot(residual, residual);
    double predicted = 0;
    for (int k = 0; k < 2 * g.length + 10; k++) {
      double[] product = run.f.hessianVector(run.x, direction);
      run.products++;
      double curvature = Vectors.dot(direction, product);
      double part = square / curvature;
      double[] next = Vectors.along(step, direction, part);
      boolean isEdge = !(curvature > 0) || !(Vectors.norm(next) < radius);
      if (isEdge) {
        part = toEdge(step, direction, radius);
        next = Vectors.along(step, direction, part);
      }
      double slope = Vectors.dot(residual, direction);
      predicted -= part * (slope + 0.5 * part * curvature);
      step = next;
      Vectors.add(residual, part, product);
      double after = Vectors.dot(residual, residual);
      if (isEdge || Math.sqrt(after) <= enough) {
        break;
      }
      double keep = after / square;
      for (int i = 0; i < direction.length; i++) {
        direction[i] = keep * direction[i] - residual[i];
      }
      square = after;
    }
    return new TrustRegion.Step(step, Vectors.norm(step), predicted);
  }

  /** The positive part of a direction at which a step reaches the radius. */
  private static double toEdge(double[] step, double[] direction, double radius) {
    double a = Vectors.dot(direction, direction);
    double b = Vectors.dot(step, direction);
    double c = Vectors.dot(step, step) - radius * radius;
    double root = Math.sqrt(Math.max(0, b * b - a * c));
    return b > 0 ? -c / (b + root) : (root - b) / a;
  }
}
