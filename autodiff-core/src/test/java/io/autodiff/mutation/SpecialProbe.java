package io.autodiff.mutation;

import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.op.OpSamples;
import io.autodiff.op.Samples;
import io.autodiff.op.SpecialPoint;
import io.autodiff.op.TensorSample;
import io.autodiff.op.TensorSamples;
import io.autodiff.tape.NodeStore;
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
      if (!c.samples().specials().isEmpty()) {
        all.add(ofTensors(c));
      }
    }
    for (TensorSample sample : TensorSamples.all()) {
      if (sample.derivatives() != null) {
        all.add(of(sample));
      }
    }
    TensorSamples.all().stream()
        .filter(s -> s.operands().stream().anyMatch(t -> t.size() == 0))
        .forEach(s -> all.add(of(s)));
    for (SpecialPoint p : SpecialPoint.all()) {
      List<Value<?>> at = List.copyOf(p.operands());
      all.add(
          new SpecialProbe(
              p.toString(),
              x -> List.of(p.f().apply(x.toArray(Tensor[]::new))),
              at,
              Math.min(2, p.order())));
    }
    all.addAll(structures());
    return all;
  }

  private static SpecialProbe of(TensorSample sample) {
    return new SpecialProbe(
        sample.toString(),
        x -> List.of(Recording.apply(sample.op(), x.toArray(Tensor[]::new))),
        List.copyOf(sample.operands()),
        1);
  }

  /** Returns what no operation alone has: what is held constant, a pole times 0, a long record. */
  private static List<SpecialProbe> structures() {
    List<Value<?>> two = List.of(Scalar.of(0.7), Scalar.of(1.3));
    List<Value<?>> tensor = List.of(Tensor.of(0.3, 0.8));
    return List.of(
        new SpecialProbe("a pole times 0", x -> List.of(((Scalar) x.get(0)).mul(0).sqrt()), two, 1),
        new SpecialProbe(
            "a scalar held constant",
            x -> List.of(((Scalar) x.get(0)).stopGradient().mul((Scalar) x.get(1))),
            two,
            2),
        new SpecialProbe(
            "a tensor held constant",
            x -> {
              Tensor t = (Tensor) x.get(0);
              Tensor held = t.exp().stopGradient();
              return List.of(held.mul(t), Recording.element(held, 1).mul(Recording.element(t, 0)));
            },
            tensor,
            2),
        new SpecialProbe("a record of two chunks", SpecialProbe::acrossChunks, two, 1));
  }

  /** Applies operations to operands of an earlier chunk of a record. */
  private static List<Value<?>> acrossChunks(List<Value<?>> x) {
    Scalar a = ((Scalar) x.get(0)).mul(1.5);
    Scalar b = ((Scalar) x.get(1)).mul(1.5);
    Scalar far = a;
    for (int i = 0; i < NodeStore.CHUNK; i++) {
      far = far.neg();
    }
    return List.of(far.add(a.square()).add(a.mul(b)).add(a.div(b)).add(a.sqrt()).add(a.sin()));
  }

  /** Returns an operation on tensors of all operands of its table. */
  private static SpecialProbe ofTensors(Samples.Case c) {
    List<double[]> points = c.samples().specials().stream().map(Samples.Special::operands).toList();
    Probe probe = Probe.ofLoops(c.op(), points, false, false);
    return new SpecialProbe(c + " on tensors", probe.f(), List.of(probe.point()), 1);
  }

  private static SpecialProbe of(
      Samples.Case c, Function<List<Value<?>>, List<Value<?>>> f, double[] at, int order) {
    return new SpecialProbe(
        c + " at " + Arrays.toString(at), f, List.copyOf(List.of(Scalar.of(at))), order);
  }
}
