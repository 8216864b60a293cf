package io.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What every derivative of a function does: open a private tape, make the arguments distinguishable
 * on it, run the function, differentiate, and give numbers if nobody outside can still
 * differentiate the result, else recorded values.
 *
 * <p>The private tape joins the first tape whose values the function meets. From then on it is all
 * one record, in which the arguments have nodes of their own, so that derivatives of nested
 * functions cannot be confused.
 */
final class Transform {
  private final Tape scratch = Tape.scratch(Engine.standard());

  private Transform() {}

  /** Runs {@code work} with a transform's private tape. */
  static <R> R run(Function<Transform, R> work) {
    Transform transform = new Transform();
    try {
      return work.apply(transform);
    } finally {
      Tape root = transform.scratch.root();
      root.life.finish();
      if (!root.life.isInUse()) {
        root.close();
      }
    }
  }

  /** Returns a variable of the private tape or, of a recorded argument, a second name. */
  <V extends Value<V>> V argument(V x) {
    if (!x.isConstant()) {
      return x.alias();
    }
    return variable(x);
  }

  @SuppressWarnings("unchecked") // a scalar makes a scalar, a tensor a tensor
  private <V extends Value<V>> V variable(V x) {
    return switch ((Value<?>) x) {
      case Scalar s -> (V) scratch.variable(s.value);
      case Tensor t -> (V) scratch.variable(t);
    };
  }

  Scalar[] arguments(Scalar... x) {
    Scalar[] own = new Scalar[x.length];
    for (int i = 0; i < own.length; i++) {
      own[i] = argument(x[i]);
    }
    return own;
  }

  /**
   * Returns the derivatives of {@code y} by the arguments: constants if this transform is the
   * outermost, else recorded.
   */
  List<Value<?>> derivatives(Value<?> y, List<? extends Value<?>> arguments) {
    Tape tape = y.tape() == null ? null : y.tape().root();
    List<Value<?>> known = new ArrayList<>();
    for (Value<?> argument : arguments) {
      if (tape != null && argument.tape() != null && argument.tape().root() == tape) {
        known.add(argument);
      }
    }
    List<Value<?>> found =
        known.isEmpty() || tape == null
            ? List.of()
            : outermost(tape) ? numbers(tape, y, known) : recorded(tape, y, known);
    List<Value<?>> all = new ArrayList<>();
    int next = 0;
    for (Value<?> argument : arguments) {
      boolean isKnown = next < known.size() && known.get(next) == argument;
      all.add(isKnown ? found.get(next++) : argument.zeros());
    }
    return all;
  }

  /** Returns whether only this transform is at work on the tape. */
  boolean outermost(Tape tape) {
    return scratch.root() == tape && tape.life.isLastOpen();
  }

  private static List<Value<?>> numbers(Tape tape, Value<?> y, List<Value<?>> by) {
    Gradients grads = tape.gradients(y);
    List<Value<?>> found = new ArrayList<>();
    for (Value<?> x : by) {
      found.add(
          switch (x) {
            case Scalar s -> Scalar.of(grads.of(s));
            case Tensor t -> grads.of(t);
          });
    }
    return found;
  }

  private static List<Value<?>> recorded(Tape tape, Value<?> y, List<Value<?>> by) {
    return tape.differentiate(List.of(y), List.of(Sweeps.one(y)), by);
  }

  /** Returns a result: as a constant if this transform is the outermost, else as it is. */
  <V extends Value<V>> V result(V y) {
    Tape tape = y.tape();
    return tape != null && outermost(tape.root()) ? y.detach() : y;
  }
}
