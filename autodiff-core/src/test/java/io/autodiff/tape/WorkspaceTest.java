package io.autodiff.tape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.DType;
import io.autodiff.Gradients;
import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.TapeException;
import io.autodiff.Tensor;
import io.autodiff.batch.Pointwise;
import io.autodiff.op.Binary;
import io.autodiff.op.BinaryOp;
import io.autodiff.op.ComparisonOp;
import io.autodiff.op.Cube;
import io.autodiff.op.TensorSample;
import io.autodiff.op.TensorSamples;
import io.autodiff.op.UnaryOp;
import io.autodiff.transform.CustomGradient;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The arrays that a rewound tape reuses, and those that it must not reuse. */
class WorkspaceTest {
  /** A number of elements for which the pool looks for an array that is in a cache. */
  private static final int LONG = 600;

  private static final Pointwise HALF =
      Pointwise.of(2, v -> new Scalar[] {v[0].sin().add(v[1].mul(v[0])).mul(0.5)});

  private final Random random = new Random(31);

  private Tensor draw(int... dims) {
    return Tensor.randn(random, dims);
  }

  /** One step of a small network: the loss is a scalar. */
  private static Scalar step(Tensor x, Tensor w, Tensor b) {
    Tensor h = x.matmul(w).add(b).tanh();
    return h.reshape(h.size()).softmax(0).mul(h.reshape(h.size())).sum().add(h.logSumExp());
  }

