package io.autodiff.expression;

import io.autodiff.AutodiffException;
import io.autodiff.Cotangents;
import io.autodiff.Value;
import io.autodiff.expression.Function.BinaryForm;
import io.autodiff.expression.Function.BinaryNumberForm;
import io.autodiff.expression.Function.ParametricForm;
import io.autodiff.expression.Function.UnaryForm;
import io.autodiff.op.BesselMoment;
import io.autodiff.op.BetaDensity;
import io.autodiff.op.BinaryOp;
import io.autodiff.op.GammaDensity;
import io.autodiff.op.RuleOp;
import io.autodiff.op.SpecialOp;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The functions, operators and constants of formulas. Each name of a function is the name of a
 * method of {@link Value}, in which it is defined; other usual names stand beside it.
 */
final class Functions {
  /** The numbers that have names. */
  static final Map<String, Double> CONSTANTS =
      Map.of(
          "pi", Math.PI,
          "π", Math.PI,
          "e", Math.E,
          "inf", Double.POSITIVE_INFINITY,
          "nan", Double.NaN);

  private static final String ANYWHERE = "";
  private static final String FROM_ZERO = "x >= 0";
  private static final String ABOVE_ZERO = "x > 0";
  private static final String UNIT = "-1 <= x <= 1";
  private static final String PROBABILITY = "0 <= x <= 1";

  private final Map<String, Function> named = new LinkedHashMap<>();
  private final Map<String, String> aliases = new TreeMap<>();

  private static final Functions ALL = new Functions();

  private Functions() {
    operators();
    powers();
    trigonometry();
    rounding();
    special();
    activations();
    pairs();
    parametric();
    ofDerivatives();
  }

  /** Returns the function or operator of a name or an alias, or null. */
  static @Nullable Function find(String name) {
    return ALL.named.get(ALL.aliases.getOrDefault(name, name));
  }

  /** Returns the function of a name that is known to exist. */
  static Function get(String name) {
    Function found = find(name);
    if (found == null) {
      throw new IllegalArgumentException(name);
    }
    return found;
  }

  /** Returns all functions by their first names. */
  static Map<String, Function> all() {
    return Collections.unmodifiableMap(ALL.named);
  }

  /** Returns the other names of functions. */
  static Map<String, String> aliases() {
    return Collections.unmodifiableMap(ALL.aliases);
  }

  /** Returns how an operator is written whose operation has a name, or null. */
  static @Nullable String signOf(String operation) {
    String sign = ALL.aliases.getOrDefault(operation, "");
    return !sign.isEmpty() && !Character.isLetter(sign.charAt(0)) ? sign : null;
  }

  private void operators() {
    unary("neg", Value::neg);
    unary("not", Value::not);
    binary("+", ANYWHERE, Value::add, Value::add, "add");
    binary("-", ANYWHERE, Value::sub, Value::sub, "sub");
    binary("*", ANYWHERE, Value::mul, Value::mul, "mul");
    binary("/", "y != 0", Value::div, Value::div, "div");
    binary("^", "x > 0, or y a whole number", Value::pow, Value::pow, "pow", "power");
    binary("<", ANYWHERE, Value::lt, Value::lt, "lt");
    binary(">", ANYWHERE, Value::gt, Value::gt, "gt");
    binary("<=", ANYWHERE, Value::le, Value::le, "le");
    binary(">=", ANYWHERE, Value::ge, Value::ge, "ge");
    binary("==", ANYWHERE, Value::eq, Value::eq, "eq");
    binary("!=", ANYWHERE, Value::ne, Value::ne, "ne");
    binary("and", ANYWHERE, Value::and, null);
    binary("or", ANYWHERE, Value::or, null);
    named.put("if", new Function.Choice("if"));
    alias("if", "where");
  }

  private void powers() {
    unary("square", Value::square, "sqr");
    unary("sqrt", FROM_ZERO, Value::sqrt);
    unary("rsqrt", ABOVE_ZERO, Value::rsqrt);
    unary("cbrt", Value::cbrt);
    unary("reciprocal", "x != 0", Value::reciprocal);
    unary("exp", Value::exp);
    unary("expm1", Value::expm1);
    unary("exp2", Value::exp2);
    unary("log", ABOVE_ZERO, Value::log, "ln");
    unary("log1p", "x > -1", Value::log1p);
    unary("log2", ABOVE_ZERO, Value::log2, "ld", "lb");
    unary("log10", ABOVE_ZERO, Value::log10, "lg");
    unary("abs", Value::abs);
    unary("sign", Value::sign, "sgn", "signum");
  }

