package io.autodiff;

import static io.autodiff.fixture.Numbers.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.autodiff.fixture.Plain;
import io.autodiff.fixture.Shapes;
import io.autodiff.op.SumTo;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Broadcasting of any shapes against loops over single elements. */
class BroadcastPropertiesTest {

  @Provide
  Arbitrary<Shape[]> pairs() {
    return Shapes.meeting(2);
  }

  @Provide
  Arbitrary<Shape[]> triples() {
    return Shapes.meeting(3);
  }

  @Provide
  Arbitrary<Shape> shapes() {
    return Shapes.any();
  }

  private record Operation(
      BinaryOperator<Tensor> op,
      DoubleBinaryOperator value,
      DoubleBinaryOperator left,
      DoubleBinaryOperator right) {}

  private static final List<Operation> OPERATIONS =
      List.of(
          new Operation(Tensor::sub, (x, y) -> x - y, (_, _) -> 1, (_, _) -> -1),
          new Operation(Tensor::mul, (x, y) -> x * y, (_, y) -> y, (x, _) -> x),
          new Operation(Tensor::div, (x, y) -> x / y, (_, y) -> 1 / y, (x, y) -> -x / (y * y)),
          new Operation(
              Tensor::maximum, Math::max, (x, y) -> x > y ? 1 : 0, (x, y) -> y > x ? 1 : 0));

  @Property(tries = 300, seed = "1")
  void pairsMeetAsElementsDo(@ForAll("pairs") Shape[] shapes, @ForAll long seed) {
    Random random = new Random(seed);
    Tensor a = Tensor.randn(random, shapes[0].dims());
    Tensor b = Tensor.randn(random, shapes[1].dims());
    Operation op = OPERATIONS.get(random.nextInt(OPERATIONS.size()));
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(a);
      Tensor y = tape.variable(b);
      Tensor z = op.op.apply(x, y);
      assertClose(Plain.zip(a, b, op.value), z, 1e-15, "value");
      Tensor g = Tensor.randn(random, z.shape().dims());
      Gradients grads = tape.gradients(List.of(z), List.of(g));
      List<Value<?>> again = tape.differentiate(List.of(z), List.of(g), List.of(x, y));
      Tensor left = pulled(g, Plain.zip(a, b, op.left), a.shape());
      Tensor right = pulled(g, Plain.zip(a, b, op.right), b.shape());
      assertClose(left, grads.of(x), 1e-12, "left");
      assertClose(right, grads.of(y), 1e-12, "right");
      assertClose(left, (Tensor) again.get(0), 1e-12, "left, recorded");
      assertClose(right, (Tensor) again.get(1), 1e-12, "right, recorded");
    }
  }

  private static Tensor pulled(Tensor g, Tensor slopes, Shape to) {
    return Plain.foldTo(Plain.zip(g, slopes, (x, y) -> x * y), to, 0, Double::sum);
  }

  @Property(tries = 200, seed = "2")
  void whereChoosesAmongThree(@ForAll("triples") Shape[] shapes, @ForAll long seed) {
    Random random = new Random(seed);
    Tensor c = Plain.build(shapes[0], _ -> random.nextInt(2));
    Tensor a = Tensor.randn(random, shapes[1].dims());
    Tensor b = Tensor.randn(random, shapes[2].dims());
    Tensor kept = Plain.zip(c, Plain.zip(a, b, (x, _) -> x), (p, x) -> p == 0 ? 0 : x);
    Tensor other = Plain.zip(c, Plain.zip(a, b, (_, y) -> y), (p, y) -> p == 0 ? y : 0);
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(a);
      Tensor y = tape.variable(b);
      Tensor z = c.where(x, y);
      assertClose(Plain.zip(kept, other, Double::sum), z, 0, "value");
      Tensor g = Tensor.randn(random, z.shape().dims());
      Gradients grads = tape.gradients(List.of(z), List.of(g));
      Tensor not = Plain.build(c.shape(), at -> 1 - c.at(at));
      assertClose(pulled(g, c, a.shape()), grads.of(x), 1e-12, "if true");
      assertClose(pulled(g, not, b.shape()), grads.of(y), 1e-12, "if false");
    }
  }

  @Property(tries = 200, seed = "3")
  void stretchingAndSummingAreTransposesOfEachOther(
      @ForAll("pairs") Shape[] shapes, @ForAll long seed) {
    Random random = new Random(seed);
    Shape to = Shape.broadcast("test", shapes[0], shapes[1]);
    Tensor x = Tensor.randn(random, shapes[0].dims());
    Tensor g = Tensor.randn(random, to.dims());
    Tensor stretched = x.broadcastTo(to);
    assertClose(Plain.build(to, at -> Plain.read(x, at)), stretched, 0, "stretched");
    Tensor summed = SumTo.of(g, shapes[0]);
    assertClose(Plain.foldTo(g, shapes[0], 0, Double::sum), summed, 1e-13, "summed");
    assertEquals(Plain.dot(g, stretched), Plain.dot(summed, x), 1e-11);
  }

  @Property(tries = 300, seed = "4")
  void broadcastingOfShapesFollowsItsRule(
      @ForAll("shapes") Shape a, @ForAll("shapes") Shape b, @ForAll("shapes") Shape c) {
    if (!meet(a, b)) {
      assertThrows(AutodiffException.class, () -> Shape.broadcast("test", a, b));
      assertThrows(
          AutodiffException.class, () -> Tensor.zeros(a.dims()).add(Tensor.zeros(b.dims())));
      assertEquals(false, a.broadcastsTo(b) || b.broadcastsTo(a));
      return;
    }
    Shape both = Shape.broadcast("test", a, b);
    assertEquals(both, Shape.broadcast("test", b, a), "commutative");
    assertEquals(true, a.broadcastsTo(both) && b.broadcastsTo(both));
    assertEquals(b.equals(both), a.broadcastsTo(b));
    if (meet(both, c) && meet(b, c) && meet(a, Shape.broadcast("test", b, c))) {
      assertEquals(
          Shape.broadcast("test", both, c),
          Shape.broadcast("test", a, Shape.broadcast("test", b, c)),
          "associative");
    }
  }

  private static boolean meet(Shape a, Shape b) {
    for (int i = 1; i <= Math.min(a.rank(), b.rank()); i++) {
      if (a.dim(-i) != b.dim(-i) && a.dim(-i) != 1 && b.dim(-i) != 1) {
        return false;
      }
    }
    return true;
  }
}
