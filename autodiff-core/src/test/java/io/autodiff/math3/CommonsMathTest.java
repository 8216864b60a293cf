package io.autodiff.math3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.autodiff.Autodiff;
import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Tensor;
import org.apache.commons.math3.analysis.differentiation.DerivativeStructure;
import org.apache.commons.math3.analysis.differentiation.MultivariateDifferentiableFunction;
import org.apache.commons.math3.analysis.solvers.NewtonRaphsonSolver;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresBuilder;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresOptimizer;
import org.apache.commons.math3.fitting.leastsquares.LevenbergMarquardtOptimizer;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.OpenMapRealVector;
import org.apache.commons.math3.ode.ExpandableStatefulODE;
import org.apache.commons.math3.ode.JacobianMatrices;
import org.apache.commons.math3.ode.MainStateJacobianProvider;
import org.apache.commons.math3.ode.nonstiff.DormandPrince853Integrator;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.PointValuePair;
import org.apache.commons.math3.optim.SimpleValueChecker;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer;
import org.junit.jupiter.api.Test;

/** Functions of this library in commons-math3's algorithms, and the other way round. */
class CommonsMathTest {
  private static final ScalarFunction BOWL =
      x -> x[0].sub(1).square().add(x[1].add(2).square().mul(3)).add(x[0].mul(x[1]).mul(0.5));

  @Test
  void aGradientOptimiserFindsAMinimum() {
    PointValuePair found =
        new NonLinearConjugateGradientOptimizer(
                NonLinearConjugateGradientOptimizer.Formula.POLAK_RIBIERE,
                new SimpleValueChecker(1e-14, 1e-14))
            .optimize(
                CommonsMath.objective(BOWL),
                CommonsMath.gradient(BOWL),
                GoalType.MINIMIZE,
                new InitialGuess(new double[] {5, 5}),
                new MaxEval(1000));
    assertArrayEquals(new double[2], Autodiff.gradient(BOWL).at(found.getPoint()), 1e-5);
  }

  @Test
  void aLeastSquaresOptimiserTakesValueAndJacobian() {
    LeastSquaresOptimizer.Optimum found =
        new LevenbergMarquardtOptimizer()
            .optimize(
                new LeastSquaresBuilder()
                    .start(new double[] {0.5, 0.5})
                    .target(new double[] {2, 2 * Math.exp(-1), 2 * Math.exp(-2)})
                    .model(
                        CommonsMath.model(
                            b ->
                                new Scalar[] {
                                  b[0], b[0].mul(b[1].neg().exp()), b[0].mul(b[1].mul(-2).exp())
                                }))
                    .maxEvaluations(100)
                    .maxIterations(100)
                    .build());
    assertArrayEquals(new double[] {2, 1}, found.getPoint().toArray(), 1e-10);
  }

  @Test
  void aRootFinderTakesDerivatives() {
    double root =
        new NewtonRaphsonSolver(1e-14)
            .solve(100, CommonsMath.univariate(x -> x.square().sub(2)), 0, 2);
    assertEquals(Math.sqrt(2), root, 1e-14);
  }

  @Test
  void aFunctionOfOneVariableHasAsManyDerivativesAsAreAsked() {
    DerivativeStructure x = new DerivativeStructure(1, 5, 0, 0.7);
    DerivativeStructure y = CommonsMath.univariate(v -> v.sin().mul(v.exp())).value(x.multiply(2));
    DerivativeStructure same = x.multiply(2).sin().multiply(x.multiply(2).exp());
    assertArrayEquals(same.getAllDerivatives(), y.getAllDerivatives(), 1e-11);
    assertEquals(same.getValue(), CommonsMath.univariate(v -> v.sin().mul(v.exp())).value(1.4));
  }

