package io.autodiff.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.CustomOp;
import io.autodiff.DType;
import io.autodiff.Engine;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.Workspace;
import io.autodiff.op.ActivationOp;
import io.autodiff.op.Unary;
import io.autodiff.op.UnaryOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** A plan of small arrays is one class, and gives the bits of the tape of its engine. */
class StraightPlanTest {
  private static final double[] SPECIAL = {
    0, -0.0, 1, -1, 1e-30, 40, -800, Double.POSITIVE_INFINITY, Double.NaN
  };

  private static final Unary[] UNITS = {
    UnaryOp.SIGMOID, UnaryOp.TANH, ActivationOp.RELU, ActivationOp.SOFTPLUS
  };

  /** How an engine computes. */
  enum Setting {
    STANDARD,
    NO_NATIVES,
    NO_VECTORS,
    PLAIN;

    Engine engine() {
      Engine all = Engine.standard();
      return switch (this) {
        case STANDARD -> all;
        case NO_NATIVES -> all.withNatives(false);
        case NO_VECTORS -> all.withVector(false);
        case PLAIN -> all.withVector(false).withNatives(false);
      };
    }
  }

  /** What the last layer's numbers become. */
  enum Last {
    SQUARED_ERROR,
    ABSOLUTE_ERROR,
    CROSS_ENTROPY,
    LOGISTIC
  }

  /** A network of fully connected layers. */
  record Network(
      int batch, List<Integer> widths, Unary unit, Last loss, DType dtype, boolean isSpecial) {
    List<Value<?>> inputs(long seed) {
      Random random = new Random(seed);
      List<Value<?>> all = new ArrayList<>();
      all.add(tensor(random, batch, widths.getFirst()));
      all.add(tensor(random, batch, widths.getLast()));
      for (int l = 1; l < widths.size(); l++) {
        all.add(tensor(random, widths.get(l - 1), widths.get(l)));
        all.add(tensor(random, widths.get(l)));
      }
      return all;
    }

    private Tensor tensor(Random random, int... dims) {
      double[] numbers = new double[Shape.of(dims).size()];
      for (int i = 0; i < numbers.length; i++) {
        boolean special = isSpecial && random.nextInt(12) == 0;
        numbers[i] = special ? SPECIAL[random.nextInt(SPECIAL.length)] : random.nextGaussian();
      }
      return Tensor.of(numbers).reshape(dims).to(dtype);
    }

    Scalar loss(List<Tensor> x) {
      Tensor y = x.get(0);
      for (int k = 2; k < x.size(); k += 2) {
        y = y.matmul(x.get(k)).add(x.get(k + 1));
        y = k + 2 < x.size() ? y.apply(unit) : y;
      }
      Tensor target = x.get(1);
      return switch (loss) {
        case SQUARED_ERROR -> y.sub(target).square().mean();
        case ABSOLUTE_ERROR -> y.sub(target).abs().sum();
        case CROSS_ENTROPY -> y.softmaxCrossEntropy(target.softmax(-1)).mean();
        case LOGISTIC -> y.sigmoid().sub(target).square().sum().div(batch);
      };
    }

    /** Returns loss and derivatives as the tape of an engine computes them. */
    List<Value<?>> recorded(Engine engine, List<Value<?>> at) {
      try (Tape tape = new Tape(engine)) {
        List<Tensor> x = at.stream().map(v -> tape.variable((Tensor) v)).toList();
        Scalar y = loss(x);
        List<Value<?>> all = new ArrayList<>();
        all.add(Scalar.of(y.value()));
        tape.differentiate(y, x).forEach(d -> all.add(d.detach()));
        return all;
      }
    }

    TensorPlan plan(Engine engine) {
      try (Tape tape = new Tape(engine)) {
        List<Tensor> x = inputs(1).stream().map(v -> tape.variable((Tensor) v)).toList();
        Scalar y = loss(x);
        List<Value<?>> out = new ArrayList<>(List.of(y));
        out.addAll(tape.differentiate(y, x));
        return Program.between(x, out).simplified().plan(engine);
      }
    }
  }

  @Provide
  Arbitrary<Network> networks() {
    Arbitrary<List<Integer>> widths =
        Arbitraries.integers().between(1, 6).list().ofMinSize(2).ofMaxSize(4);
    return Combinators.combine(
            Arbitraries.integers().between(1, 9),
            widths,
            Arbitraries.of(UNITS),
            Arbitraries.of(Last.class),
            Arbitraries.of(DType.class),
            Arbitraries.of(false, false, true))
        .as(Network::new);
  }