  private void trigonometry() {
    unary("sin", "x finite", Value::sin);
    unary("cos", "x finite", Value::cos);
    unary("tan", "x finite", Value::tan, "tg");
    unary("asin", UNIT, Value::asin, "arcsin");
    unary("acos", UNIT, Value::acos, "arccos");
    unary("atan", Value::atan, "arctan", "arctg");
    unary("sinh", Value::sinh, "sh");
    unary("cosh", Value::cosh, "ch");
    unary("tanh", Value::tanh, "th");
    unary("asinh", Value::asinh, "arcsinh", "arsinh");
    unary("acosh", "x >= 1", Value::acosh, "arccosh", "arcosh");
    unary("atanh", UNIT, Value::atanh, "arctanh", "artanh");
    unary("sinc", Value::sinc);
  }

  private void rounding() {
    unary("floor", Value::floor);
    unary("ceil", Value::ceil, "ceiling");
    unary("round", Value::round);
    unary("trunc", Value::trunc);
    unary("isNaN", Value::isNaN);
    unary("isFinite", Value::isFinite);
  }

  private void special() {
    unary("erf", Value::erf);
    unary("erfc", Value::erfc);
    unary("erfcx", Value::erfcx);
    unary("erfInv", UNIT, Value::erfInv, "erfinv");
    unary("normalCdf", Value::normalCdf, "Phi", "normcdf");
    unary("logNormalCdf", Value::logNormalCdf);
    unary("normalQuantile", PROBABILITY, Value::normalQuantile, "probit", "norminv");
    unary("lgamma", Value::lgamma, "lnGamma", "logGamma", "gammaln");
    unary("digamma", "x not a negative whole number", Value::digamma, "psi");
    unary("besselI0", Value::besselI0);
    unary("besselI1", Value::besselI1);
    unary("besselI0e", Value::besselI0e);
    unary("besselI1e", Value::besselI1e);
    unary("logisticDensity", Functions::logisticDensity);
    unary("logit", PROBABILITY, Value::logit);
    unary("entropy", FROM_ZERO, Value::entropy);
  }

  private void activations() {
    unary("relu", Value::relu);
    unary("sigmoid", Value::sigmoid, "logistic", "expit");
    unary("softplus", Value::softplus);
    unary("logSigmoid", Value::logSigmoid);
    unary("elu", Value::elu);
    unary("selu", Value::selu);
    unary("gelu", Value::gelu);
    unary("geluTanh", Value::geluTanh);
    unary("silu", Value::silu, "swish");
    unary("mish", Value::mish);
    unary("softsign", Value::softsign);
    unary("hardTanh", Value::hardTanh);
    unary("hardSigmoid", Value::hardSigmoid);
    unary("hardSwish", Value::hardSwish);
    unary("tanhShrink", Value::tanhShrink);
  }

  private void pairs() {
    chain("max", Value::maximum, Value::maximum, "maximum");
    chain("min", Value::minimum, Value::minimum, "minimum");
    binary("atan2", ANYWHERE, Value::atan2, null, "arctan2");
    binary("hypot", ANYWHERE, Value::hypot, null);
    binary("rem", "y != 0", Value::rem, Value::rem);
    binary("floorMod", "y != 0", Value::floorMod, Value::floorMod, "mod");
    binary("logAddExp", ANYWHERE, Value::logAddExp, null);
    binary("xlogy", "y > 0", Value::xlogy, null);
    binary("xlog1py", "y > -1", Value::xlog1py, null);
  }

  /** What occurs in derivatives of other functions, so that gradients of programs print, too. */
  private void ofDerivatives() {
    binary("scale", ANYWHERE, Cotangents::scale, null);
    binary("annihilate", ANYWHERE, Functions::annihilate, null);
    binary("powLimit", ANYWHERE, Functions::powLimit, null);
    binary("direction", ANYWHERE, Functions::direction, null);
    parametric("besselMoment", ANYWHERE, 1, true, Functions::besselMoment);
    parametric("gammaDensity", FROM_ZERO, 2, true, Functions::gammaDensity);
    parametric("betaDensity", PROBABILITY, 4, true, Functions::betaDensity);
  }

  private void parametric() {
    parametric("polygamma", ANYWHERE, 1, true, Functions::polygamma);
    parametric("besselI", ANYWHERE, 1, true, Functions::besselI);
    parametric("besselJ", ANYWHERE, 1, true, Functions::besselJ);
    parametric("gammaInc", FROM_ZERO, 1, true, Functions::gammaInc);
    parametric("gammaIncc", FROM_ZERO, 1, true, Functions::gammaIncc);
    parametric("betaInc", PROBABILITY, 2, true, Functions::betaInc);
    named.put(
        "clamp",
        new Function.Parametric(
            "clamp", ANYWHERE, 2, false, Functions::clamp, Functions::clampByValues));
    parametric("leakyRelu", ANYWHERE, 1, false, Functions::leakyRelu);
    parametric("celu", ANYWHERE, 1, false, Functions::celu);
    parametric("hardShrink", ANYWHERE, 1, false, Functions::hardShrink);
    parametric("softShrink", ANYWHERE, 1, false, Functions::softShrink);
  }

