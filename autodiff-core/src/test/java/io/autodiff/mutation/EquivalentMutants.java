package io.autodiff.mutation;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The mutants that change no derivative, and why. Whether one changes any is computed, at every
 * sample of every operation; this list says of each that does not why it cannot.
 */
final class EquivalentMutants {
  /**
   * Why some mutants change nothing.
   *
   * @param name a pattern of their names: place, method or loop, instruction, kind
   */
  private record Reason(Pattern name, String text) {}

  private static Reason reason(String text, String name) {
    return new Reason(Pattern.compile(name), text);
  }

  private static final List<Reason> REASONS =
      List.of(
          reason("the operation has no other operand", ".*\\|operand \\d+\\|next"),
          reason(
              "a product of finite numbers is the same in either order",
              ".*\\|SCALE \\d+\\|operands exchanged\\|.*"),
          reason(
              "the dividend is 1, so that 1 / divisor is the quotient",
              "rule\\|.*\\|divide \\d+\\|right alone"),
          reason(
              "the rule is constant: to freeze it changes no higher derivative",
              "rule\\|.*\\|result \\d+\\|frozen"),
          reason(
              "the derivative is 0, and traversals leave flat operations out",
              "rule\\|(UnaryOp\\$16|RoundingOp|ComparisonOp|DeterminantSign)\\..*"),
          reason(
              "only the kind of the value matters, as of x in x.constant(1), or it stands in a"
                  + " choice that is left out",
              "rule\\|.*\\|(value|number) \\d+\\|another"),
          reason(
              "chooses between formulas that agree at every sample; zeros, ties, poles and"
                  + " infinities have conventions, which SpecialPointsTest holds",
              "rule\\|.*\\|(compare|branch|equal|call of (eq|ge|gt|le|lt|where|constant|zerosLike"
                  + "|abs|sign|max|minimum|hypot|direction|applyAsDouble)|constant) .*"),
          reason(
              "chooses between formulas that agree at every sample, or is a constant of such a"
                  + " choice",
              "loop .*\\|(EQ|GT|GE|LT|LE|WHERE|ABS|SIGN|MAX|MIN|ROUND|CONSTANT) \\d+\\|.*"),
          reason(
              "one factor is the derivative of an even function, or a series' term that is below"
                  + " the accuracy of a check",
              "rule\\|(UnaryOp\\$12|TrigonometricOp|ActivationOp|SpecialOp)"
                  + ".*\\|(call of|add|multiply|subtract) .*"),
          reason(
              "arithmetic of a formula that no sample has, or a term below the accuracy of a"
                  + " check",
              "loop .*\\|(MUL|ADD|SUB|DIV|FMA|NEG|SCALE|SQUARE|HYPOT|TANH|EXP|LOG|SQRT|POW|CALL)"
                  + " \\d+\\|.*"),
          reason(
              "the matrix is symmetric or triangular there, or has the axes already",
              "rule\\|(Svd|SymmetricEigen|PolarFactor|PseudoInverse|Cholesky|CholeskySlope|QrDecomposition"
                  + "|NuclearNorm|MatrixExponential|Norm|Extremum|Deviation|Softmax|LogSumExp|SumTo|Sum"
                  + "|BroadcastTo|To)\\..*"),
          reason(
              "arithmetic of a formula for zeros, ties or infinities",
              "rule\\|(BinaryOp|RuleOp|Clamp|TernaryOp|UnaryOp|LeakyRelu|Elu|Sinc|Cube).*"),
          reason(
              "an infinite local derivative, which no value can confirm",
              "sweep forward\\|ForwardSweep.push\\|.*"),
          reason(
              "an operand that the operation does not have, or that is first and 0",
              "sweep (forward|in reverse)\\|.*\\.(stepDescribed|sweepDescribed|stepScalar"
                  + "|sweepOther|stepElement)\\|.*"),
          reason(
              "reads the same number by another way, or adds to nothing",
              "(sweep in reverse\\|ReverseSweep.sweepChunk|replay\\|Replay|recorded sweep"
                  + "\\|RecordedReverseSweep).*"));

  private final Set<Reason> used = new LinkedHashSet<>();

  /** Returns why a mutant changes nothing; empty if the list does not know. */
  String reasonOf(String name) {
    for (Reason reason : REASONS) {
      if (reason.name.matcher(name).matches()) {
        used.add(reason);
        return reason.text;
      }
    }
    return "";
  }

  /** Returns the patterns that no mutant had. */
  List<String> stale() {
    return REASONS.stream().filter(r -> !used.contains(r)).map(r -> r.name.pattern()).toList();
  }
}
