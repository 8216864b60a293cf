package io.autodiff.batch;

import io.autodiff.Tensor;
import java.util.List;

/**
 * Where the arguments and results of each step of a {@link Recurrence} are. A step writes states
 * and partial sums where the next step reads them; the last step writes them to the results.
 */
final class RecurrenceLayout implements StepLayout {
  private final int steps;
  private final boolean backward;
  private final boolean kept;
  private final int states;
  private final int inputsEnd;
  private final int arguments;
  private final int sumsFrom;
  private final Table in;
  private final Table out;
  private final Table last;

  /** The rows of several tensors, and how far each moves from one step to the next. */
  private static final class Table {
    private final Object[] arrays;
    private final int[] at;
    private final int[] strides;
    private int rows;

    Table(int rows) {
      this.arrays = new Object[rows];
      this.at = new int[rows];
      this.strides = new int[rows];
    }

    /**
     * Adds tensors of {@code counts} rows of {@code n} elements.
     *
     * @param moving whether they have such rows for each step
     */
    Table with(List<Tensor> tensors, int[] counts, int n, boolean moving) {
      for (int k = 0; k < counts.length; k++) {
        for (int row = 0; row < counts[k]; row++) {
          arrays[rows] = tensors.get(k).storage();
          at[rows] = row * n;
          strides[rows++] = moving ? counts[k] * n : 0;
        }
      }
      return this;
    }

    void put(int from, int to, int position, BatchRows rows) {
      for (int k = from; k < to; k++) {
        rows.arrays()[k] = arrays[k];
        rows.at()[k] = at[k] + position * strides[k];
      }
    }
  }

  /**
   * Lays out the rows and puts the first states in their place.
   *
   * @param rows how many there are of each kind
   * @param schedule how often the step runs, and on how many elements
   * @param x states, inputs, fixed
   * @param y states, outputs, sums
   * @param before room for the states before each step or, if they are not kept, for two of them
   *     that take turns; then room for two sums that take turns, filled with zeros
   */
  RecurrenceLayout(
      RecurrenceSignature rows,
      Schedule schedule,
      List<Tensor> x,
      List<Tensor> y,
      List<Tensor> before) {
    int n = schedule.n;
    this.steps = schedule.steps;
    this.backward = schedule.backward;
    this.kept = schedule.kept;
    this.states = rows.statesEnd();
    this.inputsEnd = rows.inputsEnd();
    this.arguments = rows.arguments();
    this.sumsFrom = rows.sumsFrom();
    int tensors = rows.states().length;
    int fixedFrom = tensors + rows.inputs().length;
    int outputsEnd = tensors + rows.outputs().length;
    List<Tensor> sums = before.subList(tensors, before.size());
    this.in =
        new Table(arguments + rows.results() - sumsFrom)
            .with(before, rows.states(), n, true)
            .with(x.subList(tensors, fixedFrom), rows.inputs(), n, true)
            .with(x.subList(fixedFrom, x.size()), rows.fixed(), n, false)
            .with(sums, rows.sums(), n, true);
    this.out =
        new Table(rows.results())
            .with(before, rows.states(), n, true)
            .with(y.subList(tensors, outputsEnd), rows.outputs(), n, true)
            .with(sums, rows.sums(), n, true);
    this.last =
        new Table(rows.results())
            .with(y, rows.states(), n, false)
            .with(y.subList(tensors, outputsEnd), rows.outputs(), n, true)
            .with(y.subList(outputsEnd, y.size()), rows.sums(), n, false);
    Table first = new Table(states).with(x, rows.states(), n, false);
    for (int k = 0; k < states; k++) {
      Table to = steps == 0 ? last : in;
      int at = to.at[k] + (steps == 0 ? 0 : slot(0) * to.strides[k]);
      System.arraycopy(first.arrays[k], first.at[k], to.arrays[k], at, n);
    }
  }

  /**
   * How a recurrence runs.
   *
   * @param steps the number of steps
   * @param n the number of elements
   * @param backward whether the first step is at the end of the sequence
   * @param kept whether the states before each step are kept
   */
  record Schedule(int steps, int n, boolean backward, boolean kept) {}

  /** Returns rows of arguments, to be {@link #put}. */
  BatchRows in() {
    return new BatchRows(in.rows);
  }

  /** Returns rows of results, to be {@link #put}. */
  BatchRows out() {
    return new BatchRows(out.rows);
  }

  private int position(int step) {
    return backward ? steps - 1 - step : step;
  }

  private int slot(int step) {
    return kept ? position(step) : step & 1;
  }

  @Override
  public void put(int step, BatchRows to, BatchRows results) {
    int position = position(step);
    in.put(0, states, slot(step), to);
    in.put(states, step == 0 ? arguments : inputsEnd, position, to);
    in.put(arguments, in.rows, step & 1, to);
    if (step + 1 == steps) {
      last.put(0, last.rows, position, results);
      return;
    }
    out.put(0, states, slot(step + 1), results);
    out.put(states, sumsFrom, position, results);
    out.put(sumsFrom, out.rows, (step + 1) & 1, results);
  }

  @Override
  public boolean isGiven(int step, int argument) {
    return step == 0 || (argument >= states && argument < inputsEnd);
  }

  @Override
  public boolean isTaken(int step, int result) {
    return step + 1 == steps || (result < states ? kept : result < sumsFrom);
  }

  @Override
  public int carried(int result) {
    return result < states ? result : result < sumsFrom ? -1 : arguments + result - sumsFrom;
  }
}
