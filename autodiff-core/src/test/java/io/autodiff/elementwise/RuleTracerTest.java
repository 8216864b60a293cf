package io.autodiff.elementwise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.internal.loop.Formula;
import io.autodiff.internal.loop.FormulaOp;
import io.autodiff.op.Elementwise;
import io.autodiff.op.OpSamples;
import io.autodiff.op.Samples;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RuleTracerTest {
  /** What formulas are written with beside operations. */
  private static final Set<FormulaOp> NO_OPERATIONS =
      EnumSet.of(
          FormulaOp.CONSTANT,
          FormulaOp.PARAMETER,
          FormulaOp.CALL,
          FormulaOp.USUALLY,
          FormulaOp.SHIFT_LEFT,
          FormulaOp.SHIFT_RIGHT,
          FormulaOp.PLUS,
          FormulaOp.AND,
          FormulaOp.OR,
          FormulaOp.REPAIR);

  private static final Set<String> CALLED =
      Set.of(
          "acosh",
          "asinh",
          "atanh",
          "besselI",
          "besselI0e",
          "besselI1e",
          "besselJ",
          "besselMoment",
          "betaDensity",
          "betaInc",
          "digamma",
          "erfInv",
          "erfcx",
          "floorMod",
          "gammaDensity",
          "gammaInc",
          "gammaIncc",
          "lgamma",
          "logAddExp",
          "logNormalCdf",
          "normalQuantile",
          "polygamma",
          "rem",
          "sinc");

  private static List<Elementwise> operations() {
    return OpSamples.elementwise().stream().map(Samples.Case::op).toList();
  }

  @Test
  void everyInstructionOfAnOperationIsThatOfOneOperation() {
    List<FormulaOp> tied = List.copyOf(RuleTracer.INSTRUCTIONS.values());
    assertEquals(EnumSet.complementOf(EnumSet.copyOf(NO_OPERATIONS)), EnumSet.copyOf(tied));
    assertEquals(tied.size(), new HashSet<>(tied).size());
    RuleTracer.INSTRUCTIONS.forEach(
        (op, instruction) -> assertEquals(op.arity(), instruction.arity(), op::label));
  }

  @Test
  void onlyOperationsWithoutSimdAreCalledForEachElement() {
    Set<String> called = new TreeSet<>();
    for (Elementwise op : operations()) {
      Formula formula = RuleTracer.value(op);
      if (formula.operations().stream().anyMatch(s -> s.op() == FormulaOp.CALL)) {
        called.add(op.label());
      }
    }
    assertEquals(CALLED, called);
  }
}
