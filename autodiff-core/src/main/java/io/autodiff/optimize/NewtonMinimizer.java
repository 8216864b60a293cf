package io.autodiff.optimize;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * Newton's method within a trust region whose subproblem is solved exactly, also where the function
 * curves downwards. Source: Moré and Sorensen, "Computing a trust region step" (1983). An iteration
 * costs a Hessian and its eigenvalues: for up to some hundred variables.
 */
public final class NewtonMinimizer extends Minimizer<NewtonMinimizer> {
  private static final NewtonMinimizer STANDARD = new NewtonMinimizer(Settings.DEFAULT);

  private NewtonMinimizer(Settings settings) {
    super(settings);
  }

  /** Returns the method with settings that suit most functions. */
  public static NewtonMinimizer standard() {
    return STANDARD;
  }

  @Override
  NewtonMinimizer with(Settings changed) {
    return new NewtonMinimizer(changed);
  }

  @Override
  Minimum run(MinimizerRun run) {
    double[] units = new double[run.x.length];
    return new TrustRegion(run, r -> Model.of(r, units)).minimize();
  }

  /**
   * The quadratic model in the units of the variables, by its eigenvalues. Units make eigenvalues
   * accurate where variables differ much in size.
   */
  @SuppressWarnings("ArrayRecordComponent") // arrays that nothing changes
  private record Model(EigenDecomposition eigen, double[] values, double[] rotated, double[] units)
      implements TrustRegion.Subproblem {

    static TrustRegion.Subproblem of(MinimizerRun run, double[] units) {
      double[][] hessian = run.f.hessian(run.x);
      int n = hessian.length;
      run.products += n;
      if (!Arrays.stream(hessian).allMatch(Vectors::isFinite)) {
        return _ -> new TrustRegion.Step(Vectors.negative(run.gradient), Double.NaN, Double.NaN);
      }
      double[] slopes = new double[n];
      for (int i = 0; i < n; i++) {
        units[i] = Math.max(units[i], Math.sqrt(Math.abs(hessian[i][i])));
        units[i] = units[i] == 0 ? 1 : units[i];
        slopes[i] = run.gradient[i] / units[i];
      }
      double[][] scaled = new double[n][n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          scaled[i][j] = 0.5 * (hessian[i][j] + hessian[j][i]) / (units[i] * units[j]);
        }
      }
      EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(scaled, false));
      double[] values = eigen.getRealEigenvalues();
      return new Model(eigen, values, eigen.getVT().operate(slopes), units.clone());
    }

    @Override
    public double length(double[] step) {
      double[] scaled = new double[step.length];
      for (int i = 0; i < step.length; i++) {
        scaled[i] = step[i] * units[i];
      }
      return Vectors.norm(scaled);
    }

    /** Returns the step that lowers the model most among those of at most that length. */
    @Override
    public TrustRegion.Step within(double radius) {
      double least = values[values.length - 1];
      double floor = Math.max(0, -least);
      double[] step = shifted(values, rotated, floor + (least > 0 ? 0 : tiny(values)));
      if (Vectors.norm(step) > radius) {
        step = shifted(values, rotated, solve(values, rotated, radius, floor));
      } else if (least < 0) {
        double missing = Math.sqrt(Math.max(0, radius * radius - Vectors.dot(step, step)));
        int last = values.length - 1;
        step[last] += Math.copySign(missing, -rotated[last]);
      }
      double predicted = 0;
      for (int i = 0; i < values.length; i++) {
        predicted -= step[i] * (rotated[i] + 0.5 * values[i] * step[i]);
      }
      double[] back = eigen.getV().operate(step);
      for (int i = 0; i < back.length; i++) {
        back[i] /= units[i];
      }
      return new TrustRegion.Step(back, Vectors.norm(step), predicted);
    }
  }

  private static double tiny(double[] values) {
    return 1e-14 * Math.max(Math.abs(values[0]), Math.abs(values[values.length - 1]))
        + Double.MIN_NORMAL;
  }

  private static double[] shifted(double[] values, double[] rotated, double shift) {
    double[] s = new double[values.length];
    for (int i = 0; i < s.length; i++) {
      double d = values[i] + shift;
      s[i] = rotated[i] == 0 || d <= 0 ? 0 : -rotated[i] / d;
    }
    return s;
  }

  /** The shift at which the step has the length of the radius, by Newton's method on 1/length. */
  private static double solve(double[] values, double[] rotated, double radius, double floor) {
    double low = floor;
    double high = floor + Vectors.norm(rotated) / radius;
    double shift = 0.5 * (low + high);
    for (int k = 0; k < 100; k++) {
      double[] s = shifted(values, rotated, shift);
      double length = Vectors.norm(s);
      if (Math.abs(length - radius) <= 1e-6 * radius) {
        break;
      }
      if (length > radius) {
        low = shift;
      } else {
        high = shift;
      }
      double slope = 0;
      for (int i = 0; i < s.length; i++) {
        double d = values[i] + shift;
        slope -= d <= 0 ? 0 : s[i] * s[i] / d;
      }
      double next = shift + (length - radius) / radius * length * length / -slope;
      shift = next > low && next < high ? next : 0.5 * (low + high);
    }
    return shift;
  }
}
