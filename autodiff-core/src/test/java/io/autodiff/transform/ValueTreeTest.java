package io.autodiff.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.ValueAndGradient;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ValueTreeTest {
  private record Part(String name, Tensor values, List<Scalar> more) {}

  private record Fit(Scalar loss, Tensor prediction, Map<String, Scalar> terms) {}

  private static final Tensor X = Tensor.of(1.0, 2.0, -1.0, 0.5).reshape(2, 2);

  private static Map<String, Tensor> weights() {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put("w", Tensor.of(0.5, -1.5).reshape(2, 1));
    weights.put("b", Tensor.of(0.25));
    return weights;
  }

  private static Tensor predict(Map<String, Tensor> p) {
    return X.matmul(at(p, "w")).add(at(p, "b"));
  }

  private static final Differentiable<Map<String, Tensor>, Scalar> LOSS =
      Differentiable.of(p -> predict(p).square().sum());

  @Test
  void gradientByAMapHasItsKeysInTheirOrder() {
    Map<String, Tensor> g = LOSS.gradient(weights());
    assertEquals(List.of("w", "b"), List.copyOf(g.keySet()));
    // predictions -2.25 and -1: the derivative by w is 2 Xᵀ y, by b 2 Σ y
    assertArrayEquals(new double[] {2 * -1.25, 2 * -5}, at(g, "w").values(), 1e-15);
    assertArrayEquals(new double[] {-6.5}, at(g, "b").values(), 1e-15);
    double[][] h = LOSS.hessian(weights());
    assertArrayEquals(new double[] {4, 3, 0}, h[0], 1e-14);
    assertArrayEquals(new double[] {3, 8.5, 5}, h[1], 1e-14);
    assertArrayEquals(new double[] {0, 5, 4}, h[2], 1e-14);
  }

  @Test
  void sortedMapStaysSorted() {
    TreeMap<String, Tensor> g =
        Differentiable.<TreeMap<String, Tensor>, Scalar>of(p -> predict(p).sum())
            .gradient(new TreeMap<>(weights()));
    assertEquals("b", g.firstKey());
    assertArrayEquals(new double[] {2}, at(g, "b").values());
  }

  @Test
  void mapsBelongTogetherByTheirKeys() {
    Map<String, Tensor> tangent = new LinkedHashMap<>();
    tangent.put("b", Tensor.of(1.0));
    tangent.put("w", Tensor.of(2.0, -1.0).reshape(2, 1));
    Map<String, Tensor> g = LOSS.gradient(weights());
    double slope = -2.5 * 2 + 10 - 6.5;
    assertEquals(slope, LOSS.jvp(weights(), tangent).value(), 1e-14);
    assertEquals(slope, LOSS.linearize(weights()).jvp(tangent).value(), 1e-14);
    assertEquals(slope, ValueTree.dot(g, tangent).value(), 1e-14);
    Map<String, Tensor> curved = LOSS.hessianVectorProduct(weights(), tangent);
    assertArrayEquals(new double[] {5, 2.5}, at(curved, "w").values(), 1e-14);
    assertArrayEquals(new double[] {-1}, at(curved, "b").values(), 1e-14);
  }

  @Test
  void mapsOfOtherKeysAreRefused() {
    AutodiffException e =
        assertThrows(
            AutodiffException.class,
            () -> LOSS.jvp(weights(), new TreeMap<>(Map.of("v", X, "w", X))));
    assertEquals(
        """
        derivative: the keys of two maps differ
          given     [v, w]
          expected  the keys [w, b]\
        """,
        e.getMessage());
  }

  @Test
  void ruleMayReturnItsMapInAnyOrder() {
    var product =
        CustomGradient.<Map<String, Tensor>, Tensor>of(
            p -> at(p, "w").mul(at(p, "b")),
            (p, _, g) ->
                new TreeMap<>(
                    Map.of("b", g.mul(at(p, "w")).sum(0).mul(3), "w", g.mul(at(p, "b")))));
    Map<String, Tensor> at = weights();
    Map<String, Tensor> g =
        Differentiable.<Map<String, Tensor>, Scalar>of(p -> product.apply(p).sum()).gradient(at);
    assertArrayEquals(new double[] {0.25, 0.25}, at(g, "w").values());
    assertArrayEquals(new double[] {-3}, at(g, "b").values());
  }

  @Test
  void restOfTheResultIsHandedBackAsConstants() {
    int[] calls = {0};
    Differentiable<Map<String, Tensor>, Fit> fit =
        Differentiable.of(
            p -> {
              calls[0]++;
              Tensor y = predict(p);
              Scalar penalty = at(p, "w").square().sum();
              return new Fit(y.square().sum().add(penalty), y, Map.of("penalty", penalty));
            });
    ValueAndGradient<Fit, Map<String, Tensor>> at = fit.valueAndGradient(weights(), Fit::loss);
    assertEquals(1, calls[0]);
    assertArrayEquals(new double[] {-2.25, -1}, at.value().prediction.values());
    assertTrue(at.value().prediction.isConstant());
    assertEquals(2.5, at(at.value().terms, "penalty").value());
    assertEquals(2.25 * 2.25 + 1 + 2.5, at.value().loss.value());
    assertArrayEquals(new double[] {-1.5, -13}, at(at.gradient(), "w").values(), 1e-14);
    assertThrows(
        AutodiffException.class,
        () -> fit.valueAndGradient(weights(), f -> f.prediction),
        "two numbers");
    assertThrows(
        AutodiffException.class,
        () -> fit.valueAndGradient(weights(), _ -> Scalar.of(1)),
        "depends on nothing");
  }

  @Test
  void mapAndZipGoThroughAllValues() {
    Part a = new Part("p", Tensor.of(1.0, 2.0), List.of(Scalar.of(3), Scalar.of(4)));
    Part b = ValueTree.map(a, Scalar::neg, Tensor::square);
    assertEquals("p", b.name);
    assertArrayEquals(new double[] {1, 4}, b.values.values());
    assertEquals(-4, b.more.get(1).value());
    Part c = ValueTree.zip(a, b, Scalar::mul, Tensor::sub);
    assertArrayEquals(new double[] {0, -2}, c.values.values());
    assertEquals(-9, c.more.get(0).value());
    Part d = ValueTree.axpy(2, a, b);
    assertArrayEquals(new double[] {3, 8}, d.values.values());
    assertEquals(4, d.more.get(1).value());
    assertEquals(1 + 8 - 9 - 16, ValueTree.dot(a, b).value());
    AutodiffException e =
        assertThrows(
            AutodiffException.class,
            () -> ValueTree.zip(List.of(Scalar.of(1)), List.of(X), Scalar::add, Tensor::add));
    assertTrue(e.toString().contains("tree: two values in the same place are of two kinds"));
    assertThrows(
        AutodiffException.class,
        () -> ValueTree.dot(new Tensor[] {X}, new Tensor[] {Tensor.of(1.0)}));
  }

  @Test
  void treeOperationsAreRecorded() {
    Map<String, Tensor> g =
        Differentiable.<Map<String, Tensor>, Scalar>of(
                p -> ValueTree.dot(p, ValueTree.axpy(2, p, p)))
            .gradient(weights());
    assertArrayEquals(new double[] {3, -9}, at(g, "w").values(), 1e-14);
  }

  @Test
  void missingValuesAreNamed() {
    AutodiffException e =
        assertThrows(
            AutodiffException.class,
            () ->
                Differentiable.<List<Tensor>, Scalar>of(l -> l.get(0).sum())
                    .gradient(Arrays.asList(X, null)));
    assertEquals(
        """
        derivative: a value is missing
          given     null at place 1 of a list
          expected  a Scalar or Tensor, or an array, list, map or record of them\
        """,
        e.getMessage());
  }

  private static <V> V at(Map<String, V> values, String key) {
    return Objects.requireNonNull(values.get(key), key);
  }
}
