package io.autodiff;

import io.autodiff.sweep.GradientStore;
import io.autodiff.sweep.RecordedReverseSweep;
import io.autodiff.sweep.ReverseSweep;
import io.autodiff.sweep.SweepChecks;
import io.autodiff.sweep.SweepMemory;
import io.autodiff.tape.TapeRecord;
import java.util.List;
import java.util.function.Supplier;

/**
 * A record of operations in the order in which they were computed, which is traversed in reverse to
 * get derivatives. Append-only; several tapes may be open at once, each used by the thread that
 * opened it.
 *
 * {@snippet class="io.autodiff.snippets.ValueSnippetsTest" region="tape"}
 *
 * <p><img src="doc-files/tape.svg" alt="x = 2 and y = 3 lead to the product, x to the sine, both to
 * the sum z = 6.9093; the adjoints of x and y are 2.5839 and 2">
 *
 * <p>The record of the example. Downwards each value was computed; upwards the traversal found each
 * adjoint, the derivative of {@code z} by that value: the sum hands 1 to both its operands, the
 * product 3 to {@code x} and 2 to {@code y}, the sine {@code cos 2} to {@code x}, and what meets at
 * {@code x} is added.
 *
 * <p>A loop records each step anew: {@link #mark} before it and {@link #rewind} after each step
 * keep the tape short. A handle recorded after the mark is stale once the tape was rewound, and
 * says so when it is used.
 */
public final class Tape implements AutoCloseable {
  private final TapeRecord record;
  private final SweepMemory memory = new SweepMemory();
  private boolean allowsConstant;

  /** Opens a tape that computes with the standard engine. */
  public Tape() {
    this(Engine.standard());
  }

  /** Opens a tape that computes with the given engine. */
  public Tape(Engine engine) {
    this.record = TapeRecord.ofUser(engine, Tape.class);
  }

  /**
   * Makes this tape stop at the first operation recorded from now on whose result holds a NaN or an
   * infinity, and traversals at the first that passes one on: a {@link NonFiniteException} names
   * it, its operands and the line that called it, of a derivative also the line that asked for it.
   * Meant for finding where a computation went wrong: every result and every derivative is looked
   * through, and the line of every operation kept, which takes some microseconds for each.
   *
   * @return this tape
   */
  public Tape stopAtNonFinite() {
    record.stopAtNonFinite();
    return this;
  }

  /**
   * Makes this tape return 0 where an output depends on none of the values by which it is
   * differentiated. By default that is an error, since most such calls are mistaken.
   *
   * @return this tape
   */
  public Tape allowConstant() {
    allowsConstant = true;
    return this;
  }

  /** Returns a new independent variable. */
  public Scalar variable(double value) {
    return record.variable(value);
  }

  /** Returns new independent variables, one for each number. */
  public Scalar[] variables(double... values) {
    return record.variables(values);
  }

  /** Returns a new independent variable with the numbers of {@code value}. */
  public Tensor variable(Tensor value) {
    return record.variable(value);
  }

  /**
   * Returns a parameter's current value as a variable. The numbers are borrowed, not copied: after
   * the parameter is updated, a traversal that meets the old value fails. Asking twice returns the
   * same variable.
   */
  public Tensor use(Parameter parameter) {
    return record.use(parameter);
  }

  /**
   * Returns the derivatives of {@code output} by every variable: one traversal in reverse.
   *
   * @param output a scalar, or a tensor of one element, recorded on this tape
   * @throws AutodiffException if {@code output} has more than one element
   * @throws TapeException if {@code output} is not recorded on this tape
   */
  public Gradients gradients(Value<?> output) {
    return gradients(List.of(output), List.of(SweepChecks.one(output)), List.of());
  }

  /**
   * Returns the derivatives of {@code output} by the given values, which may be variables or
   * intermediate results; nothing that they do not need is computed.
   *
   * @throws AutodiffException if {@code output} depends on none of them, unless {@link
   *     #allowConstant}
   */
  public Gradients gradients(Value<?> output, Value<?>... by) {
    return gradients(List.of(output), List.of(SweepChecks.one(output)), List.of(by));
  }

