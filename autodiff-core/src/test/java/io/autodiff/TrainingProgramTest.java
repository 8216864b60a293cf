package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.program.Program;
import io.autodiff.program.Replay;
import io.autodiff.transform.Checkpoint;
import io.autodiff.transform.Differentiable;
import io.autodiff.transform.ValueTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** One training step of a 2-4-1 network on XOR as a program. */
class TrainingProgramTest {
  private static final Tensor INPUTS = Tensor.of(new double[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}});
  private static final Tensor TARGETS = Tensor.of(new double[][] {{0}, {1}, {1}, {0}});

  private record Weights(Tensor w1, Tensor b1, Tensor w2, Tensor b2) {
    static Weights random(long seed) {
      Random random = new Random(seed);
      return new Weights(
          Tensor.randn(random, 2, 4),
          Tensor.randn(random, 4),
          Tensor.randn(random, 4, 1),
          Tensor.randn(random, 1));
    }
  }

  private static Scalar loss(Weights w) {
    Tensor hidden = INPUTS.matmul(w.w1).add(w.b1).sigmoid();
    return hidden.matmul(w.w2).add(w.b2).sigmoid().sub(TARGETS).square().sum().mul(0.5);
  }

  private static Program program() {
    try (Tape tape = new Tape()) {
      List<Value<?>> variables = new ArrayList<>();
      for (Value<?> leaf : ValueTree.leaves(Weights.random(1))) {
        variables.add(tape.variable((Tensor) leaf));
      }
      Scalar loss = loss(ValueTree.like(Weights.random(1), variables));
      return Program.between(variables, List.of(loss));
    }
  }

  @Test
  void lossReadsLineByLine() {
    assertEquals(
        """
        program(x0: float64 (2, 4), x1: float64 (4), x2: float64 (4, 1), x3: float64 (1))
          c4 = constant              float64 (4, 2)
          v5 = matmul(c4, x0)        float64 (4, 4)
          v6 = add(v5, x1)           float64 (4, 4)
          v7 = sigmoid(v6)           float64 (4, 4)
          v8 = matmul(v7, x2)        float64 (4, 1)
          v9 = add(v8, x3)           float64 (4, 1)
          v10 = sigmoid(v9)          float64 (4, 1)
          c11 = constant             float64 (4, 1)
          v12 = sub(v10, c11)        float64 (4, 1)
          v13 = square(v12)          float64 (4, 1)
          v14 = sum[axes=[0, 1]](v13)    float64 ()
          v15 = element[0](v14)      scalar
          v17 = mul(v15, 0.5)        scalar
          return v17
        """
            .replaceAll(" {3,}", "    "),
        program().toString().replaceAll(" {3,}", "    "));
  }

  @Test
  void gradientProgramTrainsToTheSameWeightsAsRecording() {
    Replay step = program().gradient().replay();
    Weights replayed = Weights.random(2);
    Weights recorded = Weights.random(2);
    Differentiable<Weights, Scalar> loss = Differentiable.of(TrainingProgramTest::loss);
    for (int i = 0; i < 50; i++) {
      replayed = moved(replayed, step.run(ValueTree.leaves(replayed)));
      recorded = moved(recorded, ValueTree.leaves(loss.gradient(recorded)));
    }
    assertArrayEquals(ValueTree.numbers(recorded), ValueTree.numbers(replayed), 1e-12);
  }

  private static Weights moved(Weights w, List<? extends Value<?>> gradient) {
    List<Value<?>> next = new ArrayList<>();
    List<Value<?>> leaves = ValueTree.leaves(w);
    for (int k = 0; k < leaves.size(); k++) {
      next.add(((Tensor) leaves.get(k)).sub(((Tensor) gradient.get(k)).mul(0.5)));
    }
    return ValueTree.like(w, next);
  }

  @Test
  void programsAndCheckpointsAreUsedByManyThreadsAtOnce() throws Exception {
    Program program = program().valueAndGradient();
    Differentiable<Weights, Scalar> loss = Differentiable.of(TrainingProgramTest::loss);
    UnaryOperator<Weights> same =
        Checkpoint.repeat(9, w -> new Weights(w.w1.mul(1.5), w.b1.sub(1), w.w2.div(3), w.b2.neg()));
    Differentiable<Weights, Scalar> through = Differentiable.of(w -> loss(same.apply(w)));
    double[] expected = ValueTree.numbers(through.gradient(Weights.random(3)));
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      Weights w = Weights.random(i);
      tasks.add(
          () -> {
            List<Value<?>> all = program.replay().run(ValueTree.leaves(w));
            double[] direct = ValueTree.numbers(loss.gradient(w));
            assertArrayEquals(direct, ValueTree.numbers(all.subList(1, all.size())), 1e-12);
            Weights again = through.gradient(Weights.random(3));
            assertArrayEquals(expected, ValueTree.numbers(again));
            return true;
          });
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      for (Future<Boolean> done : pool.invokeAll(tasks)) {
        assertEquals(true, done.get());
      }
    }
  }
}
