package io.autodiff.conformance;

import io.autodiff.Tensor;
import org.jspecify.annotations.Nullable;

/** Functions of single numbers. */
final class ElementwiseOperators {
  private static final double LN_2 = Math.log(2);

  private ElementwiseOperators() {}

  static void addTo(Operators t) {
    arithmetic(t);
    reversed(t);
    division(t);
    extrema(t);
    powers(t);
    trigonometric(t);
    special(t);
    selections(t);
  }

  private static void arithmetic(Operators t) {
    t.add("add", "input other alpha", a -> a.tensor("input").add(scaledOther(a)));
    t.add("sub", "input other alpha", a -> a.tensor("input").sub(scaledOther(a)));
    t.binary("mul", Tensor::mul);
    t.unary("neg", Tensor::neg);
    t.unary("positive", x -> x);
    t.unary("abs", Tensor::abs);
    t.unary("square", Tensor::square);
    t.unary("reciprocal", Tensor::reciprocal);
    t.add(
        "addcmul",
        "input tensor1 tensor2 value",
        a -> a.tensor("input").add(product(a).mul(a.number("value", 1))));
    t.add(
        "addcdiv",
        "input tensor1 tensor2 value",
        a -> a.tensor("input").add(quotient(a).mul(a.number("value", 1))));
    t.add("lerp", "input end weight", a -> lerp(a.tensor("input"), a.tensor("end"), a));
  }

  private static Tensor scaledOther(Arguments a) {
    return a.tensor("other").mul(a.number("alpha", 1));
  }

  private static Tensor product(Arguments a) {
    return a.tensor("tensor1").mul(a.tensor("tensor2"));
  }

  private static Tensor quotient(Arguments a) {
    return a.tensor("tensor1").div(a.tensor("tensor2"));
  }

  private static Tensor lerp(Tensor from, Tensor to, Arguments a) {
    return from.add(to.sub(from).mul(a.tensor("weight")));
  }

  /** Operators of Python called on the right operand. */
  private static void reversed(Operators t) {
    t.binary("__radd__", (x, y) -> y.add(x));
    t.binary("__rsub__", (x, y) -> y.sub(x));
    t.binary("__rmul__", (x, y) -> y.mul(x));
    t.binary("__rdiv__", (x, y) -> y.div(x));
    t.binary("__rpow__", (x, y) -> y.detach().pow(x)); // there the base is a plain number
    t.binary("__rmod__", (x, y) -> y.floorMod(x));
    t.add(
        "rsub",
        "input other alpha",
        a -> a.tensor("other").sub(a.tensor("input").mul(a.number("alpha", 1))));
  }

  private static void division(Operators t) {
    for (String variant : new String[] {"no_rounding_mode", "trunc_rounding", "floor_rounding"}) {
      t.add("div/" + variant, "input other rounding_mode", ElementwiseOperators::divide);
    }
    t.binary("fmod", Tensor::rem);
    t.binary("remainder", Tensor::floorMod);
    t.unary("floor", Tensor::floor);
    t.unary("ceil", Tensor::ceil);
    t.unary("trunc", Tensor::trunc);
    t.unary("frac", x -> x.sub(x.trunc()));
    t.add("round", "input decimals", a -> round(a.tensor("input"), a.integer("decimals", 0)));
  }

  private static Tensor divide(Arguments a) {
    Tensor quotient = a.tensor("input").div(a.tensor("other"));
    return switch (a.text("rounding_mode", "")) {
      case "trunc" -> quotient.trunc();
      case "floor" -> quotient.floor();
      default -> quotient;
    };
  }

  private static Tensor round(Tensor x, int decimals) {
    double shift = Math.pow(10, decimals);
    return x.mul(shift).round().div(shift);
  }

  private static void extrema(Operators t) {
    t.binary("max/binary", Tensor::maximum);
    t.binary("min/binary", Tensor::minimum);
    t.binary("maximum", Tensor::maximum);
    t.binary("minimum", Tensor::minimum);
    t.binary("fmax", (x, y) -> present(x, y, x.maximum(y)));
    t.binary("fmin", (x, y) -> present(x, y, x.minimum(y)));
    t.add(
        "clamp", "input min max", a -> clamp(a.tensor("input"), bound(a, "min"), bound(a, "max")));
    t.add("clamp_min", "input min", a -> a.tensor("input").maximum(a.tensor("min")));
    t.add("clamp_max", "input max", a -> a.tensor("input").minimum(a.tensor("max")));
  }

  /** Returns {@code both} where both are numbers, and where one is NaN the other. */
  private static Tensor present(Tensor x, Tensor y, Tensor both) {
    return x.eq(x).where(y.eq(y).where(both, x), y);
  }