  /**
   * Returns the derivatives of {@code Σ <output, cotangent>}: several outputs, tensors of any shape
   * among them, in one traversal.
   *
   * @param outputs values recorded on this tape
   * @param cotangents for each output a constant of its kind and shape
   */
  public Gradients gradients(
      List<? extends Value<?>> outputs, List<? extends Value<?>> cotangents) {
    return gradients(outputs, cotangents, List.of());
  }

  private Gradients gradients(
      List<? extends Value<?>> outputs,
      List<? extends Value<?>> cotangents,
      List<? extends Value<?>> by) {
    GradientStore found = ReverseSweep.run(record, memory, outputs, cotangents, by);
    if (!allowsConstant && !by.isEmpty() && found.isZero()) {
      SweepChecks.checkDependence(outputs, by);
    }
    return new Gradients(record, memory, found);
  }

  /**
   * Runs code whose operations on this tape are to become a program, as a program's function is
   * run: it is an error to read a number that is recorded here ({@link Scalar#value}, {@link
   * Tensor#values}, {@link Value#detach} and their like), for what is made of it would stay as it
   * is.
   *
   * @throws AutodiffException if the code reads one
   */
  public <R> R refusingReads(Supplier<R> work) {
    record.reads().beginProgram();
    try {
      return work.get();
    } finally {
      record.reads().endProgram();
    }
  }

  /** Returns the derivative of {@code output} by {@code by}, recorded: differentiable again. */
  public Scalar differentiate(Value<?> output, Scalar by) {
    return differentiate(output, List.of(by)).get(0);
  }

  /** Returns the derivative of {@code output} by {@code by}, recorded: differentiable again. */
  public Tensor differentiate(Value<?> output, Tensor by) {
    return differentiate(output, List.of(by)).get(0);
  }

  /**
   * Returns the derivatives of {@code output} by each of {@code by}, recorded: differentiable
   * again. What {@code output} does not depend on has a constant 0, but it is an error if it
   * depends on none, unless {@link #allowConstant}.
   *
   * @param by variables or intermediate results
   */
  public <V extends Value<?>> List<V> differentiate(Value<?> output, List<V> by) {
    return differentiate(List.of(output), List.of(SweepChecks.one(output)), by);
  }

  /**
   * Returns the derivatives of {@code Σ <output, cotangent>} by the given values, recorded:
   * differentiable again. What does not depend on a value has a constant 0 as its derivative, but
   * it is an error if no output depends on any, unless {@link #allowConstant}.
   *
   * @param outputs values recorded on this tape
   * @param cotangents for each output a value of its kind and shape, recorded or constant
   * @param by variables or intermediate results
   */
  @SuppressWarnings("unchecked") // a derivative is of the kind of what it is by
  public <V extends Value<?>> List<V> differentiate(
      List<? extends Value<?>> outputs, List<? extends Value<?>> cotangents, List<V> by) {
    List<Value<?>> found = RecordedReverseSweep.run(record, outputs, cotangents, by);
    if (!allowsConstant && found.stream().allMatch(Value::isConstant)) {
      SweepChecks.checkDependence(outputs, by);
    }
    return (List<V>) found;
  }

  /** A point of a tape to come back to. */
  public static final class Mark {
    private final TapeRecord.Mark mark;

    private Mark(TapeRecord.Mark mark) {
      this.mark = mark;
    }
  }

  /** Returns the present end of the record, to come back to by {@link #rewind}. */
  public Mark mark() {
    return new Mark(record.mark());
  }

  /**
   * Forgets everything recorded after {@code mark}. Handles recorded after it become stale.
   *
   * @throws TapeException if the mark is another tape's or was itself rewound past, or during a
   *     traversal
   */
  public void rewind(Mark mark) {
    record.rewind(mark.mark);
  }

  /** Returns the number of recorded nodes. */
  public int size() {
    return record.size();
  }

  /**
   * Returns how many bytes the record takes: its arrays with their reserve and, after a traversal,
   * the adjoints. Tensors and what describes them are not counted.
   */
  public long bytes() {
    return record.nodes().bytes() + memory.bytes();
  }

  @Override
  public String toString() {
    return "tape of " + size() + " nodes, " + bytes() + " bytes";
  }

  /** Closes the tape; using a value recorded on it afterwards is an error. */
  @Override
  public void close() {
    record.close();
    memory.clear();
  }
}
