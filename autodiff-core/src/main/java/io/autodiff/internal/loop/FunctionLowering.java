package io.autodiff.internal.loop;

import org.jspecify.annotations.Nullable;

/**
 * Elementary functions written in arithmetic that IEEE 754 fixes to the bit, for SIMD loops.
 *
 * <p>The Vector API has such functions of its own, but a loop that has not been compiled yet gets
 * them from {@link Math}, and the bits differ. The functions of this class give the same bits in
 * the interpreter, in compiled code and on every processor.
 *
 * <p>In units of the last place of the exact value, of either element type, results are within 2;
 * of tan, tanh, atan2 and erfc within 3, of normalCdf within 4. The functions are in {@link
 * ExponentialWriter}, {@link TrigonometricWriter} and {@link ErrorFunctionWriter}.
 */
final class FunctionLowering extends FormulaWriter {
  private final ExponentialWriter exponentials;
  private final TrigonometricWriter angles;
  private final ErrorFunctionWriter errors;

  private FunctionLowering(Formula.Builder to, boolean single) {
    super(to, single);
    this.exponentials = new ExponentialWriter(to, single);
    this.angles = new TrigonometricWriter(to, single);
    this.errors = new ErrorFunctionWriter(to, single);
  }

  /**
   * Returns the same formula without functions, or null if it calls one.
   *
   * @param single whether its loop is one over floats
   */
  static @Nullable Formula lower(Formula formula, boolean single) {
    int n = formula.inputs();
    Formula.Builder to = new Formula.Builder(n);
    FunctionLowering math = new FunctionLowering(to, single);
    int[] values = new int[n + formula.operations().size()];
    for (int v = 0; v < values.length; v++) {
      values[v] = v < n ? v : math.lower(formula.operation(v), values);
      if (values[v] < 0) {
        return null;
      }
    }
    return to.build(values[formula.result()]);
  }

  private int lower(Formula.Operation s, int... values) {
    int x = s.a() < 0 ? -1 : values[s.a()];
    int y = s.b() < 0 ? -1 : values[s.b()];
    return switch (s.op()) {
      case EXP -> exponentials.exp(x);
      case EXP2 -> exponentials.exp2(x);
      case EXPM1 -> exponentials.expm1(x);
      case LOG -> exponentials.log(x);
      case LOG1P -> exponentials.log1p(x);
      case LOG2 -> exponentials.log2(x);
      case LOG10 -> exponentials.log10(x);
      case SINH -> exponentials.sinh(x);
      case COSH -> exponentials.cosh(x);
      case TANH -> exponentials.tanh(x);
      case CBRT -> exponentials.cbrt(x);
      case POW -> exponentials.pow(x, y);
      case SIN -> angles.sin(x);
      case COS -> angles.cos(x);
      case TAN -> angles.tan(x);
      case ASIN -> angles.asin(x);
      case ACOS -> angles.acos(x);
      case ATAN -> angles.atan(x);
      case ATAN2 -> angles.atan2(x, y);
      case HYPOT -> angles.hypot(x, y);
      case ERF -> errors.erf(x);
      case ERFC -> errors.erfc(x);
      case NORMAL_CDF -> errors.normalCdf(x);
      case FLOOR -> floor(x);
      case CEIL -> neg(floor(neg(x)));
      case ROUND -> round(x);
      case CALL -> -1;
      default -> to.copy(s, values);
    };
  }
}
