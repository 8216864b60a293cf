package io.autodiff.mutation;

import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.op.OpSamples;
import io.autodiff.op.Samples;
import io.autodiff.op.SpecialPoint;
import io.autodiff.op.TensorSample;
import io.autodiff.op.TensorSamples;
import io.autodiff.tape.Recording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * An operation at a point that tests know by a table or a series: a zero, a tie, an infinity, whole
 * numbers. There a checker that takes differences has nothing to say, or random points never go.
 *
 * @param order up to which order the tests know derivatives there, 1 or 2
 */
record SpecialProbe(
    String name, Function<List<Value<?>>, List<Value<?>>> f, List<Value<?>> point, int order) {

  /** By how much a derivative differs that those tests tell apart, relative to it. */
  static final double VISIBLE = 1e-6;

  private static final double FLOOR = 1e-12;

  Fingerprint fingerprint() {
    return Fingerprint.of(f, point, order, 0);
  }

  /** Returns whether tests see that derivatives are not what they were. */
  static boolean differs(Fingerprint one, Fingerprint other) {
    return one.distance(other, FLOOR) > VISIBLE;
  }

  /** Returns every operation at every such point. */
  static List<SpecialProbe> all() {
    List<SpecialProbe> all = new ArrayList<>();
    for (Samples.Case c : OpSamples.elementwise()) {
      Function<List<Value<?>>, List<Value<?>>> f =
          x -> List.of(Probe.apply(c.op(), x.toArray(Scalar[]::new)));
      c.samples().specials().forEach(s -> all.add(of(c, f, s.operands(), 1)));
      OpSamples.specialPoints(c.op()).forEach(at -> all.add(of(c, f, at, 2)));
    }
    for (TensorSample sample : TensorSamples.all()) {
      if (sample.derivatives() != null) {
        List<Value<?>> at = List.copyOf(sample.operands());
        all.add(
            new SpecialProbe(
                sample.toString(),
                x -> List.of(Recording.apply(sample.op(), x.toArray(Tensor[]::new))),
                at,
                1));
      }
    }
    for (SpecialPoint p : SpecialPoint.all()) {
      List<Value<?>> at = List.copyOf(p.operands());
      all.add(
          new SpecialProbe(
              p.toString(),
              x -> List.of(p.f().apply(x.toArray(Tensor[]::new))),
              at,
              Math.min(2, p.order())));
    }
    return all;
  }

  private static SpecialProbe of(
      Samples.Case c, Function<List<Value<?>>, List<Value<?>>> f, double[] at, int order) {
    return new SpecialProbe(
        c + " at " + Arrays.toString(at), f, List.copyOf(List.of(Scalar.of(at))), order);
  }
}
