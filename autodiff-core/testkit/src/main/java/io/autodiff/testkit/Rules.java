package io.autodiff.testkit;

import io.autodiff.testkit.Operation.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What operations need to know of their operands: where their domains end, and where they have
 * kinks. An operation that is smooth everywhere, and whose parameters are axes, needs no line here.
 */
final class Rules {
  static final Domain ANY = new Domain.Reals();
  static final Domain AWAY = in(-1.6, -0.4, 0.4, 1.6);
  static final Domain ABOVE = in(0.4, 2.4);
  static final Domain INNER = in(-0.8, 0.8);
  static final Domain SHARE = in(0.1, 0.9);
  static final Domain WITHIN = in(-0.8, 0.8, 1.2, 2.2, -2.2, -1.2);
  static final Domain DISTINCT = new Domain.Distinct();
  static final Domain TRUTH = new Domain.Truth();

  /** Numbers that are apart from those of {@link #RIGHT}. */
  static final Domain LEFT = in(0.2, 0.8, 1.2, 1.8);

  static final Domain RIGHT = in(0.9, 1.1, 1.9, 2.6, -0.8, 0.1);

  private final Map<String, Rule> rules = new HashMap<>();

  private Rules() {}

  static Map<String, Rule> all() {
    Rules rules = new Rules();
    rules.elementwise();
    rules.comparisons();
    rules.pairs();
    rules.densities();
    TensorRules.add(rules);
    WindowRules.add(rules);
    return Map.copyOf(rules.rules);
  }

  static Domain in(Double... bounds) {
    return new Domain.Intervals(List.of(bounds));
  }

  /** Says where the operands of operations lie. */
  void on(List<Domain> domains, String... signatures) {
    with(domains, null, signatures);
  }

  /** Says where the operands of operations lie, and what their constants are. */
  void with(List<Domain> domains, @Nullable Constants constants, String... signatures) {
    put(new Rule(domains, constants, List.of(), false), signatures);
  }

  void put(Rule rule, String... signatures) {
    for (String signature : signatures) {
      if (rules.put(signature, rule) != null) {
        throw new IllegalStateException("two rules for " + signature);
      }
    }
  }

  private void elementwise() {
    on(List.of(AWAY), "abs()", "sign()", "cbrt()", "reciprocal()", "rdiv(double)");
    on(List.of(INNER), "acos()", "asin()", "atanh()", "erfInv()");
    on(List.of(in(1.3, 3.0)), "acosh()");
    on(List.of(ABOVE), "sqrt()", "rsqrt()", "log()", "log2()", "log10()", "entropy()");
    on(List.of(ABOVE), "lgamma()", "digamma()");
    on(List.of(in(-0.5, 2.0)), "log1p()");
    on(List.of(in(-1.1, 1.1)), "tan()");
    on(List.of(SHARE), "logit()", "normalQuantile()");
    on(List.of(in(0.2, 0.8, 1.2, 1.8, -0.8, -0.2)), "ceil()", "floor()", "trunc()");
    on(List.of(in(0.6, 1.4, -0.4, 0.4)), "round()");
    on(List.of(AWAY), "elu()", "selu()", "relu()", "softsign()");
    on(List.of(AWAY), "besselI0e()", "besselI1e()");
    with(List.of(AWAY), Constants.oneOf(0.5, 1.5), "elu(double)", "celu(double)");
    with(List.of(AWAY), Constants.oneOf(0.01, 0.25), "leakyRelu(double)");
    with(List.of(ABOVE), Constants.oneOf(0, 1, 2), "polygamma(int)");
    with(List.of(ANY), Constants.oneOf(0, 1, 2), "besselI(int)", "besselJ(int)");
    Domain inner = in(0.2, 0.8);
    with(List.of(inner), Constants.oneOf(0.7, 2.0, 3.5), "gammaInc(double)", "gammaIncc(double)");
    with(List.of(inner), (_, _) -> new Object[] {2.5, 1.5}, "betaInc(double,double)");
    on(List.of(WITHIN), "hardTanh()");
    with(List.of(WITHIN), Constants.all(-1.0, 1.0), "clamp(double,double)");
    with(List.of(WITHIN), Constants.all(-1.0, 1.0), "hardTanh(double,double)");
    on(List.of(in(-2.5, 2.5, 3.3, 4.5, -4.5, -3.3)), "hardSigmoid()", "hardSwish()");
    with(
        List.of(in(-0.3, 0.3, 0.7, 1.6, -1.6, -0.7)),
        Constants.oneOf(0.5),
        "hardShrink(double)",
        "softShrink(double)");
    with(
        List.of(ANY),
        Constants.oneOf((Object) new double[] {0.5, -1, 0.25}),
        "polynomial(double[])");
    with(List.of(in(-2.0, 2.0)), null, "exp()", "exp2()", "expm1()", "sinh()", "cosh()");
    with(List.of(in(-2.0, 2.0)), null, "besselI0()", "besselI1()", "erfcx()");
  }

