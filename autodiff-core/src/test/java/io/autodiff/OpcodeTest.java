package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.op.Elementwise;
import io.autodiff.op.OpSamples;
import io.autodiff.op.Opcode;
import io.autodiff.op.Samples;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpcodeTest {
  private static List<Elementwise> coded() {
    return OpSamples.elementwise().stream()
        .map(Samples.Case::op)
        .filter(op -> op.opcode() != Elementwise.GENERIC)
        .toList();
  }

  @Test
  void everyOperationIsFoundByItsCode() {
    for (Elementwise op : coded()) {
      assertSame(op, Opcode.operation(op.opcode()));
    }
  }

  @Test
  void noTwoOperationsShareACodeAndEachFitsSixBits() {
    Set<Elementwise> operations = new HashSet<>(coded());
    Set<Integer> codes = new HashSet<>();
    for (Elementwise op : operations) {
      codes.add(op.opcode());
      assertTrue(op.opcode() < 64, op::label);
    }
    assertEquals(18, codes.size());
    assertEquals(operations.size(), codes.size());
  }
}
