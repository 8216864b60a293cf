package io.autodiff.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** Random operands are what they are called. */
class ArbitrariesTest {

  @Provide
  Arbitrary<Tensor> special() {
    return Tensors.any().withZeros().withSubnormals().withTies().withNonFinite().arbitrary();
  }

  @Provide
  Arbitrary<Tensor> single() {
    return Tensors.any().dtype(DType.FLOAT32).withSubnormals().arbitrary();
  }

  @Provide
  Arbitrary<Tensor> positiveDefinite() {
    return Tensors.positiveDefinite(3);
  }

  @Provide
  Arbitrary<List<Tensor>> triples() {
    return Tensors.broadcastable(3);
  }

  @Provide
  Arbitrary<Shape[]> pairs() {
    return Shapes.broadcastable(2);
  }

  @Property(tries = 300, seed = "1")
  void specialNumbersOccur(@ForAll("special") Tensor t) {
    count(t, "zero", x -> x == 0 && Double.compare(x, -0.0) > 0);
    count(t, "negative zero", x -> Double.compare(x, -0.0) == 0);
    count(t, "subnormal", x -> x != 0 && Math.abs(x) < Double.MIN_NORMAL);
    count(t, "infinity", Double::isInfinite);
    count(t, "NaN", Double::isNaN);
    double[] values = t.values();
    count(
        "tie",
        Arrays.stream(values).filter(Double::isFinite).distinct().count()
            < Arrays.stream(values).filter(Double::isFinite).count());
  }

  private static void count(Tensor t, String what, DoublePredicate holds) {
    count(what, Arrays.stream(t.values()).anyMatch(holds));
  }

  private static void count(String what, boolean holds) {
    Statistics.label(what).collect(holds).coverage(c -> c.check(true).count(n -> n > 10));
  }

  @Property(tries = 100, seed = "2")
  void singlePrecisionHasItsOwnSubnormals(@ForAll("single") Tensor t) {
    assertEquals(DType.FLOAT32, t.dtype());
    count(t, "subnormal", x -> x != 0 && Math.abs(x) < Float.MIN_NORMAL);
  }

  @Property(tries = 100, seed = "3")
  void positiveDefiniteMatricesAreSo(@ForAll("positiveDefinite") Tensor a) {
    assertEquals(Shape.of(3, 3), a.shape());
    assertTrue(a.allClose(a.transpose(), 0, 0), a.toString());
    assertTrue(Arrays.stream(a.eigh().values().values()).allMatch(x -> x > 0.99), a.toString());
    assertTrue(a.cholesky().matmul(a.cholesky().transpose()).allClose(a));
  }

  @Property(tries = 100, seed = "4")
  void tensorsMeet(@ForAll("triples") List<Tensor> tensors) {
    Tensor all = tensors.get(0).add(tensors.get(1)).add(tensors.get(2));
    assertTrue(all.size() > 0);
  }

  @Property(tries = 200, seed = "5")
  void shapesMeet(@ForAll("pairs") Shape[] shapes) {
    Shape both = Shape.broadcast("test", shapes[0], shapes[1]);
    assertTrue(IntStream.of(0, 1).allMatch(i -> shapes[i].broadcastsTo(both)));
    count("not the same", !shapes[0].equals(shapes[1]));
    count("empty", both.size() == 0);
  }
}
