package io.autodiff.sweep;

import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.tape.NodeDetails;
import io.autodiff.tape.Recording;
import io.autodiff.tape.TapeRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes cotangents through the calls that one traversal in reverse meets. Calls without a rule are
 * run again, all on one record that is emptied before each, for a record of its own would cost more
 * than a short piece of code.
 */
final class CallSweep implements AutoCloseable {
  /** Up to this many operands, looking through them is faster than looking in a map. */
  private static final int FEW = 16;

  private final TapeRecord record;
  private final double[] adjoints;
  private final CotangentAccumulator cotangents;
  private final GradientStore found;
  private final int end;
  private final IntPredicate matters;

  /** Where calls are run again, and what traversals of it use again; null before the first. */
  private @Nullable TapeRecord inner;

  private final SweepMemory memory = new SweepMemory();

  /**
   * Begins with a traversal.
   *
   * @param found what the traversal keeps
   * @param end the node before which it begins
   * @param matters whether the derivative by a node is asked for
   */
  CallSweep(
      TapeRecord record,
      double[] adjoints,
      CotangentAccumulator cotangents,
      GradientStore found,
      int end,
      IntPredicate matters) {
    this.record = record;
    this.adjoints = adjoints;
    this.cotangents = cotangents;
    this.found = found;
    this.end = end;
    this.matters = matters;
  }

  /**
   * Takes the cotangents of a call's results, which stay until the call is met, to its operands.
   */
  void pass(int call, NodeDetails node) {
    List<Value<?>> results = node.called().results();
    if (!hasReceived(call + 1, results)) {
      return;
    }
    if (node.called().rule() == null) {
      rerun(call, node);
      remove(call + 1, results);
      return;
    }
    List<Value<?>> g = new ArrayList<>(results.size());
    List<Tensor> idle = new ArrayList<>();
    for (int k = 0; k < results.size(); k++) {
      int output = call + 1 + k;
      Value<?> cotangent = received(output, results.get(k));
      g.add(cotangent == null ? results.get(k).zerosLike() : cotangent);
      if (cotangent instanceof Tensor t && cotangents.isOwned(output) && !found.isNamed(output)) {
        idle.add(t);
      }
    }
    remove(call + 1, results);
    applyRule(node, g);
    if (node.called().hasOwnRule()) {
      idle.forEach(t -> cotangents.giveBack(t, node.inputs()));
    }
  }

  private boolean hasReceived(int first, List<Value<?>> results) {
    for (int k = 0; k < results.size(); k++) {
      if (received(first + k, results.get(k)) != null) {
        return true;
      }
    }
    return false;
  }

  /** Forgets what results have received, which is passed on. */
  private void remove(int first, List<Value<?>> results) {
    for (int k = 0; k < results.size(); k++) {
      if (results.get(k) instanceof Tensor) {
        cotangents.remove(first + k);
      }
    }
  }

  private boolean matters(int node) {
    return node != NodeDetails.CONSTANT && matters.test(node);
  }

  /** Returns the cotangent of a node so far; null if 0. */
  private @Nullable Value<?> received(int node, Value<?> like) {
    if (node >= end) {
      return null;
    }
    if (like instanceof Tensor) {
      return cotangents.at(node);
    }
    return adjoints[node] == 0 ? null : Scalar.of(adjoints[node]);
  }

  /** Adds what a call's rule makes of the cotangents of its results to those of its operands. */
  private void applyRule(NodeDetails node, List<Value<?>> g) {
    int[] in = node.inputs();
    List<Value<?>> terms = CallDerivatives.ruled(node.called(), List.of(node.operands()), g);
    for (int k = 0; k < in.length; k++) {
      if (matters(in[k])) {
        switch (terms.get(k)) {
          case Scalar s -> adjoints[in[k]] += s.number();
          case Tensor t -> cotangents.add(in[k], t.looseOn(record), node.called().hasOwnRule());
        }
      }
    }
  }

