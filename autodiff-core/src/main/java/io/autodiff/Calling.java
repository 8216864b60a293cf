package io.autodiff;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls a function whose argument and result have any structure as one node of the tape. */
final class Calling<X, Y> {
  private final Function<? super X, ? extends Y> f;
  private final X argument;
  private @Nullable Y result;

  private Calling(Function<? super X, ? extends Y> f, X argument) {
    this.f = f;
    this.argument = argument;
  }

  static <X, Y> Y call(
      String name,
      Function<? super X, ? extends Y> f,
      CustomGradient.@Nullable Rule<X, Y> rule,
      X argument) {
    Calling<X, Y> calling = new Calling<>(f, argument);
    Call.Rule onLeaves = rule == null ? null : (x, y, g) -> calling.rule(rule, x, y, g);
    List<Value<?>> y = Call.of(name, calling::run, onLeaves, Tree.leaves(argument));
    return Tree.like(calling.structure(), y);
  }

  private List<Value<?>> run(List<Value<?>> x) {
    Y y = f.apply(Tree.like(argument, x));
    if (result == null) { // later runs are recorded, and what they record is not to be held
      result = y;
    }
    return Tree.leaves(y);
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
    return Tree.leaves(
        rule.cotangent(Tree.like(argument, x), Tree.like(like, y), Tree.like(like, g)));
  }
}
