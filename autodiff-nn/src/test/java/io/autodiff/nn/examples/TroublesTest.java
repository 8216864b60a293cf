package io.autodiff.nn.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.nn.train.Diagnosis;
import io.autodiff.nn.train.History;
import java.util.List;
import org.junit.jupiter.api.Test;

class TroublesTest {
  private final Troubles many = Troubles.onDigits(600);
  private final Troubles few = Troubles.onDigits(100);

  private static void assertFound(String trouble, History history) {
    List<String> found = Diagnosis.of(history);
    assertTrue(found.stream().anyMatch(line -> line.startsWith(trouble)), found.toString());
  }

  private static void assertHealthy(History history) {
    assertEquals(List.of(), Diagnosis.of(history));
  }

  @Test
  void vanishingGradientsAreSeenAndCured() {
    assertFound("vanishing gradients: those of dense1 are ", many.vanishing());
    assertHealthy(many.vanishingCured());
  }

  @Test
  void explodingGradientsAreSeenAndCured() {
    assertFound("exploding gradients: those of dense1 had ", many.exploding());
    assertHealthy(many.explodingCured());
  }

  @Test
  void deadUnitsAreSeenAndCured() {
    assertFound("dead units: ", many.dead());
    assertHealthy(many.deadCured());
  }

  @Test
  void overfittingIsSeenAndCured() {
    assertFound("overfitting: validation loss was lowest, ", few.overfitting());
    assertHealthy(few.overfittingCured());
  }
}