  /**
   * Takes cotangents back by running the code again. The traversal of what is run again begins with
   * the cotangents that the operands have received so far, so that every sum is formed in the order
   * in which it would be without the call, to the same bits.
   */
  private void rerun(int call, NodeDetails node) {
    TapeRecord run = emptied();
    Value<?>[] own = arguments(run, node.inputs(), node.operands());
    List<Value<?>> y = node.called().again(Arrays.asList(own));
    for (Value<?> result : y) {
      if (!result.isConstant()) {
        SweepChecks.checkMember("gradients: output", run, result); // none of an earlier run
      }
    }
    ReverseSweep after =
        ReverseSweep.run(run.root(), memory, sweep -> seed(sweep, call + 1, y, node.inputs(), own));
    take(after, node.inputs(), own);
    if (run.isAlone()) { // another record's arrays might be used again
      memory.giveBack(after.found());
    }
  }

  private void seed(
      ReverseSweep sweep, int first, List<Value<?>> y, int[] operands, Value<?>[] own) {
    for (int k = 0; k < y.size(); k++) {
      if (!y.get(k).isConstant()) {
        seed(sweep, y.get(k), first + k);
      }
    }
    for (int k = 0; k < own.length; k++) {
      if (matters(operands[k]) && isFirst(operands, k)) {
        seed(sweep, own[k], operands[k]);
      }
    }
  }

  /** Passes what a node has received on to a value of what was run again. */
  private void seed(ReverseSweep sweep, Value<?> value, int node) {
    if (received(node, value) instanceof Tensor cotangent) {
      sweep.seed(Recording.node(value), cotangent);
    } else if (value instanceof Scalar && node < end) {
      sweep.seed(Recording.node(value), adjoints[node]);
    }
  }

  /** Returns whether an operand is no earlier one once more. */
  private static boolean isFirst(int[] nodes, int operand) {
    for (int k = 0; k < operand; k++) {
      if (nodes[k] == nodes[operand]) {
        return false;
      }
    }
    return true;
  }

  /** Takes over what the operands have received after a traversal of what was run again. */
  private void take(ReverseSweep after, int[] nodes, Value<?>[] own) {
    for (int k = 0; k < nodes.length; k++) {
      if (matters(nodes[k])) {
        int node = Recording.node(own[k]);
        if (own[k] instanceof Scalar) {
          adjoints[nodes[k]] = after.adjoint(node);
        } else {
          Tensor cotangent = after.found().cotangent(node);
          Tensor sum = cotangent == null ? ((Tensor) own[k]).zerosLike() : cotangent;
          cotangents.replace(nodes[k], sum.looseOn(record));
        }
      }
    }
  }

  /** Returns the record to run a call on. */
  private TapeRecord emptied() {
    TapeRecord known = inner;
    if (known != null && known.isAlone() && !known.stopsAtNonFinite()) {
      known.empty();
      return known;
    }
    close();
    TapeRecord fresh = TapeRecord.ofTransform(record.workspace().engine());
    inner = fresh;
    return fresh;
  }

  /** Returns variables for operands: for one that stands twice the same. */
  private static Value<?>[] arguments(TapeRecord run, int[] nodes, Value<?>[] operands) {
    Value<?>[] own = new Value<?>[nodes.length];
    Map<Integer, Value<?>> known = nodes.length > FEW ? new HashMap<>() : Map.of();
    for (int k = 0; k < nodes.length; k++) {
      Value<?> operand = operands[k];
      if (nodes[k] == NodeDetails.CONSTANT) {
        own[k] = run.leaf(operand);
      } else if (nodes.length > FEW) {
        own[k] = known.computeIfAbsent(nodes[k], _ -> run.leaf(operand));
      } else {
        int first = 0;
        while (nodes[first] != nodes[k]) {
          first++;
        }
        own[k] = first < k ? own[first] : run.leaf(operand);
      }
    }
    return own;
  }

  @Override
  public void close() {
    if (inner != null) {
      inner.close();
      memory.clear();
    }
  }
}
