package io.autodiff.program;

import static io.autodiff.Cotangents.scale;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Autodiff;
import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tape;
import io.autodiff.TapeException;
import io.autodiff.Tensor;
import io.autodiff.UnivariateFunction;
import io.autodiff.Value;
import io.autodiff.transform.CustomGradient;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ProgramTest {

  private static Scalar f(Scalar[] v) {
    return v[0].mul(v[1]).add(v[0].sin());
  }

  @Test
  void printsALineForEachOperation() {
    assertEquals(
        """
        program(x0: scalar, x1: scalar)
          v2 = mul(x0, x1)    scalar
          v3 = sin(x0)        scalar
          v4 = add(v2, v3)    scalar
          return v4
        """,
        Program.of(ProgramTest::f, 2, 3).toString());
  }

  @Test
  void printsShapesTypesAttributesAndConstants() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.ones(2, 3).to(DType.FLOAT32));
      Tensor w = Tensor.ones(3, 2).to(DType.FLOAT32);
      Tensor y = x.matmul(w).sum(0).mul(2);
      Program p = Program.between(List.of(x), List.of(y, y.element(1)));
      assertTrue(p.toString().startsWith("program(x0: float32 (2, 3))\n  c1 = constant "));
      assertTrue(p.toString().contains("sum[axes=[0]](v2)"), p.toString());
      assertTrue(p.toString().contains("element[1](v"), p.toString());
      assertTrue(p.toString().contains("float32 (2)"), p.toString());
    }
  }

  @Test
  void replayGivesTheBitsOfARecordingAtNewInputs() {
    Replay replay = Program.of(ProgramTest::f, 2, 3).replay();
    for (double x = -3; x < 3; x += 0.37) {
      assertEquals(f(Scalar.of(x, x + 1)).value(), replay.run(x, x + 1)[0]);
      assertArrayEquals(Autodiff.gradient(ProgramTest::f).at(x, x + 1), replay.reverse(1), 1e-15);
    }
  }

  @Test
  void gradientIsAProgramToAnyOrder() {
    Program slope = Program.of(v -> v[0].pow(4).sin(), 0.5);
    UnivariateFunction same = x -> x.pow(4).sin();
    for (int order = 1; order <= 3; order++) {
      slope = slope.gradient();
      UnivariateFunction g = same;
      same = Autodiff.derivative(g)::at;
      assertEquals(
          same.apply(Scalar.of(0.8)).value(), slope.replay().run(0.8)[0], 1e-11, "order " + order);
    }
  }

  @Test
  void valueAndGradientComputesBoth() {
    double[] all = Program.of(ProgramTest::f, 2, 3).valueAndGradient().replay().run(0.3, 0.7);
    assertArrayEquals(new double[] {0.21 + Math.sin(0.3), 0.7 + Math.cos(0.3), 0.3}, all, 1e-15);
  }

  @Test
  void gradientOfAConstantIsRefused() {
    Program p = Program.of(_ -> Scalar.of(4), 1, 2);
    assertArrayEquals(new double[] {4}, p.replay().run(5, 6));
    assertTrue(p.isConstant());
    assertFalse(Program.of(v -> v[0].add(v[1].stopGradient()), 1, 2).isConstant());
    AutodiffException e = assertThrows(AutodiffException.class, p::gradient);
    assertEquals(
        """
        program gradient: the result depends on none of the inputs
          given     a result of constants alone
          expected  a result computed from an input
          hint      isConstant() tells before, and then the gradient is 0\
        """,
        e.getMessage());
  }

  @Test
  void gradientOfSeveralResultsIsRefused() {
    Program p = Program.ofVector(v -> new Scalar[] {v[0], v[0].sin()}, 1);
    AutodiffException e = assertThrows(AutodiffException.class, p::gradient);
    assertEquals(
        """
        program gradient: not a single result
          given     2 results
          expected  one result of one element\
        """,
        e.getMessage());
  }

  @Test
  void simplifiedSharesFoldsAndDrops() {
    Program p =
        Program.of(
            v -> {
              Scalar unused = v[1].exp();
              Scalar same = v[0].sin().add(v[0].sin());
              try (Tape own = new Tape()) {
                assertEquals(1, own.variables(Program.frozen(unused).value()).length);
              }
              return same.mul(1).sub(0).neg().neg();
            },
            0.4,
            0.5);
    assertEquals(7, p.size());
    Program s = p.simplified();
    assertEquals(
        """
        program(x0: scalar, x1: scalar)
          v2 = sin(x0)        scalar
          v3 = add(v2, v2)    scalar
          return v3
        """,
        s.toString());
    assertEquals(p.replay().run(1.1, 2)[0], s.replay().run(1.1, 2)[0]);
  }

  @Test
  void whatDependsOnNoInputIsFolded() {
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(2);
      Scalar c = tape.variable(3);
      Program p =
          Program.between(List.of(x), List.of(c.square().sqrt().add(1).mul(x))).simplified();
      assertEquals(1, p.size());
      assertEquals(20, p.replay().run(5)[0]);
    }
  }

  @Test
  void randomProgramsKeepTheirBitsWhenSimplified() {
    Random random = new Random(5);
    for (int trial = 0; trial < 50; trial++) {
      long seed = random.nextLong();
      Program p = Program.ofVector(v -> scramble(v, new Random(seed)), 0.3, -0.7, 1.2);
      Program s = p.simplified();
      assertTrue(s.size() <= p.size());
      double[] at = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
      double[] recorded = Scalar.values(scramble(Scalar.of(at), new Random(seed)));
      assertArrayEquals(recorded, p.replay().run(at));
      assertArrayEquals(recorded, s.replay().run(at));
    }
  }

  private static Scalar[] scramble(Scalar[] v, Random random) {
    List<Scalar> pool = new ArrayList<>(List.of(v));
    pool.add(Scalar.of(1));
    pool.add(Scalar.of(0));
    for (int i = 0; i < 40; i++) {
      Scalar a = pool.get(random.nextInt(pool.size()));
      Scalar b = pool.get(random.nextInt(pool.size()));
      pool.add(
          switch (random.nextInt(9)) {
            case 0 -> a.add(b);
            case 1 -> a.sub(b);
            case 2 -> a.mul(b);
            case 3 -> a.div(b);
            case 4 -> a.neg();
            case 5 -> a.tanh();
            case 6 -> a.gt(b).where(a, b);
            case 7 -> scale(a, b);
            default -> a.sigmoid();
          });
    }
    return pool.subList(pool.size() - 4, pool.size()).toArray(Scalar[]::new);
  }

  private static Scalar branch(Scalar[] v) {
    return v[0].isGreaterThan(v[1]) ? v[0].square() : v[1].mul(3);
  }

  @Test
  void replayFailsWhereAComparisonGoesTheOtherWay() {
    Replay replay = Program.of(ProgramTest::branch, 2, 1).replay();
    assertEquals(9, replay.run(3, 1)[0]);
    AutodiffException e = assertThrows(AutodiffException.class, () -> replay.run(1, 3));
    assertEquals(
        """
        program: a comparison that a branch relied on goes the other way
          given     gt(x0, x1) does not hold
          expected  inputs for which it holds, as when recorded\
        """,
        e.getMessage());
  }

  @Test
  void comparisonsThatTurnedAreCountedOrIgnored() {
    Program p =
        Program.of(
            v -> {
              Scalar sum = v[0];
              for (int i = 0; i < 4; i++) {
                sum = v[0].isLessThan(i) ? sum.add(1) : sum.isAtMost(v[1]) ? sum : sum.mul(2);
              }
              return sum;
            },
            1.5,
            100);
    assertEquals(6, p.guards().size());
    Replay replay = p.replay().guards(Replay.Guards.COUNT);
    replay.run(1.5, 100);
    assertEquals(0, replay.turned());
    replay.run(0.5, 100);
    assertEquals(1, replay.turned());
    replay.run(9, 1);
    assertEquals(4, replay.turned());
    replay.guards(Replay.Guards.OFF).run(9, 1);
    assertEquals(0, replay.turned());
  }

  @Test
  void guardsSurviveSimplificationAndGradient() {
    Program p = Program.of(ProgramTest::branch, 2, 1).gradient();
    assertEquals(1, p.guards().size());
    assertThrows(AutodiffException.class, () -> p.replay().run(1, 3));
    assertTrue(p.toString().contains("guard v2 holds"), p.toString());
  }

  @Test
  void comparisonsCompare() {
    Scalar two = Scalar.of(2);
    assertTrue(two.isGreaterThan(1) && !two.isGreaterThan(2) && two.isGreaterThan(Scalar.of(1)));
    assertTrue(two.isLessThan(3) && !two.isLessThan(2) && two.isLessThan(Scalar.of(3)));
    assertTrue(two.isAtLeast(2) && !two.isAtLeast(3) && two.isAtLeast(Scalar.of(2)));
    assertTrue(two.isAtMost(2) && !two.isAtMost(1) && two.isAtMost(Scalar.of(2)));
  }

  @Test
  void guardsDisturbNoDerivative() {
    assertArrayEquals(new double[] {4, 0}, Autodiff.gradient(ProgramTest::branch).at(2, 1));
    assertArrayEquals(
        new double[] {4, 0}, Autodiff.gradient(ProgramTest::branch).forward().at(2, 1));
    assertEquals(2, Autodiff.hessian(ProgramTest::branch).at(2, 1)[0][0]);
    assertEquals(2, Autodiff.hessian(ProgramTest::branch).reverse().at(2, 1)[0][0]);
  }

  @Test
  void tensorProgramReplaysAndGoesBack() {
    Random random = new Random(3);
    Tensor w = Tensor.randn(random, 3, 2);
    Tensor x = Tensor.randn(random, 4, 3);
    Tensor other = Tensor.randn(random, 4, 3);
    try (Tape tape = new Tape()) {
      Tensor vx = tape.variable(x);
      Tensor vw = tape.variable(w);
      Scalar loss = loss(vx, vw);
      Program p = Program.between(List.of(vx, vw), List.of(loss));
      Replay replay = p.replay();
      assertEquals(loss(other, w).value(), ((Scalar) replay.run(List.of(other, w)).get(0)).value());
      List<Value<?>> back = replay.reverse(List.of(Scalar.of(1)));
      List<Value<?>> byProgram = p.gradient().replay().run(List.of(other, w));
      try (Tape second = new Tape()) {
        Tensor o = second.variable(other);
        Tensor vw2 = second.variable(w);
        Gradients g = second.gradients(loss(o, vw2));
        for (int i = 0; i < 2; i++) {
          double[] expected = g.of(i == 0 ? o : vw2).values();
          assertArrayEquals(expected, ((Tensor) back.get(i)).values(), 1e-14);
          assertArrayEquals(expected, ((Tensor) byProgram.get(i)).values(), 1e-14);
        }
      }
    }
  }

  private static Scalar loss(Tensor x, Tensor w) {
    Tensor h = x.matmul(w).tanh();
    Scalar scale = h.element(0, 1).exp();
    return h.softmax(-1)
        .mul(scale)
        .sub(Tensor.stack(DType.FLOAT64, Shape.of(2), scale, scale))
        .square()
        .mean();
  }

  @Test
  void appliedToRecordedValuesItIsDifferentiable() {
    Program p = Program.of(ProgramTest::f, 2, 3);
    double[] g =
        Autodiff.gradient(v -> ((Scalar) p.apply(List.of(v[0], v[1])).get(0)).square())
            .at(0.5, 0.25);
    assertArrayEquals(Autodiff.gradient(v -> f(v).square()).at(0.5, 0.25), g, 1e-15);
  }

  @Test
  void stoppedGradientIsComputedAnewButNotDifferentiated() {
    Program p = Program.of(v -> v[0].mul(v[0].stopGradient()), 2);
    assertEquals(25, p.replay().run(5)[0]);
    Replay replay = p.replay();
    replay.run(5);
    assertEquals(5, replay.reverse(1)[0]);
    assertEquals(5, p.gradient().replay().run(5)[0]);
  }

  @Test
  void inputsThatDoNotFitAreRefused() {
    Program p = Program.of(ProgramTest::f, 2, 3);
    AutodiffException e = assertThrows(AutodiffException.class, () -> p.replay().run(1));
    assertEquals(
        """
        program: values do not fit in number
          given     1 for 2 inputs
          expected  2, one for each\
        """,
        e.getMessage());
    assertThrows(
        AutodiffException.class, () -> p.apply(List.of(Scalar.of(1), Tensor.of(1.0, 2.0))));
  }

  @Test
  void aPowerThatIsASquareOrAReciprocalIsRecordedAsSuch() {
    String text = Program.of(v -> v[0].pow(2).sub(v[0].pow(-1)).pow(3), 0.5).toString();
    assertTrue(text.contains("square") && text.contains("reciprocal"), text);
    assertEquals(1, text.lines().filter(line -> line.contains("pow")).count(), text);
  }

  @Test
  void aProgramOfValuesWritesOutWhatHasADerivativeOfItsOwn() {
    Function<Scalar, Scalar> own =
        CustomGradient.<Scalar, Scalar>of(x -> x.exp().add(1), (_, _, g) -> g.mul(0));
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(2.0);
      Scalar y = own.apply(x).square();
      assertThrows(AutodiffException.class, () -> Program.between(List.of(x), List.of(y)));
      Program values = Program.valuesBetween(List.of(x), List.of(y));
      assertEquals(3, values.size());
      assertEquals(Math.pow(Math.exp(0.5) + 1, 2), values.replay().run(0.5)[0], 1e-14);
      assertThrows(
          TapeException.class, () -> Program.valuesBetween(List.of(Scalar.of(1)), List.of(y)));
    }
  }

  @Test
  void codeThatComputesFromNumbersIsNotWrittenOut() {
    Function<Scalar, Scalar> own =
        CustomGradient.<Scalar, Scalar>of(_ -> Scalar.of(3), (_, _, g) -> g);
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(2.0);
      Scalar y = own.apply(x);
      AutodiffException e =
          assertThrows(
              AutodiffException.class, () -> Program.valuesBetween(List.of(x), List.of(y)));
      assertTrue(String.valueOf(e.getMessage()).contains("customGradient cannot be written out"));
    }
  }
}
