package io.autodiff.nn;

import io.autodiff.AutodiffException;
import io.autodiff.Parameter;
import io.autodiff.Shape;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.program.Program;
import io.autodiff.program.TensorPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Where a network computes its outputs: a tape that is rewound after each batch, so that the next
 * one is computed in the same arrays and only the output is new. After some batches of one shape in
 * a row it has a plan for them, whose outputs are the same to the bit. It belongs to a thread, as
 * its tape does.
 */
final class Inference {
  /** The most numbers that all layers give together for which arrays are kept. */
  private static final long MOST = 1 << 20;

  /** So many batches of one shape in a row are recorded before they are planned. */
  static final int RECORDED = 64;

  private final long owner = Thread.currentThread().threadId();
  private final Tape tape = new Tape();
  private final Tape.Mark start = tape.mark();

  /** The shape of the last batch, or of those that the plan is for. */
  private Shape shape = Shape.SCALAR;

  private int seen;
  private @Nullable TensorPlan plan;

  /** What the plan is given: a batch, parameters and buffers. */
  private final List<Value<?>> given = new ArrayList<>();

  /**
   * Those that no prediction works with: at most one of a thread, and a few in all. Threads that
   * take turns each find their own again.
   */
  static final class Idle {
    static final int MOST = 8;

    private final AtomicReferenceArray<@Nullable Inference> places =
        new AtomicReferenceArray<>(MOST);

    /** Returns one of this thread. */
    Inference take() {
      Inference known = places.getAndSet(place(), null);
      boolean fits = known != null && known.owner == Thread.currentThread().threadId();
      return fits ? known : new Inference();
    }

    /** Takes one back; it takes the place of another thread's that has the same. */
    void giveBack(Inference one) {
      places.set(place(), one);
    }

    private static int place() {
      return (int) (Thread.currentThread().threadId() % MOST);
    }
  }

  /**
   * Returns whether a network's output may be computed here: if no layer of the caller's would meet
   * recorded values, and if the arrays to keep are small.
   *
   * @param numbers how many all layers give together for one example
   */
  static boolean suits(Tensor batch, long numbers) {
    return batch.isConstant() && batch.dim(0) * numbers + batch.size() <= MOST;
  }

  boolean hasPlan() {
    return plan != null;
  }

  /** Returns the output for a batch, a constant. */
  Tensor run(Mlp model, Tensor batch) {
    if (isPlanned(model, batch)) {
      given.set(0, batch);
      return (Tensor) Objects.requireNonNull(plan).run(given).get(0);
    }
    try {
      return model.forward(batch, Pass.evaluation(tape)).detach();
    } finally {
      tape.rewind(start);
    }
  }

  /** Returns whether there is a plan for a batch; makes one where it is time to. */
  private boolean isPlanned(Mlp model, Tensor batch) {
    boolean same = batch.shape().equals(shape);
    if (plan != null) {
      return same;
    }
    seen = same ? seen + 1 : 0;
    shape = batch.shape();
    if (seen < RECORDED || !model.repeats()) {
      return false;
    }
    seen = 0;
    plan = plan(model, batch);
    return plan != null;
  }

  /** Plans outputs for batches of a shape as a function of the batch, parameters and buffers. */
  private @Nullable TensorPlan plan(Mlp model, Tensor batch) {
    List<Parameter> owned = model.owned();
    try (Tape own = new Tape()) {
      Map<Parameter, Tensor> values = new LinkedHashMap<>();
      owned.forEach(p -> values.put(p, own.variable(p.borrow())));
      List<Value<?>> in = new ArrayList<>(values.values());
      Tensor examples = own.variable(batch);
      in.addFirst(examples);
      Tensor output = model.forward(examples, Pass.evaluation(values));
      Program program = Program.between(in, List.of(output)).simplified();
      if (owned.isEmpty()
          || !program.guards().isEmpty()
          || program.size() > TensorPlan.MOST_OPERATIONS) {
        return null;
      }
      given.clear();
      given.add(batch);
      owned.forEach(p -> given.add(p.borrow()));
      return program.plan();
    } catch (AutodiffException e) {
      return null; // it cannot be planned, or recording it says the same
    }
  }
}
