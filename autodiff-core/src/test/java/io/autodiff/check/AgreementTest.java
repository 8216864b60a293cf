package io.autodiff.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.CustomOp;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.transform.CustomGradient;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a check finds by comparing derivatives with each other. */
class AgreementTest {
  /** {@code 3x} whose rules are given. */
  private record Triple(Function<Tensor, Tensor> back, Function<Tensor, Tensor> forth)
      implements CustomOp {
    @Override
    public String label() {
      return "triple";
    }

    @Override
    public Tensor forward(Workspace w, Tensor... in) {
      return in[0].mul(3);
    }

    @Override
    public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
      return back.apply(g);
    }

    @Override
    public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
      return forth.apply(t);
    }
  }

  private static AgreementReport.Entry entry(AgreementReport report, String name) {
    return report.entries().stream().filter(e -> e.name().equals(name)).findFirst().orElseThrow();
  }

  private static AgreementReport of(Triple triple) {
    return GradientCheck.ofTensors(t -> triple.on(t[0]).sin()).agreement(Tensor.of(0.3, -0.4));
  }

  @Test
  void aRightFunctionAgreesInEveryWay() {
    Tensor a = Tensor.randn(new Random(1), 3, 2);
    Tensor b = Tensor.randn(new Random(2), 2, 3);
    AgreementReport report =
        GradientCheck.ofTensors(t -> t[0].matmul(t[1]).softmax(-1).log()).agreement(a, b);
    report.assertHolds();
    assertEquals(
        List.of(
            "value when called again",
            "forward against reverse",
            "linear in the cotangent",
            "Hessian symmetric",
            "reverse over forward",
            "replay against eager",
            "replay's gradient",
            "replay at other points",
            "float32 against float64",
            "inputs before and after"),
        report.entries().stream().map(AgreementReport.Entry::name).toList());
    assertEquals("agreement: all 10 comparisons hold", report.toString());
    GradientCheck.of(v -> v[0].mul(v[1]).exp()).agreement(0.3, 0.4).assertHolds();
  }

  @Test
  void aForwardRuleThatDiffersFromTheReverseOneIsFound() {
    AgreementReport report = of(new Triple(g -> g.mul(3), t -> t.mul(2)));
    AgreementReport.Entry e = entry(report, "forward against reverse");
    assertFalse(e.holds());
    assertEquals(e.first() / 2, e.second() / 3, 1e-12);
    assertThrows(AssertionError.class, report::assertHolds);
    assertEquals(
        """
        agreement: 2 of 10 comparisons do not hold
          forward against reverse     -0.291976679, then -0.437965018
          reverse over forward        1.26865625, then 1.90298437
          blame                       operation triple, node 1
          operands                    Tensor.of(Shape.of(2), new double[] {0.3, -0.4})\
        """,
        report.toString());
  }

  @Test
  void aRuleThatIsNotLinearInTheCotangentIsFound() {
    AgreementReport report = of(new Triple(g -> g.square(), t -> t.mul(3)));
    assertFalse(entry(report, "linear in the cotangent").holds());
  }

  @Test
  void aHessianThatIsNotSymmetricIsFound() {
    Function<Scalar[], Scalar> product =
        CustomGradient.of(
            v -> v[0].mul(v[1]),
            (v, _, g) -> new Scalar[] {g.mul(v[1].stopGradient()), g.mul(v[0])});
    AgreementReport report = GradientCheck.of(product::apply).agreement(2, 3);
    assertFalse(entry(report, "Hessian symmetric").holds());
    assertTrue(
        String.valueOf(entry(report, "replay against eager").leftOut())
            .startsWith("program: customGradient cannot be frozen"));
  }

  @Test
  void aFunctionWithTwoValuesOrThatChangesItsArgumentIsFound() {
    AtomicInteger calls = new AtomicInteger();
    assertFalse(
        entry(
                GradientCheck.of(v -> v[0].mul(calls.getAndIncrement())).agreement(2),
                "value when called again")
            .holds());
    Tensor x = Tensor.wrap(Shape.of(2), new double[] {1, 2});
    AgreementReport report =
        GradientCheck.ofTensors(
                t -> {
                  Tensor y = t[0].square();
                  if (t[0].isConstant() && t[0].array() instanceof double[] numbers) {
                    numbers[0]++;
                  }
                  return y;
                })
            .agreement(x);
    assertFalse(entry(report, "inputs before and after").holds());
    assertEquals(1, x.at(0), "the caller's own argument");
  }
}
