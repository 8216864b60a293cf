package io.autodiff.sweep;

import io.autodiff.AutodiffException;
import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.TapeException;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.op.Opcode;
import io.autodiff.op.Reshape;
import io.autodiff.op.Structure;
import io.autodiff.tape.NodeDetails;
import io.autodiff.tape.NodeStore;
import io.autodiff.tape.Recording;
import io.autodiff.tape.TapeRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What traversals demand of their arguments and of the record. */
public final class SweepChecks {
  private static final Scalar ONE = Scalar.of(1);

  private SweepChecks() {}

  /** Returns the cotangent 1 of a single output. */
  public static Value<?> one(Value<?> output) {
    if (output.shape().size() != 1) {
      throw new AutodiffException(
          "gradients: the output is not a single number",
          "shape " + output.shape(),
          "a scalar, or a tensor of one element",
          "sum() or mean() makes a scalar; gradients(outputs, cotangents) takes any shape");
    }
    return output instanceof Tensor t ? t.constant(1).reshape(t.shape()) : ONE;
  }

  static void check(
      TapeRecord record, List<? extends Value<?>> outputs, List<? extends Value<?>> cotangents) {
    checkCount("gradients: cotangents", cotangents, "outputs", outputs);
    for (int i = 0; i < outputs.size(); i++) {
      Value<?> output = outputs.get(i);
      Value<?> cotangent = cotangents.get(i);
      checkMember("gradients: output", record, output);
      checkFits("gradients: a cotangent", cotangent, "output", output);
    }
  }

  /**
   * Checks that an output depends on one of the values to differentiate by.
   *
   * @throws AutodiffException if not
   */
  public static void checkDependence(
      List<? extends Value<?>> outputs, List<? extends Value<?>> by) {
    if (!by.isEmpty() && !depend(outputs, by)) {
      throw new AutodiffException(
          "gradients: no output depends on a value to differentiate by",
          outputs.size() + " computed without any of " + by.size(),
          "values that were used to compute an output",
          "allowConstant() makes a tape return 0; numbers that value(), values() or detach() return"
              + " carry no derivative");
    }
  }

  /** Returns whether one of some values depends on one of others. */
  static boolean depend(List<? extends Value<?>> results, List<? extends Value<?>> arguments) {
    @Nullable TapeRecord root = null;
    for (Value<?> argument : arguments) {
      TapeRecord record = argument.record();
      root = record == null ? root : record.root();
    }
    int last = -1;
    for (Value<?> y : results) {
      if (isOn(root, y)) {
        last = Math.max(last, Recording.node(y));
      }
    }
    int first = last + 1;
    int[] sources = new int[arguments.size()];
    for (int k = 0; k < sources.length; k++) {
      sources[k] = isOn(root, arguments.get(k)) ? Recording.node(arguments.get(k)) : last + 1;
      first = Math.min(first, sources[k]);
    }
    if (root == null || first > last) {
      return false;
    }
    boolean[] reached = root.nodes().dependents(first, last + 1, sources);
    for (Value<?> y : results) {
      if (isOn(root, y) && Recording.node(y) >= first && reached[Recording.node(y) - first]) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns whether an operation that passes no derivative on, as a comparison or a stop, was
   * recorded of something that depends on one of some values, which are all on one record.
   */
  static boolean meetFlat(List<? extends Value<?>> values) {
    TapeRecord root = Objects.requireNonNull(values.get(0).record()).root();
    NodeStore nodes = root.nodes();
    int[] sources = values.stream().mapToInt(Recording::node).toArray();
    int first = Arrays.stream(sources).min().orElse(nodes.size());
    boolean[] depends = nodes.dependents(first, nodes.size(), sources);
    for (int i = 0; i < depends.length; i++) {
      if (depends[i] && isFlat(nodes, first + i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFlat(NodeStore nodes, int node) {
    return switch (nodes.code(node)) {
      case Opcode.STOP, Opcode.GUARD -> true;
      case Opcode.VARIABLE, Opcode.ALIAS, Opcode.ELEMENT, Opcode.OUTPUT -> false;
      case Opcode.TENSOR -> OpDerivatives.isFlat(nodes.described(node).op());
      default -> OpDerivatives.isFlat(nodes.operation(node));
    };
  }

  private static boolean isOn(@Nullable TapeRecord root, Value<?> value) {
    TapeRecord record = value.record();
    return record != null && record.root() == root;
  }

  /** Checks that there is one cotangent or tangent for each of what they belong to. */
  public static void checkCount(String what, List<?> given, String owners, List<?> of) {
    if (given.size() != of.size()) {
      throw new AutodiffException(
          what + " do not fit in number",
          given.size() + " for " + of.size() + " " + owners,
          of.size() + ", one for each",
          null);
    }
  }

  /** Checks that a cotangent or tangent has the kind, shape and type of what it belongs to. */
  public static void checkFits(String what, Value<?> given, String owner, Value<?> like) {
    boolean fits =
        given instanceof Tensor g
            ? like instanceof Tensor t && g.shape().equals(t.shape()) && g.dtype() == t.dtype()
            : like instanceof Scalar;
    if (!fits) {
      throw new AutodiffException(
          what + " does not fit its " + owner,
          owner + " " + kind(like) + ", given " + kind(given),
          kind(like),
          null);
    }
  }

  /** Says of what kind a value is. */
  public static String kind(Value<?> value) {
    return switch (value) {
      case Scalar _ -> "a scalar";
      case Tensor t -> "a " + t.dtype() + " tensor of shape " + t.shape();
    };
  }

  /** Checks that a value is recorded on the tape. */
  static void checkMember(String what, TapeRecord record, Value<?> value) {
    TapeRecord own = value.record();
    if (own == null) {
      throw new TapeException(
          what + " is a constant",
          kind(value) + " that no tape recorded",
          "a value computed from this tape's variables",
          null);
    }
    value.liveRecord();
    if (own.root() != record.root()) {
      throw new TapeException(
          what + " belongs to another tape",
          kind(value) + " recorded elsewhere",
          "a value recorded on this tape",
          null);
    }
  }

  /**
   * Checks that a tensor's node and its operands show the parameters that they borrow, directly or
   * under another shape, as they were when they were recorded.
   */
  static void checkCurrent(NodeStore nodes, int node) {
    checkVersion(nodes, node);
    for (int input : nodes.described(node).inputs()) {
      if (input >= 0 && nodes.code(input) == Opcode.TENSOR) {
        checkVersion(nodes, input);
      }
    }
  }

  private static void checkVersion(NodeStore nodes, int at) {
    int origin = at;
    NodeDetails node = nodes.described(at);
    while (node.op() instanceof Reshape || node.op() == Structure.ALIAS) {
      origin = node.inputs()[0];
      node = nodes.described(origin);
    }
    if (node.op() != Structure.PARAMETER) {
      return;
    }
    Parameter parameter = Objects.requireNonNull(node.parameter());
    if (parameter.version() != nodes.version(origin)) {
      throw new TapeException(
          "gradients: parameter " + parameter.name() + " was updated since it was used",
          "version " + parameter.version() + ", recorded with version " + nodes.version(origin),
          "a traversal before the update, or a new recording after it",
          null);
    }
  }
}
