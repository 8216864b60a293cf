package io.autodiff.op;

import io.autodiff.Value;
import java.util.List;
import java.util.stream.Stream;

/**
 * Samples of every operation, for the contract tests. No switch here has a default, so a new
 * operation does not compile before it has samples.
 *
 * <p><b>To add an operation:</b>
 *
 * <ul>
 *   <li>A constant of {@link UnaryOp}, {@link BinaryOp} or {@link TernaryOp}: one case in {@link
 *       UnarySamples}, {@link BinarySamples} or {@link TernarySamples}. Give the formula in other
 *       words than the operation's own; {@code on(...)} points inside its domain, away from kinks;
 *       {@code at(...)} with value and derivatives for zeros, kinks, ties, infinities, the edge of
 *       the domain.
 *   <li>A record that is a {@link TensorOp}: in {@link TensorSamples} one case in {@code formula},
 *       written in plain loops, and in {@code all} a line for each interesting choice of parameters
 *       and operands; {@link OpContractTest} fails while there is none.
 *   <li>A record that is elementwise: a line in {@link FunctionSamples#parametric} or {@link
 *       IncompleteSamples#parametric} and a case in {@link #of}.
 * </ul>
 */
public final class OpSamples {
  private OpSamples() {}

  /** Returns every elementwise operation with its samples. */
  public static List<Samples.Case> elementwise() {
    Stream<Elementwise> constants =
        Stream.<Elementwise[]>of(
                UnaryOp.values(),
                TrigonometricOp.values(),
                RoundingOp.values(),
                ActivationOp.values(),
                SpecialOp.values(),
                BinaryOp.values(),
                ComparisonOp.values(),
                RuleOp.values(),
                BinaryCrossEntropy.values(),
                TernaryOp.values())
            .flatMap(Stream::of);
    Stream<Elementwise> parametric =
        Stream.concat(
            FunctionSamples.parametric().stream(), IncompleteSamples.parametric().stream());
    Stream<Elementwise> all = Stream.concat(constants, parametric);
    return all.map(op -> new Samples.Case(op, of(op))).toList();
  }

  /** Returns the samples of an elementwise operation. */
  public static Samples of(Elementwise op) {
    return switch (op) {
      case Unary u ->
          switch (u) {
            case UnaryOp constant -> UnarySamples.of(constant);
            case TrigonometricOp constant -> FunctionSamples.of(constant);
            case RoundingOp constant -> FunctionSamples.of(constant);
            case ActivationOp constant -> FunctionSamples.of(constant);
            case SpecialOp constant -> FunctionSamples.of(constant);
            case Clamp clamp -> FunctionSamples.of(clamp);
            case Elu elu -> FunctionSamples.of(elu);
            case LeakyRelu relu -> FunctionSamples.of(relu);
            case Polygamma polygamma -> FunctionSamples.of(polygamma);
            case Erfcx erfcx -> FunctionSamples.of(erfcx);
            case BesselI bessel -> FunctionSamples.of(bessel);
            case BesselMoment moment -> FunctionSamples.of(moment);
            case BesselJ bessel -> IncompleteSamples.of(bessel);
            case GammaInc gamma -> IncompleteSamples.of(gamma);
            case GammaDensity density -> IncompleteSamples.of(density);
            case BetaInc beta -> IncompleteSamples.of(beta);
            case BetaDensity density -> IncompleteSamples.of(density);
            case Sinc sinc -> FunctionSamples.of(sinc);
            case LogFloor log -> FunctionSamples.of(log);
          };
      case Binary b ->
          switch (b) {
            case BinaryOp constant -> BinarySamples.of(constant);
            case ComparisonOp constant -> BinarySamples.of(constant);
            case RuleOp constant -> BinarySamples.of(constant);
            case BinaryCrossEntropy entropy -> BinarySamples.of(entropy);
          };
      case Ternary t ->
          switch (t) {
            case TernaryOp constant -> TernarySamples.of(constant);
          };
    };
  }

  /** Returns every operation that has samples, and those that compute nothing and need none. */
  public static Stream<Op> operations() {
    Stream<Op> elementwise = elementwise().stream().map(Samples.Case::op);
    Stream<Op> tensor = TensorSamples.all().stream().map(TensorSample::op);
    Stream<Op> structure = Stream.of(Structure.values());
    return Stream.of(elementwise, tensor, structure).flatMap(s -> s);
  }

  /** Returns zeros, whole numbers, equal operands and others that an operation singles out. */
  public static List<double[]> specialPoints(Elementwise op) {
    return SpecialPoints.moderate(op);
  }

  /** Applies an operation to its operands. */
  @SafeVarargs
  static <V extends Value<V>> V apply(Elementwise op, V... x) {
    return switch (op) {
      case Unary u -> x[0].apply(u);
      case Binary b -> x[0].apply(b, x[1]);
      case Ternary t -> x[0].apply(t, x[1], x[2]);
    };
  }
}
