package io.autodiff.internal.math;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Special functions against values in 20 digits, from the file special-functions.txt. */
class SpecialFunctionsTest {
  /**
   * A function, and how large its relative error may be; absolute where the gamma function's
   * logarithm and its derivatives cross 0 again and again.
   */
  private record Function(DoubleUnaryOperator f, double bound) {}

  private static final Map<String, Function> FUNCTIONS =
      Map.ofEntries(
          Map.entry("erf", new Function(ErrorFunctions::erf, 4e-16)),
          Map.entry("erfc", new Function(ErrorFunctions::erfc, 2e-15)),
          Map.entry("erfcx", new Function(ErrorFunctions::erfcx, 2e-15)),
          Map.entry("erfInv", new Function(ErrorFunctions::erfInv, 2e-15)),
          Map.entry("normalCdf", new Function(ErrorFunctions::normalCdf, 2e-15)),
          Map.entry("logNormalCdf", new Function(ErrorFunctions::logNormalCdf, 1e-14)),
          Map.entry("normalQuantile", new Function(ErrorFunctions::normalQuantile, 4e-15)),
          Map.entry("lgamma", new Function(GammaFunctions::lgamma, 2e-15)),
          Map.entry("digamma", new Function(GammaFunctions::digamma, 4e-15)),
          Map.entry("polygamma1", new Function(x -> GammaFunctions.polygamma(1, x), 4e-15)),
          Map.entry("polygamma2", new Function(x -> GammaFunctions.polygamma(2, x), 4e-15)),
          Map.entry("polygamma3", new Function(x -> GammaFunctions.polygamma(3, x), 4e-15)),
          Map.entry("besselI0e", new Function(x -> BesselFunctions.moment(0, x), 2e-15)),
          Map.entry("besselI1e", new Function(BesselFunctions::i1e, 2e-15)));

  static List<String> values() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            SpecialFunctionsTest.class.getResourceAsStream("/special-functions.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("values")
  void valuesAreWithinTheBound(String line) {
    String[] parts = line.split(" ", -1);
    Function function = Objects.requireNonNull(FUNCTIONS.get(parts[0]));
    BigDecimal exact = new BigDecimal(parts[2]);
    double x = Double.parseDouble(parts[1]);
    BigDecimal actual = new BigDecimal(function.f.applyAsDouble(x));
    boolean nearZeros = x < 0 && parts[0].contains("gamma");
    double size = Math.max(Math.abs(exact.doubleValue()), nearZeros ? 1 : 0);
    double error = actual.subtract(exact).abs().doubleValue() / size;
    assertTrue(error <= function.bound, () -> line + " was " + actual + ", wrong by " + error);
  }
}
