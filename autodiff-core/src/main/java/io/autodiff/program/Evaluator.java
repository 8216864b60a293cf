package io.autodiff.program;

import io.autodiff.AutodiffException;
import io.autodiff.Value;
import java.util.List;

/**
 * Evaluates a {@link Program} on new inputs, and takes cotangents back through it, without
 * recording. A {@link Replay} interprets the program; a {@link CompiledProgram} is machine code, a
 * {@link TensorPlan} loops over memory, and they give the same bits. Each has arrays of its own
 * that every run uses again, so each thread needs its own.
 */
public sealed interface Evaluator permits Replay, CompiledProgram, TensorPlan, WarmingEvaluator {
  /** Says what to do when a comparison goes the other way; unless told, the run fails. */
  Evaluator guards(Replay.Guards mode);

  /** Returns how many comparisons went the other way in the last run; 0 if guards are off. */
  int turned();

  /**
   * Returns the results of a program of scalars for new inputs.
   *
   * @throws AutodiffException if the inputs do not fit, a result is a tensor, or a comparison goes
   *     the other way than when the program was recorded
   */
  double[] run(double... in);

  /**
   * Returns the results for new inputs.
   *
   * @throws AutodiffException if the inputs do not fit, or a comparison goes the other way than
   *     when the program was recorded
   */
  List<Value<?>> run(List<? extends Value<?>> in);

  /**
   * Takes cotangents of the results back to the inputs, at the inputs of the last run of a program
   * of scalars.
   *
   * @param seeds a cotangent for each result
   * @return the derivatives of {@code Σ result * cotangent} by the inputs
   */
  double[] reverse(double... seeds);

  /** Returns {@link #reverse(double...)} of a program of any kinds of values. */
  List<Value<?>> reverse(List<? extends Value<?>> seeds);

  /**
   * Returns the result of a program of scalars for new inputs, and stores its derivatives.
   *
   * @param gradient receives the derivatives by the inputs
   * @throws AutodiffException as {@link #run(double...)}, or if the program has several results or
   *     {@code gradient} has not a place for each input
   */
  double valueAndGradient(double[] in, double[] gradient);
}
