package io.autodiff.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Tensor;
import io.autodiff.check.Certificate;
import io.autodiff.check.GradientCheck;
import io.autodiff.check.Verdict;
import io.autodiff.exact.Extended;
import io.autodiff.exact.ExtendedProgram;
import io.autodiff.program.Program;
import io.autodiff.tape.Recording;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation in extended precision, and its derivatives certified by that. */
class ExtendedValuesTest {
  /** A custom operation without a definition, whose code is for doubles. */
  private static final Set<String> NOT_CERTIFIED = Set.of("cube");

  private static final BigDecimal ACCURACY = new BigDecimal("1e-50");

  /** What is left of a zero that the series computes. */
  private static final BigDecimal TINY = new BigDecimal("1e-65");

  /** How many digits of a derivative are right if nothing makes it ill-conditioned. */
  private static final double DIGITS = 14;

  static List<Samples.Case> operations() {
    return OpSamples.elementwise();
  }

  private static Extended value(Elementwise op, double... x) {
    Program program = Program.of(v -> OpSamples.apply(op, v), x);
    return new ExtendedProgram(program).results().get(0).get(0);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void valueHasTheDigitsOfTheSeries(Samples.Case c) {
    Oracle oracle = Oracles.of(c.op());
    for (double[] x : c.samples().points()) {
      if (oracle.isSmooth(x)) {
        BigDecimal expected = oracle.at(x).value();
        BigDecimal error = value(c.op(), x).number().subtract(expected).abs();
        BigDecimal allowed = expected.abs().multiply(ACCURACY).max(TINY);
        assertTrue(error.compareTo(allowed) <= 0, c + " of " + Arrays.toString(x));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void valueAtPolesAndEndsIsThatOfDoubles(Samples.Case c) {
    for (Samples.Special s : c.samples().specials()) {
      if (isInReach(s)) {
        double found = value(c.op(), s.operands()).doubleValue();
        String what = c + " of " + s;
        if (Double.isFinite(s.value())) {
          assertEquals(s.value(), found, Math.abs(s.value()) * 1e-15, what);
        } else {
          assertEquals(s.value(), found, what);
        }
      }
    }
  }

  /** Returns whether the value needs no sign of a zero, and does not overflow in doubles alone. */
  private static boolean isInReach(Samples.Special s) {
    boolean finite = Arrays.stream(s.operands()).allMatch(Double::isFinite);
    boolean large = Arrays.stream(s.operands()).anyMatch(x -> Math.abs(x) > 100);
    boolean negativeZero = Arrays.stream(s.operands()).anyMatch(x -> 1 / x < 0 && x == 0);
    return !negativeZero && !(finite && large && Double.isInfinite(s.value()));
  }

  static Stream<Arguments> orders() {
    return operations().stream().flatMap(c -> Stream.of(1, 2).map(o -> Arguments.of(c, o)));
  }

  private static void assertDigits(Certificate certificate, double digits, String what) {
    assertEquals(null, certificate.culprit(), what);
    for (Certificate.Entry e : certificate.entries()) {
      double lost = e.condition() > 1 ? Math.log10(e.condition()) : 0;
      boolean enough = e.digits() >= digits - lost - (e.order() - 1);
      assertTrue(e.verdict() == Verdict.RIGHT && enough, () -> what + ": " + e);
    }
  }

  @ParameterizedTest
  @MethodSource("orders")
  void derivativesOfElementwiseOperationsAreCertified(Samples.Case c, int order) {
    for (double[] x : c.samples().points()) {
      Certificate certificate =
          GradientCheck.of(v -> OpSamples.apply(c.op(), v)).order(order).certificate(x);
      assertDigits(certificate, DIGITS, c + " of " + Arrays.toString(x));
    }
  }

  static Stream<Arguments> samplesAndOrders() {
    return TensorSamples.all().stream()
        .filter(TensorSample::isSmooth)
        .filter(s -> !NOT_CERTIFIED.contains(s.op().label()))
        .flatMap(s -> Stream.of(1, 2).map(order -> Arguments.of(s, order)));
  }

  @ParameterizedTest
  @MethodSource("samplesAndOrders")
  void derivativesOfTensorOperationsAreCertified(TensorSample s, int order) {
    Certificate certificate =
        GradientCheck.ofTensors(x -> Recording.apply(s.op(), x))
            .order(order)
            .certificate(s.inputs());
    assertDigits(certificate, DIGITS, s.toString());
    double value = certificate.value();
    if (Double.isFinite(value)) {
      assertEquals(certificate.exactValue(), value, 1e-13 * (1 + Math.abs(value)));
    } else { // of padding alone
      assertEquals(value, certificate.exactValue());
    }
  }

  @Test
  void theseOperationsHaveNoExtendedForm() {
    Set<String> without = new TreeSet<>();
    for (TensorSample s : TensorSamples.all()) {
      Tensor[] in = s.inputs();
      without.addAll(
          GradientCheck.ofTensors(x -> Recording.apply(s.op(), x)).certificate(in).notCertified());
    }
    assertEquals(NOT_CERTIFIED, without);
  }
}
