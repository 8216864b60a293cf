package io.autodiff.transform;

import io.autodiff.Value;
import io.autodiff.tape.CallNode;
import io.autodiff.tape.CallRule;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls a function whose argument and result have any structure as one node of the tape. */
final class StructuredCall<X, Y> implements Function<List<Value<?>>, List<Value<?>>> {
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
      CustomGradient.@Nullable ForwardRule<X, Y> forward,
      X argument) {
    StructuredCall<X, Y> calling = new StructuredCall<>(f, argument);
    CallRule onLeaves = rule == null ? null : calling.new LeafRule(rule, forward);
    List<Value<?>> y = CallNode.of(name, calling, onLeaves, ValueTree.leaves(argument));
    return ValueTree.like(calling.structure(), y);
  }

  @Override
  public List<Value<?>> apply(List<Value<?>> x) {
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

  /** The rules of a caller, which take structures, for their values in order. */
  private final class LeafRule implements CallRule {
    private final CustomGradient.Rule<X, Y> rule;
    private final CustomGradient.@Nullable ForwardRule<X, Y> forward;

    LeafRule(CustomGradient.Rule<X, Y> rule, CustomGradient.@Nullable ForwardRule<X, Y> forward) {
      this.rule = rule;
      this.forward = forward;
    }

    @Override
    public List<Value<?>> pullback(List<Value<?>> x, List<Value<?>> y, List<Value<?>> g) {
      Y like = structure();
      X cotangent =
          rule.cotangent(
              ValueTree.like(argument, x), ValueTree.like(like, y), ValueTree.like(like, g));
      return ValueTree.leaves(cotangent, argument);
    }

    @Override
    public boolean goesForward() {
      return forward != null;
    }

    @Override
    public List<Value<?>> pushforward(List<Value<?>> x, List<Value<?>> y, List<Value<?>> tangents) {
      Y like = structure();
      Y tangent =
          Objects.requireNonNull(forward)
              .tangent(
                  ValueTree.like(argument, x),
                  ValueTree.like(like, y),
                  ValueTree.like(argument, tangents));
      return ValueTree.leaves(tangent, like);
    }
  }
}
