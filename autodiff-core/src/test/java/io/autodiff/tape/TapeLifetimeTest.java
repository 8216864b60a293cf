package io.autodiff.tape;

import static io.autodiff.Cotangents.scale;
import static io.autodiff.fixture.Messages.assertTapeError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Autodiff;
import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.TapeException;
import io.autodiff.Tensor;
import io.autodiff.transform.CustomGradient;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The lifetime of handles: marks, rewinds, closing, threads. */
class TapeLifetimeTest {

  private static final String REWOUND =
      """
      value used after its tape was rewound past it
        given     node 2; tape opened at @
        expected  a value recorded before the mark, or after the rewind
        hint      detach() before rewinding keeps the numbers\
      """;

  private static final String CLOSED =
      """
      value used after its tape was closed
        given     tape opened at @
        expected  a value of an open tape
        hint      value(), values() and detach() before closing keep the numbers\
      """;

  @Test
  void rewindForgetsWhatCameAfterTheMark() {
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(2);
      Tape.Mark mark = tape.mark();
      for (int step = 0; step < 3; step++) {
        Scalar y = x.square().add(step);
        assertEquals(4, tape.gradients(y).of(x));
        assertEquals(3, tape.size());
        tape.rewind(mark);
        assertEquals(1, tape.size());
      }
    }
  }

  @Test
  void staleHandleSaysSoWhereverItIsUsed() {
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(2);
      Tensor w = tape.variable(Tensor.of(1, 2));
      Tape.Mark mark = tape.mark();
      Scalar stale = x.square();
      Tensor staleTensor = w.square();
      tape.rewind(mark);
      Scalar fresh = x.exp();
      assertTapeError(REWOUND, stale::sin);
      assertTapeError(REWOUND, () -> stale.mul(fresh));
      assertTapeError(REWOUND, () -> fresh.mul(stale));
      assertTapeError(REWOUND, () -> stale.mul(2));
      assertTapeError(REWOUND, () -> stale.mul(Scalar.of(2)));
      assertTapeError(REWOUND, () -> Scalar.of(2).mul(stale));
      assertTapeError(REWOUND, () -> stale.where(x, x));
      assertTapeError(REWOUND, () -> Tensor.stack(x, stale));
      assertTapeError(REWOUND, () -> tape.gradients(stale));
      assertTapeError(REWOUND, () -> tape.gradients(fresh, stale));
      assertTapeError(REWOUND, () -> tape.differentiate(fresh, stale));
      assertThrows(TapeException.class, staleTensor::values);
      assertThrows(TapeException.class, staleTensor::exp);
      assertThrows(TapeException.class, staleTensor::sum);
      assertThrows(TapeException.class, () -> staleTensor.element(0));
      assertThrows(TapeException.class, staleTensor::detach);
      assertEquals(4, stale.value(), "a scalar keeps its number");
      assertEquals(4, stale.detach().value());
    }
  }

  @Test
  void handlesFromBeforeTheMarkStayAliveThroughManyRewinds() {
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(2);
      Tape.Mark first = tape.mark();
      Scalar y = x.square();
      Tape.Mark second = tape.mark();
      for (int i = 0; i < 5; i++) {
        y.mul(x);
        tape.rewind(second);
      }
      assertEquals(12, tape.gradients(y.mul(x)).of(x));
      tape.rewind(first);
      assertThrows(TapeException.class, y::sin);
      assertEquals(1, tape.gradients(x.add(1)).of(x));
    }
  }

  @Test
  void aMarkThatWasRewoundPastOrIsForeignIsRefused() {
    String message =
        """
        rewind: not a mark of this tape's present record
          given     a mark of another tape, or one that was itself rewound past; tape opened at @
          expected  a mark taken from this tape and not rewound past since\
        """;
    try (Tape tape = new Tape();
        Tape other = new Tape()) {
      Tape.Mark first = tape.mark();
      tape.variable(1);
      Tape.Mark second = tape.mark();
      tape.rewind(first);
      tape.variables(1, 2, 3);
      assertTapeError(message, () -> tape.rewind(second));
      assertTapeError(message, () -> tape.rewind(other.mark()));
      tape.rewind(first);
      assertEquals(0, tape.size());
    }
  }

  @Test
  void everyHandleIsAliveOrStaleAsAModelOfGenerationsSays() {
    Random random = new Random(42);
    for (int round = 0; round < 30; round++) {
      try (Tape tape = new Tape()) {
        List<Scalar> recorded = new ArrayList<>();
        List<Scalar> dead = new ArrayList<>();
        List<Tape.Mark> marks = new ArrayList<>(List.of(tape.mark()));
        List<Integer> sizes = new ArrayList<>(List.of(0));
        for (int step = 0; step < 60; step++) {
          int choice = random.nextInt(10);
          if (choice < 6) {
            recorded.add(tape.variable(step));
          } else if (choice < 8) {
            marks.add(tape.mark());
            sizes.add(tape.size());
          } else {
            int to = random.nextInt(marks.size());
            tape.rewind(marks.get(to));
            List<Scalar> lost = recorded.subList(sizes.get(to), recorded.size());
            dead.addAll(lost);
            lost.clear();
            marks.subList(to + 1, marks.size()).clear();
            sizes.subList(to + 1, sizes.size()).clear();
          }
          recorded.forEach(Scalar::liveRecord);
          dead.forEach(s -> assertThrows(TapeException.class, () -> s.liveRecord()));
          assertEquals(recorded.size(), tape.size());
        }
      }
    }
  }

  @Test
  void rewindsToAscendingMarksTakeNoMoreEach() {
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(0);
      for (int i = 0; i < 200_000; i++) {
        Tape.Mark mark = tape.mark();
        x.square();
        tape.rewind(mark);
        x = x.add(1);
      }
      assertEquals(200_001, tape.size());
      assertEquals(200_000, x.value());
    }
  }

  @Test
  void aClosedTapeSaysWhereItWasOpened() {
    Tape tape = new Tape();
    Scalar x = tape.variable(2);
    Tensor w = tape.variable(Tensor.of(1, 2));
    Tape.Mark mark = tape.mark();
    tape.close();
    tape.close();
    assertTapeError(CLOSED, x::sin);
    assertTapeError(CLOSED, () -> x.add(1));
    assertTapeError(CLOSED, w::values);
    assertTapeError(CLOSED, () -> w.add(1));
    assertTapeError(CLOSED, () -> w.at(0));
    assertTapeError(CLOSED, () -> tape.gradients(x));
    String closed =
        """
        tape: closed
          given     tape opened at @
          expected  an open tape\
        """;
    assertTapeError(closed, () -> tape.variable(1));
    assertTapeError(closed, () -> tape.variable(Tensor.of(1)));
    assertTapeError(closed, () -> tape.use(new Parameter("w", Tensor.of(1))));
    assertTapeError(closed, tape::mark);
    assertTapeError(closed, () -> tape.rewind(mark));
    String place = String.valueOf(assertThrows(TapeException.class, x::sin).getMessage());
    assertTrue(
        place.contains("TapeLifetimeTest.aClosedTapeSaysWhereItWasOpened(TapeLifetimeTest.java:"));
  }

  @Test
  void aTapeBelongsToItsThread() throws Exception {
    Thread.currentThread().setName("main");
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(2);
      Tensor w = tape.variable(Tensor.of(1, 2));
      Tape.Mark mark = tape.mark();
      String message =
          """
          tape: used by another thread
            given     thread other; tape opened at @
            expected  the thread that opened it, main
            hint      detach() makes a value that any thread may use\
          """;
      Thread other =
          Thread.ofPlatform()
              .name("other")
              .unstarted(
                  () -> {
                    assertTapeError(message, x::sin);
                    assertTapeError(message, () -> x.mul(3));
                    assertTapeError(message, () -> Scalar.of(3).mul(x));
                    assertTapeError(message, () -> w.mul(3));
                    assertTapeError(message, () -> tape.variable(1));
                    assertTapeError(message, () -> tape.gradients(x));
                    assertTapeError(message, tape::mark);
                    assertTapeError(message, () -> tape.rewind(mark));
                    assertTapeError(message, tape::close);
                  });
      long bytes = tape.bytes();
      List<Throwable> thrown = new ArrayList<>();
      other.setUncaughtExceptionHandler((_, e) -> thrown.add(e));
      other.start();
      other.join();
      assertEquals(List.of(), thrown);
      assertEquals(2, tape.size());
      assertEquals(bytes, tape.bytes());
      assertEquals(1, tape.gradients(x).of(x));
    }
  }

  @Test
  void manyTapesWorkInManyThreadsAtOnce() throws Exception {
    try (ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();
        ExecutorService platform = Executors.newFixedThreadPool(4)) {
      List<Future<Double>> results = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        double at = i / 100.0;
        Callable<Double> task = () -> slope(at);
        results.add((i % 2 == 0 ? virtual : platform).submit(task));
      }
      for (int i = 0; i < results.size(); i++) {
        assertEquals(slope(i / 100.0), results.get(i).get());
      }
    }
  }

  private static double slope(double at) {
    try (Tape tape = new Tape();
        Tape second = new Tape()) {
      Scalar x = tape.variable(at);
      Scalar start = second.variable(at);
      Scalar u = start;
      Tensor w = tape.variable(Tensor.full(at, 8, 8));
      Scalar z = w.matmul(w).tanh().sum().mul(x.sin());
      for (int i = 0; i < 200; i++) {
        z = z.mul(x.cos()).add(x);
        u = u.sin();
      }
      Scalar again = tape.differentiate(z, x);
      double inner = Autodiff.gradient(v -> v[0].square().mul(v[0])).at(at)[0];
      return tape.gradients(again.add(z)).of(x)
          + tape.gradients(z).of(w).at(3, 3)
          + second.gradients(u).of(start)
          + inner;
    }
  }

  @Test
  void aRuleCannotRewindOrCloseTheTapeThatIsTraversed() {
    try (Tape tape = new Tape()) {
      Tape.Mark mark = tape.mark();
      String rewinding =
          """
          rewind: a traversal is under way
            given     tape opened at @
            expected  no rewind from a derivative rule\
          """;
      String closing =
          """
          close: a traversal is under way
            given     tape opened at @
            expected  no close from a derivative rule\
          """;
      Function<Scalar, Scalar> square =
          CustomGradient.of(
              Scalar::square,
              (x, y, g) -> {
                assertTapeError(rewinding, () -> tape.rewind(mark));
                assertTapeError(closing, tape::close);
                return scale(g, x.mul(2));
              });
      Scalar x = tape.variable(3);
      assertEquals(6, tape.gradients(square.apply(x)).of(x));
      tape.rewind(mark);
    }
  }
}