  private static <V extends Value<V>> V polygamma(V x, double[] order) {
    return x.polygamma(whole("polygamma", order[0]));
  }

  private static <V extends Value<V>> V logisticDensity(V x) {
    return x.apply(SpecialOp.LOGISTIC_DENSITY);
  }

  private static <V extends Value<V>> V annihilate(V x, V y) {
    return x.apply(BinaryOp.ANNIHILATE, y);
  }

  private static <V extends Value<V>> V powLimit(V x, V y) {
    return x.apply(RuleOp.POW_LIMIT, y);
  }

  private static <V extends Value<V>> V direction(V x, V y) {
    return x.apply(RuleOp.DIRECTION, y);
  }

  private static <V extends Value<V>> V besselMoment(V x, double[] order) {
    return x.apply(new BesselMoment(whole("besselMoment", order[0])));
  }

  private static <V extends Value<V>> V besselI(V x, double[] order) {
    return x.besselI(whole("besselI", order[0]));
  }

  private static <V extends Value<V>> V besselJ(V x, double[] order) {
    return x.besselJ(whole("besselJ", order[0]));
  }

  private static <V extends Value<V>> V gammaInc(V x, double[] shape) {
    return x.gammaInc(shape[0]);
  }

  private static <V extends Value<V>> V gammaIncc(V x, double[] shape) {
    return x.gammaIncc(shape[0]);
  }

  private static <V extends Value<V>> V gammaDensity(V x, double[] n) {
    return x.apply(new GammaDensity(n[0], whole("gammaDensity", n[1])));
  }

  private static <V extends Value<V>> V betaInc(V x, double[] shapes) {
    return x.betaInc(shapes[0], shapes[1]);
  }

  private static <V extends Value<V>> V betaDensity(V x, double[] n) {
    return x.apply(
        new BetaDensity(n[0], whole("betaDensity", n[1]), n[2], whole("betaDensity", n[3])));
  }

  private static int whole(String name, double order) {
    if (order != (int) order) {
      throw new AutodiffException(
          name + ": the order is not a whole number", "" + order, "0, 1, 2, …", null);
    }
    return (int) order;
  }

  private static <V extends Value<V>> V clamp(V x, double[] bounds) {
    return x.clamp(bounds[0], bounds[1]);
  }

  private static <V extends Value<V>> V clampByValues(V x, V low, V high) {
    return x.maximum(low).minimum(high);
  }

  private static <V extends Value<V>> V leakyRelu(V x, double[] slope) {
    return x.leakyRelu(slope[0]);
  }

  private static <V extends Value<V>> V celu(V x, double[] alpha) {
    return x.celu(alpha[0]);
  }

  private static <V extends Value<V>> V hardShrink(V x, double[] width) {
    return x.hardShrink(width[0]);
  }

  private static <V extends Value<V>> V softShrink(V x, double[] width) {
    return x.softShrink(width[0]);
  }

  private void unary(String name, UnaryForm form, String... others) {
    unary(name, ANYWHERE, form, others);
  }

  private void unary(String name, String domain, UnaryForm form, String... others) {
    named.put(name, new Function.Unary(name, domain, form));
    alias(name, others);
  }

  private void binary(
      String name,
      String domain,
      BinaryForm form,
      @Nullable BinaryNumberForm onNumber,
      String... others) {
    named.put(name, new Function.Binary(name, domain, form, onNumber));
    alias(name, others);
  }

  private void chain(String name, BinaryForm form, BinaryNumberForm onNumber, String... others) {
    Function.Binary link = new Function.Binary(name, ANYWHERE, form, onNumber);
    named.put(name, new Function.Chain(name, link));
    alias(name, others);
  }

  private void parametric(
      String name, String domain, int numbers, boolean isLast, ParametricForm form) {
    named.put(name, new Function.Parametric(name, domain, numbers, isLast, form, null));
  }

  private void alias(String name, String... others) {
    for (String other : others) {
      aliases.put(other, name);
    }
  }

  /** Returns the names of functions that differ little from one, nearest first, at most three. */
  static List<String> near(String name) {
    List<String> spellings =
        Stream.concat(ALL.named.keySet().stream(), ALL.aliases.keySet().stream())
            .filter(n -> Character.isLetter(n.charAt(0)))
            .toList();
    return Names.near(name, spellings);
  }
}
