package io.autodiff.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmingEvaluatorTest {

  private static Scalar f(Scalar[] v) {
    return v[0].isGreaterThan(0) ? v[0].mul(v[1]).sin().div(v[0]) : v[1];
  }

  @Test
  void itIsCompiledWhenItHasRunOftenAndNoBitChanges() throws InterruptedException {
    Program p = Program.of(WarmingEvaluatorTest::f, 2, 3);
    WarmingEvaluator e = new WarmingEvaluator(p);
    Replay replay = p.replay();
    for (int i = 0; i < WarmingEvaluator.RUNS; i++) {
      assertFalse(e.isCompiled());
      e.run(1 + i, 2);
    }
    double[] before = e.reverse(1);
    e.join();
    assertArrayEquals(before, e.reverse(1), "what ran last goes back");
    double[] run = e.run(0.7, 0.2);
    assertTrue(e.isCompiled());
    assertArrayEquals(replay.run(0.7, 0.2), run);
    assertArrayEquals(replay.reverse(3), e.reverse(3));
    assertThrows(AutodiffException.class, () -> e.run(-1, 2));
  }

  @Test
  void itCountsComparisonsBeforeAndAfter() throws InterruptedException {
    WarmingEvaluator e = new WarmingEvaluator(Program.of(WarmingEvaluatorTest::f, 2, 3));
    e.guards(Replay.Guards.COUNT);
    for (int i = 0; i < WarmingEvaluator.RUNS; i++) {
      e.run(-1, 2);
      assertEquals(1, e.turned());
    }
    e.join();
    e.run(-1, 2);
    assertTrue(e.isCompiled());
    assertEquals(1, e.turned());
  }

  private static WarmingEvaluator ofTensors() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.ones(3));
      return new WarmingEvaluator(Program.between(List.of(x), List.of(x.square().sum())));
    }
  }

  private static void runOften(WarmingEvaluator e) throws InterruptedException {
    for (int i = 0; i < 2 * WarmingEvaluator.RUNS; i++) {
      assertEquals(3, ((Scalar) e.run(List.of(Tensor.ones(3))).get(0)).value());
    }
    e.join();
    e.run(List.of(Tensor.ones(3)));
  }

  @Test
  void aProgramWithTensorsIsPlanned() throws InterruptedException {
    WarmingEvaluator e = ofTensors();
    runOften(e);
    assertTrue(e.isCompiled());
    assertEquals(
        Tensor.of(2.0, 2, 2).toString(), e.reverse(List.of(Scalar.of(1))).get(0).toString());
  }

  @Test
  void aPlannedProgramThatIsTakenBackIsReplayedFromThenOn() throws InterruptedException {
    WarmingEvaluator e = ofTensors();
    runOften(e);
    e.reverse(List.of(Scalar.of(1)));
    e.run(List.of(Tensor.ones(3)));
    assertFalse(e.isCompiled());
    assertEquals(
        Tensor.of(2.0, 2, 2).toString(), e.reverse(List.of(Scalar.of(1))).get(0).toString());
  }

  @Test
  void aProgramWithTensorsThatIsTakenBackIsReplayed() throws InterruptedException {
    WarmingEvaluator e = ofTensors();
    e.run(List.of(Tensor.ones(3)));
    e.reverse(List.of(Scalar.of(1)));
    runOften(e);
    assertFalse(e.isCompiled());
  }
}
