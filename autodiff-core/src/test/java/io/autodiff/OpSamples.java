package io.autodiff;

import io.autodiff.op.ActivationOp;
import io.autodiff.op.BesselI;
import io.autodiff.op.BesselMoment;
import io.autodiff.op.Binary;
import io.autodiff.op.BinaryCrossEntropy;
import io.autodiff.op.BinaryOp;
import io.autodiff.op.Clamp;
import io.autodiff.op.ComparisonOp;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Elu;
import io.autodiff.op.Erfcx;
import io.autodiff.op.LeakyRelu;
import io.autodiff.op.Op;
import io.autodiff.op.Polygamma;
import io.autodiff.op.RoundingOp;
import io.autodiff.op.RuleOp;
import io.autodiff.op.Sinc;
import io.autodiff.op.SpecialOp;
import io.autodiff.op.Structure;
import io.autodiff.op.TensorOp;
import io.autodiff.op.Ternary;
import io.autodiff.op.TernaryOp;
import io.autodiff.op.TrigonometricOp;
import io.autodiff.op.Unary;
import io.autodiff.op.UnaryOp;
import java.util.List;
import java.util.stream.Stream;

/**
 * Samples of every operation, for the contract tests and the benchmarks. No switch here has a
 * default, so a new operation does not compile before it has samples.
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
 *   <li>A record that is elementwise: a line in {@link FunctionSamples#parametric} and a case in
 *       {@link #of}.
 * </ul>
 */
final class OpSamples {
  private OpSamples() {}

  /** Returns every elementwise operation with its samples. */
  static List<Samples.Case> elementwise() {
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
    Stream<Elementwise> all = Stream.concat(constants, FunctionSamples.parametric().stream());
    return all.map(op -> new Samples.Case(op, of(op))).toList();
  }

  /** Returns the samples of an elementwise operation. */
  static Samples of(Elementwise op) {
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
            case Sinc sinc -> FunctionSamples.of(sinc);
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
  static Stream<Op> operations() {
    Stream<Op> elementwise = elementwise().stream().map(Samples.Case::op);
    Stream<Op> tensor = TensorSamples.all().stream().map(TensorSample::op);
    Stream<Op> structure = Stream.of(Structure.values());
    return Stream.of(elementwise, tensor, structure).flatMap(s -> s);
  }
}
