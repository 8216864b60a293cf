package io.autodiff.testkit;

import java.util.stream.Stream;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.ShrinkingDistance;

/** A random graph that jqwik shrinks by {@link ExpressionGraph#simpler}. */
record ShrinkableGraph(ExpressionGraph value) implements Shrinkable<ExpressionGraph> {
  @Override
  public Stream<Shrinkable<ExpressionGraph>> shrink() {
    return value.simpler().map(ShrinkableGraph::new);
  }

  @Override
  public ShrinkingDistance distance() {
    return ShrinkingDistance.of(value.weight());
  }
}
