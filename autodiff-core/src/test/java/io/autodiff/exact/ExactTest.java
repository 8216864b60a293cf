package io.autodiff.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Functions in 60 digits against values from another library, and by their identities. */
class ExactTest {
  private static final BigDecimal ACCURACY = new BigDecimal("1e-57");

  static List<String> values() throws IOException {
    InputStream in = Objects.requireNonNull(ExactTest.class.getResourceAsStream("functions.txt"));
    try (var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }

  private static BigDecimal apply(String function, BigDecimal x) {
    return switch (function) {
      case "exp" -> Exact.exp(x);
      case "expm1" -> Exact.expm1(x);
      case "log" -> Exact.log(x);
      case "log1p" -> Exact.log1p(x);
      case "sin" -> Exact.sin(x);
      case "cos" -> Exact.cos(x);
      case "atan" -> Exact.atan(x);
      case "asin" -> Exact.asin(x);
      case "acos" -> Exact.acos(x);
      case "sinh" -> Exact.sinh(x);
      case "cosh" -> Exact.cosh(x);
      case "tanh" -> Exact.tanh(x);
      case "asinh" -> Exact.asinh(x);
      case "acosh" -> Exact.acosh(x);
      case "atanh" -> Exact.atanh(x);
      case "tanhRest" -> Exact.tanhRest(x);
      default -> special(function, x);
    };
  }

  private static BigDecimal special(String function, BigDecimal x) {
    return switch (function) {
      case "erf" -> ExactError.erf(x);
      case "erfc" -> ExactError.erfc(x);
      case "erfcx0" -> ExactError.erfcx(0, x);
      case "erfcx2" -> ExactError.erfcx(2, x);
      case "erfInv" -> ExactError.erfInv(x);
      case "normalCdf" -> ExactError.normalCdf(x);
      case "logNormalCdf" -> ExactError.logNormalCdf(x);
      case "normalQuantile" -> ExactError.normalQuantile(x);
      case "lgamma" -> ExactGamma.lgamma(x);
      case "digamma" -> ExactGamma.polygamma(0, x);
      case "polygamma1" -> ExactGamma.polygamma(1, x);
      case "polygamma3" -> ExactGamma.polygamma(3, x);
      case "besselI0" -> ExactBessel.besselI(0, x);
      case "besselI3" -> ExactBessel.besselI(3, x);
      case "besselI1e" -> ExactBessel.besselIe(1, x);
      case "moment0" -> ExactBessel.moment(0, x.multiply(BigDecimal.TWO));
      case "moment1" -> ExactBessel.moment(1, x.multiply(BigDecimal.TWO));
      case "spherical0" -> ExactBessel.spherical(0, x);
      case "spherical2" -> ExactBessel.spherical(2, x);
      default -> throw new IllegalArgumentException(function);
    };
  }

  @ParameterizedTest
  @MethodSource("values")
  void functionsHaveTheDigitsOfAnotherLibrary(String line) {
    String[] parts = line.split(" ", 3);
    BigDecimal x = new BigDecimal(Double.parseDouble(parts[1]));
    BigDecimal expected = new BigDecimal(parts[2]);
    BigDecimal found = apply(parts[0], x);
    BigDecimal error = found.subtract(expected).abs();
    assertTrue(error.compareTo(expected.abs().multiply(ACCURACY)) <= 0, () -> "" + found);
  }

  @Test
  void piecesOfFunctionsMeetWhereOneTakesOver() {
    assertContinuous("tanhRest", "1");
    assertContinuous("log1p", "0.1");
    assertContinuous("expm1", "0.1");
    assertContinuous("erf", "2");
    assertContinuous("erfcx0", "2");
    assertContinuous("lgamma", "60");
    assertContinuous("polygamma3", "63");
    assertContinuous("besselI1e", "300");
    assertContinuous("moment1", "300");
    assertContinuous("spherical2", "1.27323954473516268615107010698");
  }

  /** Checks that three values in a row, which are 10⁻³⁰ of the argument apart, lie on a line. */
  private static void assertContinuous(String function, String at) {
    BigDecimal x = new BigDecimal(at);
    BigDecimal step = x.scaleByPowerOfTen(-30);
    BigDecimal[] y =
        IntStream.rangeClosed(-2, 1)
            .mapToObj(k -> apply(function, x.add(step.multiply(BigDecimal.valueOf(k)))))
            .toArray(BigDecimal[]::new);
    BigDecimal first = y[1].subtract(y[0]);
    BigDecimal across = y[2].subtract(y[1]);
    BigDecimal last = y[3].subtract(y[2]);
    BigDecimal allowed = y[1].abs().multiply(new BigDecimal("1e-54"));
    assertTrue(first.subtract(across).abs().compareTo(allowed) < 0, function);
    assertTrue(last.subtract(across).abs().compareTo(allowed) < 0, function);
    assertTrue(across.abs().compareTo(allowed) > 0, function);
  }

  @Test
  void exponentialsBeyondDoublesAreNumbers() {
    BigDecimal large = Exact.exp(new BigDecimal(1000));
    assertEquals(435, Exact.magnitude(large));
    assertEquals(
        0,
        Exact.log(large)
            .subtract(new BigDecimal(1000))
            .setScale(50, RoundingMode.HALF_EVEN)
            .signum());
  }

  @Test
  void argumentsOutOfReachAreErrors() {
    BigDecimal huge = BigDecimal.ONE.scaleByPowerOfTen(1000);
    assertThrows(ArithmeticException.class, () -> Exact.sin(huge));
    assertThrows(ArithmeticException.class, () -> ExactGamma.lgamma(huge.negate()));
    assertThrows(ArithmeticException.class, () -> Exact.log(BigDecimal.ZERO));
    assertThrows(ArithmeticException.class, () -> Exact.asin(BigDecimal.TWO));
  }
}