  @Test
  void rewoundTapeUsesItsArraysAgain() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(draw(20));
      Tape.Mark start = tape.mark();
      Object first = x.exp().array();
      tape.rewind(start);
      assertSame(first, x.exp().array());
      assertNotSame(first, x.exp().array());
      tape.rewind(start);
      assertNotSame(first, x.sum(new int[] {0}, true).array(), "another length");
    }
  }

  @Test
  void rewoundTapeUsesTheArraysOfPointwiseResultsAgain() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(draw(LONG));
      Tape.Mark start = tape.mark();
      Tensor first = HALF.apply(x, x.exp())[0];
      Object array = first.array();
      Tensor owned = first.detach();
      double[] before = owned.values();
      tape.rewind(start);
      Tensor second = HALF.apply(x, x.sin())[0];
      assertSame(array, second.array());
      assertArrayEquals(before, owned.values());
    }
  }

  @Test
  void tapeThatWasNotMarkedHoldsNoArrays() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(draw(20));
      Object first = x.exp().array();
      Tape.Mark later = tape.mark();
      Object second = x.exp().array();
      tape.rewind(later);
      assertSame(second, x.exp().array());
      assertNotSame(first, second);
    }
  }

  @Test
  void stepsOfOneTapeEqualThoseOfFreshTapes() {
    List<Tensor> inputs = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      inputs.add(draw(i == 3 ? 2 : 5, 4)); // one batch is short
    }
    Tensor w0 = draw(4, 3);
    Tensor b0 = draw(3);
    try (Tape tape = new Tape()) {
      Tensor w = tape.variable(w0);
      Tensor b = tape.variable(b0);
      Tape.Mark start = tape.mark();
      for (Tensor x : inputs) {
        Scalar loss = step(x, w, b);
        Gradients grads = tape.gradients(loss);
        try (Tape fresh = new Tape()) {
          Tensor fw = fresh.variable(w0);
          Tensor fb = fresh.variable(b0);
          Gradients expected = fresh.gradients(step(x, fw, fb));
          assertArrayEquals(expected.of(fw).values(), grads.of(w).values());
          assertArrayEquals(expected.of(fb).values(), grads.of(b).values());
        }
        tape.rewind(start);
      }
    }
  }

  @Test
  void gradientsOutliveLaterStepsAndTheTape() {
    List<Tensor> kept = new ArrayList<>();
    List<double[]> expected = new ArrayList<>();
    try (Tape tape = new Tape()) {
      Tensor w = tape.variable(draw(4, 3));
      Tensor b = tape.variable(draw(3));
      Tape.Mark start = tape.mark();
      for (int i = 0; i < 5; i++) {
        Gradients grads = tape.gradients(step(draw(5, 4), w, b));
        Tensor again = tape.gradients(step(draw(5, 4), w, b)).of(w);
        for (Tensor t : List.of(grads.of(w), grads.of(b), again)) {
          kept.add(t);
          expected.add(t.values());
        }
        tape.rewind(start);
      }
    }
    for (int i = 0; i < kept.size(); i++) {
      assertArrayEquals(expected.get(i), kept.get(i).values());
    }
  }

  @Test
  void gradientsThatShareAnArrayOutliveLaterSteps() {
    Parameter p = new Parameter("p", draw(6));
    try (Tape tape = new Tape()) {
      Tensor a = tape.variable(draw(2, 3));
      Tensor b = tape.variable(draw(3, 2));
      Tape.Mark start = tape.mark();
      Tensor sum = a.reshape(6).add(b.reshape(6)).add(tape.use(p));
      Gradients grads = tape.gradients(sum.square().sum());
      double[] expected = sum.mul(2).values();
      for (int i = 0; i < 3; i++) {
        tape.rewind(start);
        tape.gradients(a.exp().sum().add(b.exp().reshape(6).square().sum()));
      }
      assertArrayEquals(expected, grads.of(a).values());
      assertArrayEquals(expected, grads.of(b).values());
      assertArrayEquals(expected, grads.of(p).values());
    }
  }

  @Test
  void derivativesByNamedIntermediateResultsOutliveLaterSteps() {
    try (Tape tape = new Tape()) {
      Tensor a = tape.variable(draw(7));
      Tape.Mark start = tape.mark();
      Tensor h = a.exp();
      Tensor dh = tape.gradients(h.square().sum(), h).of(h);
      double[] expected = dh.values();
      Tensor recorded = tape.differentiate(h.square().sum(), h).detach();
      for (int i = 0; i < 3; i++) {
        tape.rewind(start);
        tape.gradients(a.sin().cos().sum());
      }
      assertArrayEquals(expected, dh.values());
      assertArrayEquals(expected, recorded.values());
    }
  }

  @Test
  void cotangentsGivenByTheUserAreTheUsers() {
    try (Tape tape = new Tape()) {
      Tensor a = tape.variable(draw(7));
      Tape.Mark start = tape.mark();
      Tensor seed = draw(7);
      double[] expected = seed.values();
      Tensor y = a.add(1).reshape(7);
      Tensor da = tape.gradients(List.of(y, y), List.of(seed, seed)).of(a);
      assertArrayEquals(expected, seed.values());
      Tensor recordedSeed = a.exp();
      double[] other = recordedSeed.values();
      Tensor db = tape.gradients(List.of(y), List.of(recordedSeed)).of(a);
      tape.rewind(start);
      tape.gradients(a.sin().cos().sum());
      assertArrayEquals(expected, seed.values());
      assertArrayEquals(seed.mul(2).values(), da.values());
      assertArrayEquals(other, db.values());
    }
  }

  @Test
  void detachedNumbersAndFrozenProgramsOutliveLaterSteps() {
    try (Tape tape = new Tape()) {
      Tensor a = tape.variable(draw(7));
      Tape.Mark start = tape.mark();
      Tensor y = a.exp();
      double[] values = y.values();
      Tensor constant = y.detach();
      Tensor sum = constant.add(1);
      double[] expected = sum.values();
      tape.rewind(start);
      a.sin();
      a.cos();
      assertArrayEquals(values, constant.values());
      assertArrayEquals(expected, sum.values());
    }
  }

  @Test
  void valuesBeforeTheMarkOutliveTheRewind() {
    try (Tape tape = new Tape()) {
      Tape.Mark empty = tape.mark();
      Tensor a = tape.variable(draw(7));
      Tensor before = a.exp();
      double[] expected = before.values();
      Tape.Mark start = tape.mark();
      for (int i = 0; i < 3; i++) {
        Tensor shared = before.reshape(1, 7);
        tape.gradients(shared.sin().sum());
        tape.rewind(start);
      }
      assertArrayEquals(expected, before.values());
      assertArrayEquals(expected, tape.gradients(before.sum()).of(a).values());
      tape.rewind(empty);
      assertEquals(0, tape.size());
    }
  }

  @Test
  void staleHandlesAreRefusedBeforeTheyShowOtherNumbers() {
    try (Tape tape = new Tape()) {
      Tensor a = tape.variable(draw(2));
      Tape.Mark start = tape.mark();
      Tensor y = a.exp();
      tape.rewind(start);
      a.sin();
      assertThrows(TapeException.class, y::array);
      assertThrows(TapeException.class, y::values);
      assertThrows(TapeException.class, y::floats);
      assertThrows(TapeException.class, () -> y.at(0));
      assertThrows(TapeException.class, () -> y.element(0));
      assertThrows(TapeException.class, y::detach);
      assertEquals("Tensor(2) float64 of a tape that was rewound or closed", y.toString());
    }
  }

  @Test
  void releasedGradientsGiveTheirArraysBack() {
    try (Tape tape = new Tape()) {
      Tensor a = tape.variable(draw(9));
      Tape.Mark start = tape.mark();
      Gradients first = tape.gradients(a.exp().sum());
      Object array = first.of(a).array();
      tape.rewind(start);
      Gradients second = tape.gradients(a.exp().sum());
      assertNotSame(array, second.of(a).array());
      first.release();
      first.release();
      second.release();
      tape.rewind(start);
      Gradients third = tape.gradients(a.exp().sum());
      Object reused = third.of(a).array();
      assertArrayEquals(a.exp().values(), third.of(a).values());
      third.release();
      tape.rewind(start);
      assertSame(reused, tape.gradients(a.exp().sum()).of(a).array());
      var e = assertThrows(TapeException.class, () -> first.of(a));
      assertEquals(
          """
          gradients: used after they were released
            given     derivatives whose arrays the tape uses again
            expected  release() after the last use\
          """,
          e.getMessage());
    }
  }

  @Test
  void everyOperationWritesAllOfItsResult() {
    for (int length : new int[] {1, 8, 70}) {
      try (Tape tape = new Tape()) {
        Tensor x = tape.variable(Tensor.uniform(random, 0.1, 0.9, length));
        Tensor y = tape.variable(Tensor.uniform(random, 0.1, 0.9, length));
        Tape.Mark start = tape.mark();
        for (UnaryOp op : UnaryOp.values()) {
          Tensor z = x.apply(op);
          assertArrayEquals(x.detach().apply(op).values(), z.values(), op.label());
          tape.gradients(z.sum());
          tape.rewind(start);
        }
        List<Binary> binary = new ArrayList<>(List.of(BinaryOp.values()));
        binary.addAll(List.of(ComparisonOp.values()));
        for (Binary op : binary) {
          Tensor z = x.apply(op, y);
          assertArrayEquals(x.detach().apply(op, y.detach()).values(), z.values(), op.label());
          tape.gradients(z.sum());
          tape.rewind(start);
        }
      }
    }
  }

  @Test
  void everyOperationOnTensorsWritesAllOfItsResult() {
    try (Tape tape = new Tape()) {
      Tape.Mark start = tape.mark();
      for (int round = 0; round < 2; round++) {
        for (TensorSample sample : TensorSamples.all()) {
          Tensor[] in = sample.inputs();
          Tensor[] v = new Tensor[in.length];
          for (int i = 0; i < in.length; i++) {
            v[i] = tape.variable(in[i]);
          }
          Tensor y = Recording.apply(sample.op(), v);
          Tensor expected = Recording.apply(sample.op(), in);
          assertArrayEquals(expected.values(), y.values(), sample.toString());
          Gradients grads = tape.gradients(y.sum());
          for (int i = 0; i < in.length; i++) {
            double[] first = grads.of(v[i]).values();
            poison(tape, y.size());
            assertArrayEquals(first, tape.gradients(y.sum()).of(v[i]).values(), sample.toString());
          }
          poison(tape, y.size());
          tape.rewind(start);
        }
      }
    }
  }

  @Test
  void traversalWritesOverReleasedDerivativesOnly() {
    Parameter p = new Parameter("p", draw(3));
    try (Tape tape = new Tape()) {
      tape.mark();
      Scalar s = tape.variable(2);
      Tensor x = tape.variable(draw(3));
      Tensor y = x.mul(tape.use(p)).mul(s.toTensor(DType.FLOAT64));
      Scalar loss = y.square().sum();
      Gradients all = tape.gradients(loss);
      Gradients held = tape.gradients(loss.mul(2));
      double[] ofX = held.of(x).values();
      double[] ofP = held.of(p).values();
      all.release();
      Gradients named = tape.gradients(loss, y);
      all.release();
      assertThrows(TapeException.class, () -> all.of(s));
      assertThrows(TapeException.class, () -> named.of(x), "not left from the traversal before");
      assertThrows(TapeException.class, () -> named.of(s));
      named.release();
      Gradients other = tape.gradients(x.sum());
      assertArrayEquals(new double[] {1, 1, 1}, other.of(x).values());
      assertArrayEquals(new double[3], other.of(p).values(), "nothing left");
      assertEquals(0, other.of(s));
      assertArrayEquals(new double[3], other.of(y).values(), "not dropped this time");
      assertArrayEquals(ofX, held.of(x).values());
      assertArrayEquals(ofP, held.of(p).values());
    }
  }

  @Test
  void arrayThatIsGivenBackIsHandedOutNextUntilTheRewind() {
    ArrayPool pool = new ArrayPool();
    Object first = pool.take(DType.FLOAT64, LONG);
    ArrayPool.Position later = pool.position();
    Object second = pool.take(DType.FLOAT64, LONG);
    pool.giveBack(second);
    assertNotSame(second, pool.take(DType.FLOAT32, LONG), "another type");
    assertNotSame(second, pool.take(DType.FLOAT64, LONG + 1), "another length");
    assertSame(second, pool.take(DType.FLOAT64, LONG));
    assertNotSame(second, pool.take(DType.FLOAT64, LONG), "in use");
    pool.giveBack(second);
    pool.rewind(later);
    assertSame(second, pool.take(DType.FLOAT64, LONG), "in its turn");
    assertNotSame(second, pool.take(DType.FLOAT64, LONG), "not idle any more");
    assertNotSame(first, pool.take(DType.FLOAT64, LONG));
  }

  @Test
  void longTraversalComputesInFewArrays() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(draw(LONG));
      TapeWorkspace workspace = x.workspace();
      int before = workspace.mark().array();
      int[] taken = {0};
      Function<Tensor, Tensor> watched =
          CustomGradient.of(
              t -> t,
              (_, _, g) -> {
                taken[0] = workspace.mark().array() - before;
                return g;
              });
      Tensor y = watched.apply(x.sin());
      for (int i = 0; i < 30; i++) {
        y = i % 2 == 0 ? y.sin().cumSum(0) : HALF.apply(y, y)[0].reshape(2, LONG / 2).flatten();
      }
      int recorded = workspace.mark().array() - before;
      tape.gradients(y.sum());
      assertTrue(taken[0] - recorded < 8, taken[0] - recorded + " arrays");
    }
  }

  @Test
  void longTraversalsAddUpWhatTheyDoInArraysOfTheirOwn() {
    Tensor a0 = draw(LONG);
    Tensor b0 = draw(LONG);
    try (Tape tape = new Tape();
        Tape plain = new Tape()) {
      Tape.Mark start = tape.mark();
      for (int round = 0; round < 3; round++) {
        Tensor a = tape.variable(a0);
        Tensor b = tape.variable(b0);
        List<Tensor> values = tangle(a, b);
        Tensor fa = plain.variable(a0);
        Tensor fb = plain.variable(b0);
        List<Tensor> same = tangle(fa, fb);
        Scalar loss = last(values).square().sum();
        Scalar sameLoss = last(same).square().sum();
        Gradients all = tape.gradients(loss);
        Gradients expected = plain.gradients(sameLoss);
        Tensor[] named = values.toArray(Tensor[]::new);
        Gradients each = tape.gradients(loss, named);
        Gradients eachExpected = plain.gradients(sameLoss, same.toArray(Tensor[]::new));
        poison(tape, LONG);
        assertArrayEquals(expected.of(fa).values(), all.of(a).values());
        assertArrayEquals(expected.of(fb).values(), all.of(b).values());
        for (int k = 0; k < named.length; k++) {
          assertArrayEquals(
              eachExpected.of(same.get(k)).values(), each.of(named[k]).values(), "value " + k);
        }
        tape.rewind(start);
      }
    }
  }

  /** Returns values whose cotangents are passed on, shared, viewed, summed, or kept by a rule. */
  private static List<Tensor> tangle(Tensor a, Tensor b) {
    Function<Tensor, Tensor> twice = CustomGradient.of(t -> t.mul(2), new Holding());
    List<Tensor> all = new ArrayList<>();
    all.add(twice.apply(a.sin()).add(b));
    all.add(last(all).add(last(all)).sub(a));
    all.add(last(all).reshape(2, LONG / 2).mul(b.reshape(2, LONG / 2)));
    all.add(last(all).transpose().reshape(LONG));
    all.add(HALF.apply(last(all), a)[0].add(HALF.apply(b, b)[0]));
    all.add(twice.apply(last(all)).pad(0, 1, -1, 0.5));
    all.add(new Cube().on(last(all).tanh()).add(last(all)));
    all.add(Tensor.concat(0, last(all).exp(), last(all).sin()).softmax(0).slice(0, 3, LONG + 3));
    all.add(last(all).broadcastTo(3, LONG).add(b).sum(0).add(all.get(2).reshape(LONG)));
    return all;
  }

  /** Keeps its cotangents until its next call in the traversal, and checks that they are intact. */
  private static final class Holding implements CustomGradient.Rule<Tensor, Tensor> {
    private final List<Tensor> held = new ArrayList<>();
    private final List<double[]> numbers = new ArrayList<>();

    @Override
    public Tensor cotangent(Tensor x, Tensor y, Tensor g) {
      Tensor twice = g.mul(2);
      for (int i = 0; i < held.size(); i++) {
        assertArrayEquals(numbers.get(i), held.get(i).values());
      }
      if (held.isEmpty()) {
        held.addAll(List.of(g, twice));
        held.forEach(t -> numbers.add(t.values()));
      } else {
        held.clear();
        numbers.clear();
      }
      return twice;
    }
  }

  private static Tensor last(List<Tensor> values) {
    return values.get(values.size() - 1);
  }

  /** Fills the arrays that the next operations get with NaN. */
  private static void poison(Tape tape, int length) {
    Tape.Mark here = tape.mark();
    Tensor nan = tape.variable(Tensor.full(Double.NaN, length));
    for (int i = 0; i < 10; i++) {
      nan.exp();
    }
    tape.rewind(here);
  }
}