  private static void assertSame(List<Value<?>> expected, List<Value<?>> found) {
    assertEquals(expected.size(), found.size());
    for (int k = 0; k < expected.size(); k++) {
      assertEquals(Program.Type.of(expected.get(k)), Program.Type.of(found.get(k)));
      assertArrayEquals(bits(expected.get(k)), bits(found.get(k)), "result " + k);
    }
  }

  /** Every NaN is one: a sum of two takes the bits of either. */
  private static long[] bits(Value<?> value) {
    double[] numbers =
        value instanceof Scalar s ? new double[] {s.value()} : ((Tensor) value).values();
    long[] bits = new long[numbers.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Double.doubleToLongBits(numbers[i]);
    }
    return bits;
  }

  @Property(seed = "24", tries = 150)
  void smallNetworksHaveTheBitsOfTheTape(
      @ForAll("networks") Network network, @ForAll Setting setting) {
    Engine engine = setting.engine();
    TensorPlan plan = network.plan(engine);
    for (long seed = 2; seed < 5; seed++) {
      List<Value<?>> at = network.inputs(seed);
      List<Value<?>> expected = network.recorded(engine, at);
      assertSame(expected, plan.run(at));
      assertSame(expected, plan.runInPlace(at));
    }
  }

  private static Network small(DType dtype) {
    return new Network(4, List.of(2, 4, 1), UnaryOp.SIGMOID, Last.LOGISTIC, dtype, false);
  }

  @Test
  void aSmallNetworkIsCompiledWholeAndSaysSo() {
    for (DType dtype : DType.values()) {
      for (Setting setting : Setting.values()) {
        String text = small(dtype).plan(setting.engine()).toString();
        assertTrue(text.contains("compiled whole: "), text);
        assertTrue(text.contains("none called"), text);
        assertTrue(text.contains("in Straight$"), text);
      }
    }
  }

  @Test
  void resultsOfARunAreTheCallersAndThoseInPlaceAreNot() {
    Network network = small(DType.FLOAT64);
    TensorPlan plan = network.plan(Engine.standard());
    List<Value<?>> first = plan.run(network.inputs(2));
    List<Value<?>> inPlace = plan.runInPlace(network.inputs(3));
    assertSame(network.recorded(Engine.standard(), network.inputs(3)), inPlace);
    plan.run(network.inputs(4));
    plan.runInPlace(network.inputs(4));
    assertSame(network.recorded(Engine.standard(), network.inputs(2)), first);
    assertSame(network.recorded(Engine.standard(), network.inputs(4)), inPlace);
  }

  @Test
  void aLargeNetworkIsNotWrittenOut() {
    Network large =
        new Network(64, List.of(32, 64, 8), UnaryOp.TANH, Last.SQUARED_ERROR, DType.FLOAT32, false);
    String text = large.plan(Engine.standard()).toString();
    assertFalse(text.contains("compiled whole"), text);
  }

  /** An operation that might keep what it is given. */
  private record Own() implements CustomOp {
    @Override
    public String label() {
      return "own";
    }

    @Override
    public Tensor forward(Workspace w, Tensor... in) {
      return in[0].add(1);
    }

    @Override
    public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
      return g;
    }
  }

  @Test
  void operationsOfTheCallerAreNotCompiledWhole() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.of(1, 2, 3));
      Tensor y = new Own().on(x.square()).sin();
      TensorPlan plan = Program.between(List.of(x), List.of(y)).plan();
      assertFalse(plan.toString().contains("compiled whole"), plan.toString());
      assertSame(List.of(y.detach()), plan.run(List.of(Tensor.of(1, 2, 3))));
    }
  }

  @Test
  void plansOfOneStructureRunOnSeveralThreads() throws Exception {
    Network network = small(DType.FLOAT64);
    Callable<List<List<Value<?>>>> runs =
        () -> {
          TensorPlan plan = network.plan(Engine.standard());
          List<List<Value<?>>> all = new ArrayList<>();
          for (int i = 0; i < 500; i++) {
            all.add(plan.run(network.inputs(i)));
          }
          return all;
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<List<List<Value<?>>>>> found =
          List.of(threads.submit(runs), threads.submit(runs), threads.submit(runs));
      for (int i = 0; i < 500; i++) {
        List<Value<?>> expected = network.recorded(Engine.standard(), network.inputs(i));
        for (Future<List<List<Value<?>>>> one : found) {
          assertSame(expected, one.get().get(i));
        }
      }
    }
  }
}