  @Test
  void sensitivitiesOfDifferentialEquationsAreIntegrated() throws Exception {
    MainStateJacobianProvider decay =
        CommonsMath.equations(2, (t, y) -> new Scalar[] {y[0].mul(-1), y[0].mul(y[1])});
    JacobianMatrices matrices = new JacobianMatrices(decay);
    matrices.setInitialMainStateJacobian(new double[][] {{1, 0}, {0, 1}});
    ExpandableStatefulODE equations = new ExpandableStatefulODE(decay);
    matrices.registerVariationalEquations(equations);
    equations.setTime(0);
    equations.setPrimaryState(new double[] {1, 1});
    new DormandPrince853Integrator(1e-6, 1, 1e-12, 1e-12).integrate(equations, 1);
    double[][] sensitivities = new double[2][2];
    matrices.getCurrentMainSetJacobian(sensitivities);
    double rest = Math.exp(-1);
    double grown = Math.exp(1 - rest); // y1(t) = y1(0) exp(y0(0) (1 - e^-t))
    assertEquals(rest, sensitivities[0][0], 1e-9);
    assertEquals(0, sensitivities[0][1], 1e-9);
    assertEquals(grown * (1 - rest), sensitivities[1][0], 1e-9);
    assertEquals(grown, sensitivities[1][1], 1e-9);
  }

  /** {@code x² y + sin(x y)} in commons-math3's operations. */
  private static final class Written implements MultivariateDifferentiableFunction {
    @Override
    public double value(double[] x) {
      return x[0] * x[0] * x[1] + Math.sin(x[0] * x[1]);
    }

    @Override
    public DerivativeStructure value(DerivativeStructure[] x) {
      return x[0].multiply(x[0]).multiply(x[1]).add(x[0].multiply(x[1]).sin());
    }
  }

  private static final ScalarFunction SAME = x -> x[0].square().mul(x[1]).add(x[0].mul(x[1]).sin());

  @Test
  void aFunctionOfDerivativeStructuresIsPartOfTheGraph() {
    ScalarFunction written = DerivativeStructures.function(new Written());
    ScalarFunction around = x -> written.apply(new Scalar[] {x[0].exp(), x[1]}).mul(x[1]);
    ScalarFunction same = x -> SAME.apply(new Scalar[] {x[0].exp(), x[1]}).mul(x[1]);
    double[] at = {0.3, -1.2};
    assertArrayEquals(Autodiff.gradient(same).at(at), Autodiff.gradient(around).at(at), 1e-13);
    assertArrayEquals(
        Autodiff.gradient(same).forward().at(at),
        Autodiff.gradient(around).forward().at(at),
        1e-13);
    double[][] hessian = Autodiff.hessian(same).at(at);
    assertArrayEquals(hessian[0], Autodiff.hessian(around).at(at)[0], 1e-12);
    assertArrayEquals(hessian[1], Autodiff.hessian(around).reverse().at(at)[1], 1e-12);
  }

  @Test
  void aFunctionOfTheGraphHasADerivativeStructure() {
    double[] at = {0.3, -1.2};
    DerivativeStructure[] x = {
      new DerivativeStructure(2, 2, 0, at[0]), new DerivativeStructure(2, 2, 1, at[1])
    };
    assertArrayEquals(
        new Written().value(x).getAllDerivatives(),
        DerivativeStructures.at(SAME, 2, at).getAllDerivatives(),
        1e-13);
    assertEquals(
        SAME.apply(Scalar.of(at)).value(), DerivativeStructures.at(SAME, 0, at).getValue());
    assertThrows(AutodiffException.class, () -> DerivativeStructures.at(SAME, 3, at));
  }

  @Test
  void vectorsAndMatricesAreTensors() {
    double[][] rows = {{1, 2, 3}, {4, 5, 6}};
    Tensor matrix = RealArrays.tensor(new Array2DRowRealMatrix(rows));
    assertEquals(new Array2DRowRealMatrix(rows), RealArrays.matrix(matrix));
    OpenMapRealVector sparse = new OpenMapRealVector(new double[] {0, 2});
    assertArrayEquals(new double[] {0, 2}, RealArrays.tensor(sparse).values());
    assertEquals(new ArrayRealVector(new double[] {1, 2}), RealArrays.vector(Tensor.of(1, 2)));
    assertThrows(AutodiffException.class, () -> RealArrays.vector(matrix));
    assertThrows(AutodiffException.class, () -> RealArrays.matrix(Tensor.of(1, 2)));
  }
}
