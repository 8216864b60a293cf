package io.autodiff.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.tape.TapeWorkspace;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The factorisation that a node keeps: used for the same numbers, and for no others. */
class KeptFactorsTest {
  private static Tensor regular(int n, int seed) {
    return Tensor.randn(new Random(seed), n, n).add(Tensor.eye(n).mul(4 * Math.sqrt(n)));
  }

  @Test
  void factorsAreThoseOfTheNumbers() {
    try (Tape tape = new Tape()) {
      Tensor a = tape.variable(regular(40, 1));
      Tensor b = tape.variable(regular(40, 2));
      TapeWorkspace w = TapeWorkspace.of(a);
      KeptFactors kept = new KeptFactors();
      var ofA = kept.of(w, a);
      assertSame(ofA, kept.of(w, tape.variable(regular(40, 1))));
      var ofB = kept.of(w, b);
      assertNotSame(ofA, ofB);
      assertEquals(b.logAbsDet().values()[0], ofB[0].logAbsDeterminant());
      Tensor small = tape.variable(regular(3, 1));
      assertNotSame(kept.of(w, small), kept.of(w, small));
      assertNotSame(kept.of(TapeWorkspace.CONSTANTS, a), kept.of(TapeWorkspace.CONSTANTS, a));
    }
  }

  @Test
  void operationsAreEqualWhateverTheyKeep() {
    assertEquals(new Solve(true), new Solve(true));
    assertEquals(new Solve(true).hashCode(), new Solve(true).hashCode());
    assertEquals(new Determinant(true), new Determinant(true));
    assertEquals(new Determinant(true).hashCode(), new Determinant(true).hashCode());
  }

  private static double[] gradient(Tape tape, Parameter p, Tensor right) {
    Tensor a = tape.use(p);
    Scalar loss = a.solve(right).square().sum().add(a.logAbsDet().sum());
    return tape.gradients(loss.add(a.inverse().square().sum())).of(a).values();
  }

  /** The tape uses nodes and arrays again after it is rewound; the matrix is another one then. */
  @Test
  void aMatrixThatChangedIsFactorisedAgain() {
    Tensor right = Tensor.randn(new Random(3), 40, 2);
    Parameter p = new Parameter("a", regular(40, 1));
    try (Tape tape = new Tape()) {
      Tape.Mark mark = tape.mark();
      for (int step = 0; step < 3; step++) {
        double[] found = gradient(tape, p, right);
        try (Tape fresh = new Tape()) {
          Parameter own = new Parameter("own", p.value());
          assertArrayEquals(gradient(fresh, own, right), found, 0);
        }
        tape.rewind(mark);
        p.set(regular(40, 10 + step));
      }
    }
  }
}
