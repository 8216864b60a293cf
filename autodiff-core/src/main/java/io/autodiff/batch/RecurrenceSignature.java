package io.autodiff.batch;

import io.autodiff.Scalar;
import io.autodiff.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The arguments and results of a {@link Recurrence}'s step by their kinds. A kind is held in one or
 * more tensors; each number is the number of rows of one tensor.
 *
 * @param states results of a step that are arguments of the next
 * @param inputs arguments that differ from step to step
 * @param fixed arguments that are the same in all steps
 * @param outputs results of which every step has its own
 * @param sums results that are added up over all steps
 */
record RecurrenceSignature(int[] states, int[] inputs, int[] fixed, int[] outputs, int[] sums) {

  private static int sum(int... rows) {
    return Arrays.stream(rows).sum();
  }

  private static int[] joined(int[]... parts) {
    return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
  }

  int statesEnd() {
    return sum(states);
  }

  /** Returns where the inputs end among the arguments. */
  int inputsEnd() {
    return sum(states) + sum(inputs);
  }

  /** Returns the number of arguments. */
  int arguments() {
    return inputsEnd() + sum(fixed);
  }

  /** Returns where the sums begin among the results. */
  int sumsFrom() {
    return sum(states) + sum(outputs);
  }

  /** Returns the number of results. */
  int results() {
    return sumsFrom() + sum(sums);
  }

  /** Returns where states, inputs and fixed arguments end. */
  int[] argumentEnds() {
    return new int[] {statesEnd(), inputsEnd(), arguments()};
  }

  /** Returns where states, outputs and sums end. */
  int[] resultEnds() {
    return new int[] {statesEnd(), sumsFrom(), results()};
  }

  /**
   * Returns the signature of the recurrence that takes cotangents back. Its states are the
   * cotangents of the states. Its inputs are the states before each step, the inputs, and the
   * cotangents of the outputs and of the states before each step; its outputs are the cotangents of
   * the inputs. A fixed argument's cotangent is a sum, and the cotangent of a sum is fixed.
   */
  RecurrenceSignature pullback() {
    return new RecurrenceSignature(
        states, joined(states, inputs, outputs, states), joined(fixed, sums), inputs, fixed);
  }

  /**
   * Returns the tensors that {@link #pullback} is applied to.
   *
   * @param x the arguments: states, inputs, fixed
   * @param y the results: states, outputs, sums, states before each step
   * @param g their cotangents
   */
  List<Tensor> pullbackArguments(List<Tensor> x, List<Tensor> y, List<Tensor> g) {
    int kept = states.length + outputs.length + sums.length;
    List<Tensor> all = new ArrayList<>(g.subList(0, states.length));
    all.addAll(y.subList(kept, kept + states.length));
    all.addAll(x.subList(states.length, states.length + inputs.length));
    all.addAll(g.subList(states.length, states.length + outputs.length));
    all.addAll(g.subList(kept, kept + states.length));
    all.addAll(x.subList(states.length + inputs.length, x.size()));
    all.addAll(g.subList(states.length + outputs.length, kept));
    return all;
  }

  /** Returns the signature of the recurrence in which each tensor is followed by its tangent. */
  RecurrenceSignature pushforward() {
    return new RecurrenceSignature(
        joined(states, states),
        joined(inputs, inputs),
        joined(fixed, fixed),
        joined(outputs, outputs),
        joined(sums, sums));
  }

  /** Returns the tensors that {@link #pushforward} is applied to. */
  List<Tensor> pushforwardArguments(List<Tensor> x, List<Tensor> tangents) {
    List<Tensor> all = new ArrayList<>();
    int from = 0;
    for (int[] kind : new int[][] {states, inputs, fixed}) {
      all.addAll(x.subList(from, from + kind.length));
      all.addAll(tangents.subList(from, from + kind.length));
      from += kind.length;
    }
    return all;
  }

  /** Returns the tangents among the results of {@link #pushforward}. */
  List<Tensor> tangents(List<Tensor> results) {
    List<Tensor> tangents = new ArrayList<>();
    int from = 0;
    for (int[] kind : new int[][] {states, outputs, sums, states}) {
      tangents.addAll(results.subList(from + kind.length, from + 2 * kind.length));
      from += 2 * kind.length;
    }
    return tangents;
  }

  /** Returns the two arrays that {@link #interleaved} joined. */
  static Scalar[][] halves(Scalar[] both, int[] ends) {
    int n = both.length / 2;
    Scalar[][] halves = {new Scalar[n], new Scalar[n]};
    int from = 0;
    for (int end : ends) {
      System.arraycopy(both, 2 * from, halves[0], from, end - from);
      System.arraycopy(both, from + end, halves[1], from, end - from);
      from = end;
    }
    return halves;
  }

  /** Returns the numbers of each kind of {@code x}, each followed by those of {@code y}. */
  static Scalar[] interleaved(Scalar[] x, Scalar[] y, int[] ends) {
    Scalar[] both = new Scalar[2 * x.length];
    int from = 0;
    for (int end : ends) {
      System.arraycopy(x, from, both, 2 * from, end - from);
      System.arraycopy(y, from, both, from + end, end - from);
      from = end;
    }
    return both;
  }
}
