package io.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Gradients;
import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LayerTest {
  private final SplittableRandom random = new SplittableRandom(7);

  /** A layer that is not one of the library. */
  private record Scale(Parameter factor) implements Layer {
    @Override
    public Tensor forward(Tensor input, Pass pass) {
      return input.mul(pass.use(factor));
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(factor);
    }
  }

  @Test
  void denseIsTheProductWithTheWeightsPlusTheBiases() {
    Mlp model = Mlp.builder(2).dense(3).build(random);
    model.named("dense1.bias").getFirst().set(Tensor.of(1, 2, 3));
    Tensor x = Tensor.of(new double[][] {{1, 2}, {3, 4}});
    Tensor expected =
        x.matmul(model.named("dense1.weight").getFirst().value()).add(Tensor.of(1, 2, 3));
    assertArrayEquals(expected.values(), model.predict(x).values());
  }

  @Test
  void userDefinedLayerIsOneSmallClass() {
    Mlp model =
        Mlp.builder(2)
            .layer(
                "scale",
                site -> new Scale(site.parameter("factor", site.input(), Initializer.constant(3))))
            .build(random);
    assertArrayEquals(
        new double[] {3, 6}, model.predict(Tensor.of(new double[][] {{1, 2}})).values());
    assertEquals("scale1.factor", model.parameters().getFirst().name());
    assertTrue(model.summary().contains("scale1"), model.summary());
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void everyActivationKeepsTheShapeAndHasALayer(Activation activation) {
    Mlp model = Mlp.builder(3).dense(4, activation).build(random);
    Tensor y = model.predict(Tensor.randn(random, 5, 3));
    assertEquals(Shape.of(5, 4), y.shape());
    assertEquals(activation == Activation.LINEAR ? 1 : 2, model.layers().size());
  }

  @Test
  void dropoutKeepsTheMeanInTrainingAndDoesNothingInEvaluation() {
    Dropout dropout = new Dropout(0.25);
    Tensor x = Tensor.ones(100, 100);
    try (Tape tape = new Tape()) {
      Tensor trained = dropout.forward(x, Pass.training(tape, random));
      assertEquals(1, trained.mean().value(), 0.02);
      assertEquals(0.25, trained.eq(0).mean().value(), 0.02);
      assertEquals(4.0 / 3, trained.max().value(), 1e-15);
    }
    assertArrayEquals(x.values(), dropout.forward(x, Pass.evaluation()).values());
  }

  @Test
  void dropoutRateBelowOneIsRequired() {
    var e = assertThrows(AutodiffException.class, () -> Mlp.builder(2).dropout(1));
    assertEquals(
        """
        dropout: rate is out of range
          given     1.0
          expected  a number from 0 to below 1\
        """,
        e.getMessage());
  }

  @Test
  void batchNormGivesMeanZeroAndVarianceOneInTraining() {
    Mlp model = Mlp.builder(3).batchNorm().build(random);
    Tensor x = Tensor.randn(random, 50, 3).mul(4).add(2);
    try (Tape tape = new Tape()) {
      Tensor y = model.forward(x, Pass.training(tape, random)).detach();
      assertArrayEquals(new double[3], y.mean(0).values(), 1e-14);
      assertArrayEquals(new double[] {1, 1, 1}, y.square().mean(0).values(), 1e-5);
    }
    Tensor kept = model.buffers().getFirst().value();
    assertArrayEquals(x.mean(0).mul(0.1).values(), kept.values(), 1e-14);
    Tensor unbiased = x.sub(x.mean(0)).square().sum(0).div(49);
    Tensor variance = model.buffers().get(1).value();
    assertArrayEquals(unbiased.mul(0.1).add(0.9).values(), variance.values(), 1e-13);
  }

  @Test
  void batchNormUsesRunningValuesInEvaluation() {
    Mlp model = Mlp.builder(1).batchNorm().build(random);
    model.buffers().get(0).set(Tensor.of(2.0));
    model.buffers().get(1).set(Tensor.of(4.0));
    double y = model.predict(Tensor.of(new double[][] {{6}})).item();
    assertEquals(4 / Math.sqrt(4 + 1e-5), y, 1e-15);
  }

  @Test
  void layerNormGivesEachExampleMeanZeroAndVarianceOne() {
    Mlp model = Mlp.builder(40).layerNorm().build(random);
    Tensor y = model.predict(Tensor.randn(random, 3, 40).mul(5).add(1));
    assertArrayEquals(new double[3], y.mean(1).values(), 1e-14);
    assertArrayEquals(new double[] {1, 1, 1}, y.square().mean(1).values(), 1e-5);
  }

  @Test
  void flattenMakesVectors() {
    Mlp model = Mlp.builder(2, 3).flatten().dense(1).build(random);
    assertEquals(Shape.of(4, 1), model.predict(Tensor.randn(random, 4, 2, 3)).shape());
  }

  @Test
  void residualAddsItsInput() {
    Mlp model = Mlp.builder(3).residual(block -> block.dense(3, Activation.TANH)).build(random);
    Parameter weight = model.named("residual1.dense1.weight").getFirst();
    Tensor x = Tensor.randn(random, 2, 3);
    Tensor expected = x.matmul(weight.value()).tanh().add(x);
    assertArrayEquals(expected.values(), model.predict(x).values(), 1e-15);
  }

  @Test
  void residualKeepsItsShape() {
    var builder = Mlp.builder(3).residual(block -> block.dense(4));
    var e = assertThrows(AutodiffException.class, () -> builder.build(random));
    assertEquals(
        """
        residual: the block changes the shape
          given     input (3), output (4)
          expected  an output of shape (3)\
        """,
        e.getMessage());
  }

  @Test
  void frozenParametersAreConstants() {
    Mlp model = Mlp.builder(3).dense(4, Activation.TANH).dense(2).build(random);
    model.freeze("dense1");
    assertEquals(2, model.trainable().size());
    assertTrue(model.summary().contains("dense 3 → 4, frozen"), model.summary());
    try (Tape tape = new Tape()) {
      Tensor y = model.forward(Tensor.randn(random, 5, 3), Pass.training(tape, random));
      Scalar loss = y.square().sum();
      Gradients gradients = tape.gradients(loss);
      assertEquals(0, gradients.of(model.parameters().get(0)).abs().max().value());
      assertTrue(gradients.of(model.parameters().get(2)).abs().max().value() > 0);
    }
    model.unfreeze("dense1");
    assertEquals(4, model.trainable().size());
  }

  @Test
  void summaryListsLayersShapesAndParameters() {
    Mlp model = Mlp.builder(64).dense(128, Activation.RELU).dense(10).build(random);
    assertEquals(
        """
        layer   what            output  parameters
        dense1  dense 64 → 128  (128)        8,320
        relu1   relu            (128)            0
        dense2  dense 128 → 10  (10)         1,290
        9,610 parameters, float64\
        """,
        model.summary());
  }

  @Test
  void wrongWidthIsRefused() {
    Mlp model = Mlp.builder(64).dense(10).build(random);
    var e = assertThrows(AutodiffException.class, () -> model.predict(Tensor.ones(32, 63)));
    assertEquals(
        """
        network: examples do not fit
          given     a batch of shape (32, 63)
          expected  (batch, 64)\
        """,
        e.getMessage());
  }

  @Test
  void singleExampleGetsAHint() {
    Mlp model = Mlp.builder(64).dense(10).build(random);
    Tensor example = Tensor.ones(64);
    var e = assertThrows(AutodiffException.class, () -> model.predict(example));
    assertTrue(String.valueOf(e.getMessage()).contains("hint      unsqueeze(0)"));
    assertEquals(Shape.of(1, 10), model.predict(example.unsqueeze(0)).shape());
  }

  @Test
  void denseAfterAMatrixIsRefused() {
    var builder = Mlp.builder(8, 8).dense(10);
    var e = assertThrows(AutodiffException.class, () -> builder.build(random));
    assertEquals(
        """
        dense: an example is not a vector
          given     layer dense1 after examples of shape (8, 8)
          expected  examples of one axis
          hint      flatten() before it makes vectors of 64 elements\
        """,
        e.getMessage());
  }

  @Test
  void savedValuesAreTakenOverAllOrNone() {
    Mlp model = Mlp.builder(3).dense(4).batchNorm().build(random);
    Mlp other = Mlp.builder(3).dense(4).batchNorm().build(new SplittableRandom(8));
    other.load(model.state());
    Tensor x = Tensor.randn(random, 5, 3);
    assertArrayEquals(model.predict(x).values(), other.predict(x).values(), 0);
    Mlp wider = Mlp.builder(3).dense(5).build(random);
    var e = assertThrows(AutodiffException.class, () -> wider.load(model.state()));
    assertEquals(
        """
        network: saved values do not fit
          given     "dense1.weight" float64 of shape (3, 4)
          expected  "dense1.weight" float64 of shape (3, 5)\
        """,
        e.getMessage());
  }

  @Test
  void networkComputesInSinglePrecisionIfAsked() {
    Mlp model =
        Mlp.builder(3)
            .dtype(DType.FLOAT32)
            .dense(4, Activation.TANH)
            .batchNorm()
            .layerNorm()
            .dropout(0.5)
            .residual(block -> block.dense(4))
            .dense(2)
            .build(random);
    assertEquals(DType.FLOAT32, model.predict(Tensor.randn(random, 5, 3)).dtype());
    try (Tape tape = new Tape()) {
      Tensor x = Tensor.randn(random, 5, 3).to(DType.FLOAT32);
      Scalar loss = model.forward(x, Pass.training(tape, random)).square().mean();
      Gradients gradients = tape.gradients(loss);
      for (Parameter parameter : model.parameters()) {
        assertEquals(DType.FLOAT32, gradients.of(parameter).dtype());
      }
    }
  }

  /** A layer made of two networks. */
  private record Two(Mlp a, Mlp b) implements Layer {
    @Override
    public Tensor forward(Tensor input, Pass pass) {
      return a.forward(input, pass).add(b.forward(input, pass));
    }

    @Override
    public Shape outputShape(Shape input) {
      return Shape.of(1);
    }

    @Override
    public List<Parameter> parameters() {
      return Stream.concat(a.parameters().stream(), b.parameters().stream()).toList();
    }
  }

  @Test
  void twoParametersOfOneNameAreRefused() {
    MlpBuilder same =
        Mlp.builder(3)
            .layer(
                "two",
                site ->
                    new Two(
                        Mlp.builder(3).dense(1).build(site.random()),
                        Mlp.builder(3).dense(1).build(site.random())));
    var e = assertThrows(AutodiffException.class, () -> same.build(new SplittableRandom(0)));
    assertTrue(e.toString().contains("\"dense1.weight\" twice"), e::toString);
  }

  @Test
  void networksWithinALayerAreSavedByTheirNames() {
    MlpBuilder builder =
        Mlp.builder(3)
            .layer(
                "two",
                site ->
                    new Two(
                        site.network("a", Mlp.builder(3).dense(1)),
                        site.network("b", Mlp.builder(3).dense(1))));
    Mlp model = builder.build(new SplittableRandom(0));
    assertEquals(
        List.of(
            "two1.a.dense1.weight",
            "two1.a.dense1.bias",
            "two1.b.dense1.weight",
            "two1.b.dense1.bias"),
        model.parameters().stream().map(Parameter::name).toList());
    Tensor before = model.predict(Tensor.ones(1, 3));
    model.load(model.state());
    assertArrayEquals(before.values(), model.predict(Tensor.ones(1, 3)).values());
    assertArrayEquals(
        before.values(), builder.build(model.state()).predict(Tensor.ones(1, 3)).values());
  }

  @Test
  void batchOfOneIsNormalisedByTheRunningValues() {
    Mlp model = Mlp.builder(2).batchNorm().build(new SplittableRandom(1));
    try (Tape tape = new Tape()) {
      Pass training = Pass.training(tape, new SplittableRandom(2));
      model.forward(Tensor.of(new double[][] {{1, 20}, {3, 60}}), training);
      double[] mean = model.buffers().get(0).value().values();
      double[] variance = model.buffers().get(1).value().values();
      Tensor one = Tensor.of(new double[][] {{7, 7}});
      Tensor output = model.forward(one, training);
      assertArrayEquals(model.predict(one).values(), output.values());
      assertArrayEquals(mean, model.buffers().get(0).value().values());
      assertArrayEquals(variance, model.buffers().get(1).value().values());
    }
  }
}