  private static @Nullable Tensor bound(Arguments a, String name) {
    return a.tensorOr(name, null);
  }

  private static Tensor clamp(Tensor x, @Nullable Tensor low, @Nullable Tensor high) {
    if (low != null && high != null && low.isConstant() && high.isConstant() && low.size() == 1) {
      return x.clamp(low.item(), high.item());
    }
    Tensor raised = low == null ? x : x.maximum(low);
    return high == null ? raised : raised.minimum(high);
  }

  private static void powers(Operators t) {
    t.add("pow", "input exponent", a -> a.tensor("input").pow(a.tensor("exponent")));
    t.unary("sqrt", Tensor::sqrt);
    t.unary("rsqrt", Tensor::rsqrt);
    t.unary("exp", Tensor::exp);
    t.unary("exp2", Tensor::exp2);
    t.unary("expm1", Tensor::expm1);
    t.unary("log", Tensor::log);
    t.unary("log2", Tensor::log2);
    t.unary("log10", Tensor::log10);
    t.unary("log1p", Tensor::log1p);
    t.binary("logaddexp", Tensor::logAddExp);
    t.binary("logaddexp2", (x, y) -> x.mul(LN_2).logAddExp(y.mul(LN_2)).div(LN_2));
    t.binary("xlogy", Tensor::xlogy);
    t.binary("special.xlog1py", Tensor::xlog1py);
    t.binary("hypot", Tensor::hypot);
  }

  private static void trigonometric(Operators t) {
    t.unary("sin", Tensor::sin);
    t.unary("cos", Tensor::cos);
    t.unary("tan", Tensor::tan);
    t.unary("asin", Tensor::asin);
    t.unary("acos", Tensor::acos);
    t.unary("atan", Tensor::atan);
    t.binary("atan2", Tensor::atan2);
    t.unary("sinh", Tensor::sinh);
    t.unary("cosh", Tensor::cosh);
    t.unary("tanh", Tensor::tanh);
    t.unary("asinh", Tensor::asinh);
    t.unary("acosh", Tensor::acosh);
    t.unary("atanh", Tensor::atanh);
    t.unary("sinc", Tensor::sinc);
  }

  private static void special(Operators t) {
    t.unary("erf", Tensor::erf);
    t.unary("erfc", Tensor::erfc);
    t.unary("erfinv", Tensor::erfInv);
    t.unary("lgamma", Tensor::lgamma);
    t.unary("digamma", Tensor::digamma);
    for (int n = 0; n < 5; n++) {
      t.add(
          "polygamma/polygamma_n_" + n,
          "input n",
          a -> a.tensor("input").polygamma(a.integer("n")));
    }
    for (int p = 1; p <= 5; p += 2) {
      t.add(
          "mvlgamma/mvlgamma_p_" + p, "input p", a -> mvlgamma(a.tensor("input"), a.integer("p")));
    }
    t.unary("special.i0e", Tensor::besselI0e);
    t.unary("special.i1", Tensor::besselI1);
    t.unary("special.i1e", Tensor::besselI1e);
    t.unary("i0", Tensor::besselI0);
    t.unary("special.ndtr", Tensor::normalCdf);
    t.unary("special.ndtri", Tensor::normalQuantile);
    t.unary("special.log_ndtr", Tensor::logNormalCdf);
    t.unary("special.entr", ElementwiseOperators::entr);
    t.add("logit", "input eps", ElementwiseOperators::logit);
  }

  /** Returns the logarithm of the multivariate gamma function, DLMF 35.3.4. */
  private static Tensor mvlgamma(Tensor x, int p) {
    Tensor sum = x.constant(p * (p - 1) / 4.0 * Math.log(Math.PI));
    for (int j = 0; j < p; j++) {
      sum = sum.add(x.sub(j / 2.0).lgamma());
    }
    return sum;
  }

  private static Tensor entr(Tensor x) {
    return x.lt(0).where(x.constant(Double.NEGATIVE_INFINITY), x.entropy());
  }

  private static Tensor logit(Arguments a) {
    Tensor x = a.tensor("input");
    double eps = a.number("eps", 0);
    return a.has("eps") ? x.clamp(eps, 1 - eps).logit() : x.logit();
  }

  private static void selections(Operators t) {
    t.add(
        "where",
        "input condition other",
        a -> a.tensor("condition").where(a.tensor("input"), a.tensor("other")));
    t.add(
        "masked_fill",
        "input mask value",
        a -> a.tensor("mask").where(a.tensor("value"), a.tensor("input")));
  }
}
