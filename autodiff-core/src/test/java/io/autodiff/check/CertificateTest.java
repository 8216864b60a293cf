package io.autodiff.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.CustomOp;
import io.autodiff.DType;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.Workspace;
import io.autodiff.op.Cube;
import io.autodiff.transform.CustomGradient;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class CertificateTest {
  private static Tensor random(long seed, int... dims) {
    Shape shape = Shape.of(dims);
    return Tensor.of(shape, new Random(seed).doubles(shape.size(), -1, 1).toArray());
  }

  /** A function {@code (1 - cos x) / x²}, whose value near 0 is rounding. */
  private static Scalar cancelling(Scalar... v) {
    return v[0].constant(1).sub(v[0].cos()).div(v[0].square());
  }

  /** The exponential with a derivative of its own, which is off by a factor. */
  private static Tensor exponential(Tensor x, double factor) {
    return CustomGradient.<Tensor, Tensor>of(Tensor::exp, (_, y, g) -> g.mul(y).mul(factor))
        .apply(x);
  }

  @Test
  void digitsOfAWellConditionedFunctionAreCertified() {
    GradientCheck check = GradientCheck.of(v -> v[0].mul(v[1]).add(v[0].sin()));
    Certificate certificate = check.order(2).certificate(2.0, 3.0);
    certificate.assertDigits(14);
    assertTrue(certificate.digits() >= 14);
    assertEquals(4, certificate.entries().size());
    assertEquals(3 + Math.cos(2), certificate.entries().get(0).exact(), 1e-15);
    assertEquals(6 + Math.sin(2), certificate.exactValue(), 1e-15);
  }

  @Test
  void conditionIsTheRelativeChangeByThatOfTheArguments() {
    Certificate.Entry power = GradientCheck.of(v -> v[0].pow(5)).certificate(1.7).entries().get(0);
    assertEquals(4, power.condition(), 1e-12); // x f'' / f'
    assertEquals(5, power.valueCondition(), 1e-12); // x f' / f
    Certificate.Entry sine = GradientCheck.of(v -> v[0].sin()).certificate(1e6).entries().get(0);
    assertEquals(1e6 * Math.abs(Math.tan(1e6)), sine.condition(), 1e-3);
  }

  @Test
  void whatCancellationCostIsMeasured() {
    Certificate certificate = GradientCheck.of(CertificateTest::cancelling).certificate(1e-4);
    Certificate.Entry entry = certificate.entries().get(0);
    assertEquals(Verdict.RIGHT, entry.verdict());
    assertTrue(certificate.isLost(entry));
    assertEquals(-1e-4 / 12, entry.exact(), 1e-13);
    assertEquals(1, entry.condition(), 1e-6);
    assertNull(certificate.culprit());
    assertEquals(
        """
        certificate: 1 of 1 derivative lost more than half of the digits
          worst     order 1, argument 0
          given     %s
          exact     -8.333333327777778E-6
          digits    %.1f of 16.0
          condition 0.0 digits would be lost by rounding the arguments
          cancels   sub, instruction 3: 8.6 digits
          hint      the calculation loses the digits, not the arguments: another formula may keep them\
        """
            .formatted(entry.given(), entry.digits()),
        certificate.toString());
    AssertionError e = assertThrows(AssertionError.class, () -> certificate.assertDigits(8));
    assertEquals(certificate.toString(), e.getMessage());
  }

  @Test
  void aStableFormulaOfTheSameFunctionKeepsItsDigits() {
    GradientCheck.of(v -> v[0].mul(0.5).sin().div(v[0]).square().mul(2))
        .certificate(1.5)
        .assertDigits(14.5);
  }

  @Test
  void logarithmsNearOneLoseTheirDigitsInTheSum() {
    Certificate naive = GradientCheck.of(v -> v[0].add(1).log().div(v[0])).certificate(1e-9);
    Certificate careful = GradientCheck.of(v -> v[0].log1p().div(v[0])).certificate(0.5);
    assertTrue(naive.isLost(naive.entries().get(0)));
    careful.assertDigits(14);
  }

  @Test
  void theValueOfRumpsPolynomialIsFoundBehindItsCancellation() {
    GradientCheck rump =
        GradientCheck.of(
            v -> {
              Scalar a2 = v[0].square();
              Scalar b2 = v[1].square();
              Scalar b4 = b2.square();
              Scalar b6 = b4.mul(b2);
              Scalar inner = a2.mul(b2).mul(11).sub(b6).sub(b4.mul(121)).sub(2);
              return b6.mul(333.75)
                  .add(a2.mul(inner))
                  .add(b4.square().mul(5.5))
                  .add(v[0].div(v[1].mul(2)));
            });
    Certificate certificate = rump.certificate(77617, 33096);
    assertEquals(-0.8273960599468214, certificate.exactValue());
    assertTrue(Math.abs(certificate.value() - certificate.exactValue()) > 1);
    assertTrue(String.valueOf(certificate.cancellation()).endsWith("36.9 digits"));
    certificate.assertDigits(14); // the gradient does not cancel
  }

  @Test
  void aRuleThatIsOffByAPartInTenToTheTenIsFoundAndBlamed() {
    GradientCheck check =
        GradientCheck.ofTensor(t -> exponential(t.sin(), 1 + 1e-10).mul(0.5).sum());
    check.at(Tensor.of(0.5)).assertCorrect(); // differences in double precision do not see it
    Certificate certificate = check.certificate(Tensor.of(0.5, 1));
    Culprit culprit = certificate.culprit();
    assertNotNull(culprit);
    assertEquals("customGradient", culprit.operation());
    assertTrue(certificate.entries().stream().allMatch(e -> e.verdict() == Verdict.WRONG));
    assertEquals(10, certificate.digits(), 0.01);
    assertThrows(AssertionError.class, () -> certificate.assertDigits(5));
    String text = certificate.toString();
    assertTrue(text.startsWith("certificate: 2 of 2 derivatives are wrong\n"), text);
    assertTrue(
        text.contains("blame     operation customGradient, node 2: by its argument 0"), text);
  }

  @Test
  void aRightRuleOfTheCallersOwnIsCertified() {
    GradientCheck.ofTensor(t -> exponential(t.sin(), 1).sum())
        .order(2)
        .certificate(Tensor.of(0.5, 1, -2))
        .assertDigits(14);
  }

  @Test
  void aCustomOperationWithoutADefinitionIsNamedNotCertified() {
    Certificate certificate =
        GradientCheck.ofTensors(t -> new Cube().on(t[0].exp())).certificate(Tensor.of(0.5));
    assertFalse(certificate.isCertified());
    assertEquals(List.of("cube"), certificate.notCertified());
    assertEquals(
        "certificate: not certified, for lack of an extended form: cube", certificate.toString());
    assertThrows(AssertionError.class, () -> certificate.assertDigits(1));
    assertThrows(IllegalStateException.class, certificate::digits);
  }

  /** A cube with a definition, whose derivative is off by a factor. */
  private record DefinedCube(double factor, UnaryOperator<Tensor> definition) implements CustomOp {
    @Override
    public String label() {
      return "definedCube";
    }

    @Override
    public Tensor forward(Workspace w, Tensor... in) {
      return new Cube().forward(w, in);
    }

    @Override
    public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
      return g.mul(in[0].square().mul(3 * factor));
    }

    @Override
    public Tensor define(Tensor... in) {
      return definition.apply(in[0]);
    }
  }

  private static Certificate ofCube(double factor, UnaryOperator<Tensor> definition) {
    DefinedCube cube = new DefinedCube(factor, definition);
    return GradientCheck.ofTensors(t -> cube.on(t[0].exp()).sin())
        .order(2)
        .certificate(Tensor.of(0.5, -1));
  }

  @Test
  void aCustomOperationIsCertifiedByItsDefinition() {
    ofCube(1, x -> x.square().mul(x)).assertDigits(13);
    Culprit culprit = ofCube(1 + 1e-10, x -> x.square().mul(x)).culprit();
    assertNotNull(culprit);
    assertEquals("definedCube", culprit.operation());
    Certificate other = ofCube(1, x -> x.square().mul(x).mul(1.25));
    assertTrue(other.value() != other.exactValue());
    assertNotNull(other.culprit());
  }

  @Test
  void aDefinitionThatDoesNotFitIsNamed() {
    assertEquals(
        List.of("definedCube: the definition has another shape than the operation"),
        ofCube(1, x -> x.sum(0)).notCertified());
    assertEquals(
        List.of("the function reads a number that is recorded"),
        ofCube(1, x -> x.mul(x.at(0))).notCertified());
  }

  @Test
  void codeThatReadsNumbersInACallOfItsOwnIsNotCertified() {
    Certificate certificate =
        GradientCheck.ofTensor(
                t ->
                    CustomGradient.<Tensor, Tensor>of(
                            x -> Tensor.of(x.shape(), x.values()).exp(), (_, y, g) -> g.mul(y))
                        .apply(t)
                        .sum())
            .certificate(Tensor.of(0.5));
    assertFalse(certificate.isCertified());
    assertEquals(
        "certificate: not certified, for lack of an extended form:"
            + " the function reads a number that is recorded",
        certificate.toString());
  }

  @Test
  void numbersThatTheFunctionReadsAreNamed() {
    Certificate certificate =
        GradientCheck.of(v -> v[0].square().mul(v[0].exp().value())).certificate(0.5);
    assertEquals(1, certificate.reads().size());
    assertEquals(
        """
        certificate: the derivative has 16.0 right digits
          worst     order 1, argument 0
          given     1.6487212707001282
          exact     1.6487212707001282
          digits    16.0 of 16.0
          condition 0.0 digits would be lost by rounding the arguments
          reads     exp, node 2: what is made of a number counts as constant\
        """,
        certificate.toString());
  }

  @Test
  void aKinkAtThePointIsOne() {
    Certificate certificate = GradientCheck.of(v -> v[0].abs().mul(3)).certificate(0.0);
    assertEquals(
        """
        certificate: 1 of 1 derivative by a convention, there is a kink or an edge of the domain
          worst     order 1, argument 0
          given     0.0
          hint      slope -3.00000000 to the left and 3.00000000 to the right: the function has a kink here\
        """,
        certificate.toString());
    assertEquals(certificate.available(), certificate.digits());
    assertThrows(AssertionError.class, () -> certificate.assertDigits(1));
  }

  @Test
  void aBranchThatTurnsAtThePointIsAKink() {
    Certificate certificate =
        GradientCheck.of(v -> v[0].isGreaterThan(v[1]) ? v[0].mul(2) : v[0]).certificate(1.0, 1.0);
    assertEquals(
        List.of(Verdict.KINK, Verdict.KINK),
        certificate.entries().stream().map(Certificate.Entry::verdict).toList());
    assertEquals(
        "the comparison at instruction 2 goes the other way on one side",
        certificate.entries().get(0).hint());
    GradientCheck.of(v -> v[0].isGreaterThan(v[1]) ? v[0].mul(2) : v[0])
        .certificate(2.0, 1.0)
        .assertDigits(15);
  }

  @Test
  void theEdgeOfADomainIsAKink() {
    Certificate certificate = GradientCheck.of(v -> v[0].sqrt()).certificate(0.0);
    assertEquals(
        "the function is not finite around the point", certificate.entries().get(0).hint());
  }

  @Test
  void stepsStayInADomainThatEndsNearby() {
    GradientCheck.of(v -> v[0].log().add(v[1].sqrt())).certificate(1e-300, 1e-40).assertDigits(15);
  }

  @Test
  void whatAStopHoldsConstantIsConstant() {
    Certificate certificate =
        GradientCheck.of(v -> v[0].mul(v[0].exp().stopGradient())).certificate(0.75);
    certificate.assertDigits(15);
    assertEquals(Math.exp(0.75), certificate.entries().get(0).exact(), 1e-15);
  }

  @Test
  void aDerivativeThatIsNotFiniteIsWrongWhereTheFunctionIsSmooth() {
    Certificate certificate =
        GradientCheck.of(v -> v[0].exp().mul(v[0].neg().exp())).certificate(800.0);
    Certificate.Entry entry = certificate.entries().get(0);
    assertEquals(0, entry.exact(), 1e-30);
    assertEquals(Verdict.WRONG, entry.verdict());
    assertEquals("the function is smooth here, its derivative is not finite", entry.hint());
  }

  @Test
  void whatOverflowsInDoublesAloneIsLost() {
    Certificate certificate = GradientCheck.of(v -> v[0].exp().log()).certificate(800.0);
    Certificate.Entry entry = certificate.entries().get(0);
    assertEquals(1, entry.exact(), 1e-15);
    assertTrue(certificate.isLost(entry));
    assertNull(certificate.culprit());
  }

  @Test
  void derivativesOfFloatsAreMeasuredAgainstExactOnes() {
    Tensor x = Tensor.of(0.5, -1.25, 2).to(DType.FLOAT32);
    Certificate certificate = GradientCheck.ofTensor(t -> t.exp().sum()).certificate(x);
    assertEquals(7.2, certificate.available(), 0.05);
    assertTrue(certificate.digits() > 6.5 && certificate.digits() <= certificate.available());
    assertNull(certificate.culprit());
  }

  @Test
  void derivativesThatAreZeroHaveAllDigits() {
    Certificate certificate =
        GradientCheck.ofTensor(t -> t.softmax(0).sum()).certificate(Tensor.of(0.3, 1, 2));
    certificate.assertDigits(14);
    GradientCheck.of(v -> v[0].floor().add(v[1].mul(0))).certificate(0.5, 3).assertDigits(15);
  }

  @Test
  void manyArgumentsAreCertifiedAlongRandomDirections() {
    Tensor w = random(1, 12, 8);
    GradientCheck check = GradientCheck.ofTensors(t -> t[0].matmul(t[1]).tanh());
    Certificate certificate = check.directional(3).certificate(random(2, 5, 12), w);
    certificate.assertDigits(13);
    assertEquals(3, certificate.entries().size());
    assertEquals("random direction 2", certificate.entries().get(2).name());
    assertEquals(5, check.certificate(random(2, 1, 12), w).entries().size());
  }

  @Test
  void scalarsAndTensorsMix() {
    GradientCheck.ofValues(
            x -> List.<Value<?>>of(((Tensor) x.get(0)).mul((Scalar) x.get(1)).sum(), x.get(1)))
        .certificate(Tensor.of(1, 2), Scalar.of(3))
        .assertDigits(15);
  }

  @Test
  void aFunctionOfNothingHasNothingToCertify() {
    assertEquals(
        "certificate: nothing to certify, the function has no arguments",
        GradientCheck.of(_ -> Scalar.of(1)).certificate(new double[0]).toString());
  }

  @Test
  void ordersAboveTwoAreNotCertified() {
    GradientCheck check = GradientCheck.of(v -> v[0].exp()).order(3);
    AutodiffException e = assertThrows(AutodiffException.class, () -> check.certificate(1.0));
    assertTrue(String.valueOf(e.getMessage()).contains("order of a certificate"));
  }
}
