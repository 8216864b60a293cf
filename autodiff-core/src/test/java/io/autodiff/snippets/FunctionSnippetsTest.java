package io.autodiff.snippets;

import static org.apache.commons.math3.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer.Formula.FLETCHER_REEVES;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.expression.ColumnFunction;
import io.autodiff.expression.Expression;
import io.autodiff.math3.CommonsMath;
import io.autodiff.optimize.LbfgsMinimizer;
import io.autodiff.optimize.LeastSquaresFit;
import io.autodiff.optimize.LevenbergMarquardt;
import io.autodiff.optimize.Minimum;
import io.autodiff.optimize.Objective;
import io.autodiff.optimize.PartitionedRows;
import io.autodiff.optimize.Residuals;
import io.autodiff.optimize.SumObjective;
import io.autodiff.program.CompiledProgram;
import io.autodiff.program.Program;
import io.autodiff.program.RecordedDerivative;
import io.autodiff.program.RecordedGradient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.PointValuePair;
import org.apache.commons.math3.optim.SimpleValueChecker;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of formulas, fits and programs. */
class FunctionSnippetsTest {
  @TempDir private Path folder;

  /** Rosenbrock's function. */
  private static Scalar f(Scalar... v) {
    return v[1].sub(v[0].square()).square().mul(100).add(v[0].rsub(1).square());
  }

  @Test
  void expression() {
    // @start region="expression"
    Expression f = Expression.parse("x*y + sin(x)");
    double value = f.at(Map.of("x", 2.0, "y", 3.0));
    Map<String, Double> slopes = f.gradient(Map.of("x", 2.0, "y", 3.0));
    // @end
    assertEquals(6 + Math.sin(2), value, 1e-15);
    assertEquals(2, slopes.get("y"), 1e-15);
  }

  @Test
  void columnFunction() {
    double[] data = {77.6, 114.9, 141.1};
    // @start region="column-function"
    ColumnFunction model = Expression.parse("b1*(1 - exp(-b2*x))").over(Map.of("x", data));
    double[] fitted = model.at(238.9, 5.5e-4);
    double[][] jacobian = model.jacobian(238.9, 5.5e-4); // a row for each row of data
    // @end
    assertEquals(238.9 * -Math.expm1(-5.5e-4 * 77.6), fitted[0], 1e-13);
    assertEquals(-Math.expm1(-5.5e-4 * 141.1), jacobian[2][0], 1e-15);
  }

  @Test
  void levenbergMarquardt() {
    double[] x = {0, 1, 2, 3};
    double[] y = DoubleStream.of(x).map(t -> 2 * -Math.expm1(-t)).toArray();
    // @start region="levenberg-marquardt"
    ColumnFunction model = Expression.parse("b1*(1 - exp(-b2*x))").over(Map.of("x", x));
    LeastSquaresFit fit = LevenbergMarquardt.standard().fit(Residuals.of(model, y), 1, 0.5);
    double[] estimates = fit.parameters();
    double[] errors = fit.standardErrors();
    // @end
    assertArrayEquals(new double[] {2, 1}, estimates, 1e-8);
    assertEquals(2, errors.length);
  }

  @Test
  void lbfgs() {
    // @start region="lbfgs"
    Minimum found = LbfgsMinimizer.standard().minimize(Objective.of(v -> f(v)), -1.2, 1.0);
    // @end
    assertArrayEquals(new double[] {1, 1}, found.point(), 1e-6);
  }

  @Test
  void sumObjective() {
    List<double[]> rows = List.of(new double[] {0, 1}, new double[] {1, 3}, new double[] {2, 5});
    // @start region="sum-objective"
    SumObjective<double[]> loss =
        SumObjective.of(
            PartitionedRows.of(rows, 8),
            (b, row) -> b.element(0).add(b.element(1).mul(row[0])).sub(row[1]).square());
    Minimum found = LbfgsMinimizer.standard().minimize(loss, 0, 0);
    // @end
    assertArrayEquals(new double[] {1, 2}, found.point(), 1e-6);
  }

  @Test
  void commonsMath() {
    ScalarFunction f = v -> f(v);
    double[] start = {-1.2, 1};
    // @start region="commons-math"
    PointValuePair minimum =
        new NonLinearConjugateGradientOptimizer(
                FLETCHER_REEVES, new SimpleValueChecker(1e-12, 1e-12))
            .optimize(
                CommonsMath.objective(f),
                CommonsMath.gradient(f),
                GoalType.MINIMIZE,
                new InitialGuess(start),
                new MaxEval(10_000));
    // @end
    assertEquals(0, minimum.getValue(), 1e-3);
  }

  @Test
  void program() {
    // @start region="program"
    Program p = Program.of(v -> v[0].mul(v[1]).add(v[0].sin()), 2.0, 3.0);
    String text = p.toString(); // one line for each operation
    double y = p.replay().run(0.5, 1.5)[0]; // on new numbers, nothing is recorded
    CompiledProgram fast = p.compile(); // machine code, with the bits of the replay
    Program slope = p.gradient(); // a program again
    // @end
    assertTrue(text.contains("sin"), text);
    assertEquals(0.75 + Math.sin(0.5), y, 1e-15);
    double[] gradient = new double[2];
    fast.valueAndGradient(new double[] {0.5, 1.5}, gradient);
    assertArrayEquals(slope.replay().run(0.5, 1.5), gradient, 1e-15);
  }

  @Test
  void compiledProgram() {
    double[] start = {-1.2, 1};
    double[] x = {1, 1};
    // @start region="compiled-program"
    CompiledProgram p = Program.of(v -> f(v), start).compile();
    double[] gradient = new double[start.length];
    double y = p.valueAndGradient(x, gradient);
    // @end
    assertEquals(0, y);
    assertArrayEquals(new double[2], gradient);
  }

  @Test
  void programDrawing() throws IOException {
    Path path = folder.resolve("f.svg");
    // @start region="program-drawing"
    Files.writeString(path, Program.of(v -> f(v), 1, 2).draw().adjoints(1, 2).svg());
    // @end
    assertTrue(Files.readString(path).startsWith("<svg"));
  }

  @Test
  void recordedDerivative() {
    // @start region="recorded-derivative"
    RecordedDerivative g = RecordedDerivative.of(v -> v[0].mul(v[1]).add(v[0].sin()));
    double[] at = g.at(2.0, 3.0);
    // @end
    assertArrayEquals(new double[] {3 + Math.cos(2), 2}, at, 1e-15);
  }

  @Test
  void recordedGradient() {
    Tensor data = Tensor.eye(2);
    Tensor x = Tensor.of(Shape.of(2, 1), 1, 2);
    // @start region="recorded-gradient"
    RecordedGradient<Tensor> g = RecordedGradient.of(v -> data.matmul(v).square().sum());
    for (int i = 0; i < 1000; i++) {
      x = x.sub(g.gradient(x).mul(0.01));
    }
    // @end
    assertEquals(0, x.at(1, 0), 1e-8);
  }
}
