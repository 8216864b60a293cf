package io.autodiff.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.autodiff.DType;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.op.BinaryOp;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which instructions a simplified program shares, and which it must not. */
class SharedInstructionsTest {

  @Test
  void operandsAreAListLikeAnyOther() {
    List<Integer> operands = Operands.of(3, 1000, 3);
    assertEquals(List.of(3, 1000, 3), operands);
    assertEquals(operands, List.of(3, 1000, 3));
    assertEquals(List.of(3, 1000, 3).hashCode(), operands.hashCode());
    assertNotEquals(operands, Operands.of(3, 1000));
    assertNotEquals(operands, Operands.of(3, 1000, 4));
    assertEquals(Operands.of(3, 1000, 3), operands);
  }

  @Test
  void aStepOfAListHasTheSameOperands() {
    Program.Step step = new Program.Step(BinaryOp.ADD, List.of(2, 5), 0, Program.Type.SCALAR);
    assertEquals(step, new Program.Step(BinaryOp.ADD, Operands.of(2, 5), 0, Program.Type.SCALAR));
    assertEquals(Operands.of(2, 5), Operands.of(Operands.of(step)));
  }

  @Test
  void constantsOfOtherBitsAreNotShared() {
    ProgramSimplifier program = new ProgramSimplifier();
    int zero = constant(program, 0.0);
    assertNotEquals(zero, constant(program, -0.0));
    assertEquals(zero, constant(program, 0.0));
    int nan = constant(program, Double.NaN);
    assertEquals(nan, constant(program, Double.NaN));
    assertNotEquals(nan, constant(program, Double.longBitsToDouble(0x7ff8000000000001L)));
    int single = program.add(new Program.Constant(Tensor.of(0.5).reshape().to(DType.FLOAT32)));
    assertNotEquals(single, program.add(new Program.Constant(Tensor.of(0.5).reshape())));
    assertNotEquals(single, constant(program, 0.5));
  }

  private static int constant(ProgramSimplifier program, double number) {
    return program.add(new Program.Constant(Scalar.of(number)));
  }

  @Test
  void stepsAreSharedByOperationOperandsAndElement() {
    ProgramSimplifier program = new ProgramSimplifier();
    int x = program.add(new Program.Input(Scalar.of(1)));
    int y = program.add(new Program.Input(Scalar.of(1)));
    assertNotEquals(x, y);
    int[] sums = new int[2000];
    for (int round = 0; round < 2; round++) {
      int last = y;
      for (int i = 0; i < sums.length; i++) {
        last = add(program, i % 3 == 0 ? BinaryOp.SUB : BinaryOp.ADD, last, x);
        assertEquals(round == 0 ? last : sums[i], last);
        sums[i] = last;
      }
    }
    assertNotEquals(add(program, BinaryOp.SUB, x, y), add(program, BinaryOp.SUB, y, x));
    assertEquals(2 + sums.length + 1, lengthOf(program));
  }

  private static int add(ProgramSimplifier program, BinaryOp op, int... operands) {
    return program.add(new Program.Step(op, Operands.of(operands), 0, Program.Type.SCALAR));
  }

  /** Returns how many instructions were written: the number of the next one. */
  private static int lengthOf(ProgramSimplifier program) {
    return program.append(new Program.Input(Scalar.of(0)));
  }
}
