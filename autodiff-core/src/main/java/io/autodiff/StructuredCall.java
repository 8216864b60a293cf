package io.autodiff;

import io.autodiff.tape.CallNode;
import io.autodiff.tape.CallRule;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls a function whose argument and result have any structure as one node of the tape. */
final class StructuredCall<X, Y> {
  private final Function<? super X, ? extends Y> f;
  private final X argument;
  private @Nullable Y result;

  private StructuredCall(Function<? super X, ? extends Y> f, X argument) {
    this.f = f;
    this.argument = argument;
  }

  static <X, Y> Y call(
      String name,
      Function<? super X, ? extends Y> f,
      CustomGradient.@Nullable Rule<X, Y> rule,
      X argument) {
    StructuredCall<X, Y> calling = new StructuredCall<>(f, argument);
    CallRule onLeaves = rule == null ? null : (x, y, g) -> calling.rule(rule, x, y, g);
    List<Value<?>> y = CallNode.of(name, calling::run, onLeaves, ValueTree.leaves(argument));
    return ValueTree.like(calling.structure(), y);
  }

  private List<Value<?>> run(List<Value<?>> x) {
    Y y = f.apply(ValueTree.like(argument, x));
    if (result == null) { // later runs are recorded, and what they record is not to be held
      result = y;
    }
    return ValueTree.leaves(y);
  }

  private Y structure() {
    if (result == null) {
      throw new IllegalStateException("not run");
    }
    return result;
  }

  private List<Value<?>> rule(
      CustomGradient.Rule<X, Y> rule, List<Value<?>> x, List<Value<?>> y, List<Value<?>> g) {
    Y like = structure();
    return ValueTree.leaves(
        rule.cotangent(
            ValueTree.like(argument, x), ValueTree.like(like, y), ValueTree.like(like, g)),
        argument);
  }
}