  private void comparisons() {
    for (String name : List.of("eq", "ge", "gt", "le", "lt", "ne")) {
      on(List.of(LEFT, RIGHT), name + "(Value)");
      with(List.of(LEFT), Constants.oneOf(1.0), name + "(double)");
    }
    on(List.of(TRUTH, TRUTH), "and(Value)", "or(Value)");
    on(List.of(TRUTH), "not()", "where(Value,Value)", "where(Value,double)");
    on(List.of(TRUTH), "where(double,Value)", "where(double,double)");
    on(List.of(LEFT, RIGHT), "maximum(Value)", "minimum(Value)");
    with(List.of(LEFT), Constants.oneOf(1.0), "maximum(double)", "minimum(double)");
  }

  private void pairs() {
    on(List.of(ANY, AWAY), "div(Value)", "div(Tensor)", "div(Scalar)");
    on(List.of(ABOVE, in(-1.5, 1.5)), "pow(Value)", "pow(Tensor)", "pow(Scalar)");
    with(List.of(ABOVE), Constants.oneOf(-1.5, -1.0, 0.5, 2.0, 3.0), "pow(double)");
    on(List.of(AWAY, ANY), "hypot(Value)", "atan2(Value)");
    on(List.of(ANY, ABOVE), "xlogy(Value)");
    on(List.of(ANY, in(-0.5, 2.0)), "xlog1py(Value)");
    Domain dividend = in(0.3, 1.5, 2.5, 3.5, -1.5, -0.4);
    on(List.of(dividend, in(1.9, 2.1)), "rem(Value)", "floorMod(Value)");
    with(List.of(dividend), Constants.oneOf(2.0), "rem(double)", "floorMod(double)");
  }

  private void densities() {
    on(List.of(ANY, ANY, ABOVE), "normal(Value,Value,Value)", "cauchy(Value,Value,Value)");
    on(List.of(ABOVE, ANY, ABOVE), "logNormal(Value,Value,Value)");
    on(List.of(ABOVE, ABOVE, ABOVE), "gamma(Value,Value,Value)");
    on(List.of(SHARE, ABOVE, ABOVE), "beta(Value,Value,Value)");
    on(List.of(ABOVE, ABOVE), "exponential(Value,Value)");
    on(List.of(new Domain.Whole(), ABOVE), "poisson(Value,Value)");
    on(List.of(TRUTH, SHARE), "bernoulli(Value,Value)");
    Domain five = in(4.9, 5.1);
    on(List.of(new Domain.Whole(), five, SHARE), "binomial(Value,Value,Value)");
    on(List.of(ANY, ABOVE, ANY, ABOVE), "studentT(Value,Value,Value,Value)");
    on(List.of(LEFT, RIGHT, ABOVE), "laplace(Value,Value,Value)");
    on(List.of(INNER, in(-2.0, -1.0), in(1.0, 2.0)), "uniform(Value,Value,Value)");
    on(List.of(ANY, ANY, new Domain.Positive()), "multivariateNormal(Tensor,Tensor,Tensor)");
  }
}
