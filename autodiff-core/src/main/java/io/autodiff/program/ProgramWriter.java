package io.autodiff.program;

import io.autodiff.AutodiffException;
import io.autodiff.CustomOp;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.op.Op;
import io.autodiff.op.OpFormat;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes a program: its operations, each once, the instructions, then outputs, guards and reads. A
 * custom operation is its label; an operand is how far back it is.
 */
final class ProgramWriter {
  static final int INPUT = 0;
  static final int CONSTANT = 1;
  static final int STEP = 2;

  /** What stands before an operation. */
  static final int OWN = 0;

  static final int CUSTOM = 1;

  private final Program program;
  private final DataOutputStream to;
  private final Map<Op, Integer> operations = new LinkedHashMap<>();

  ProgramWriter(Program program, DataOutputStream to) {
    this.program = program;
    this.to = to;
  }

  void write() throws IOException {
    List<Program.Instruction> instructions = program.instructions();
    for (Program.Instruction instruction : instructions) {
      if (instruction instanceof Program.Step step) {
        operations.putIfAbsent(step.op(), operations.size());
      }
    }
    writeOperations();
    writeCount(instructions.size());
    for (int i = 0; i < instructions.size(); i++) {
      switch (instructions.get(i)) {
        case Program.Input input -> write(INPUT, input.example());
        case Program.Constant constant -> write(CONSTANT, constant.value());
        case Program.Step step -> write(i, step);
      }
    }
    writeCounts(program.outputs());
    writeCount(program.guards().size());
    for (Program.Guard guard : program.guards()) {
      writeCount(guard.comparison());
      to.writeBoolean(guard.held());
    }
    writeCounts(program.reads());
  }

  private void writeOperations() throws IOException {
    OpFormat format = new OpFormat();
    Map<String, CustomOp> customs = new LinkedHashMap<>();
    writeCount(operations.size());
    for (Op op : operations.keySet()) {
      if (op instanceof CustomOp custom) {
        if (customs.put(op.label(), custom) != null) {
          throw new AutodiffException(
              "program: two custom operations have one name",
              op.label() + " twice, not equal",
              "a name for each, by which they are found when the program is loaded",
              "a label may have the parameters");
        }
        to.writeByte(CUSTOM);
        to.writeUTF(op.label());
      } else {
        to.writeByte(OWN);
        format.write(to, op);
      }
    }
  }

  private void write(int at, Program.Step step) throws IOException {
    to.writeByte(STEP);
    writeCount(Objects.requireNonNull(operations.get(step.op())));
    writeCount(step.element());
    int[] operands = Operands.of(step);
    writeCount(operands.length);
    for (int operand : operands) {
      writeCount(at - operand);
    }
    Program.Type type = step.type();
    to.writeBoolean(type.isScalar());
    if (!type.isScalar()) {
      OpFormat.write(to, type.dtype());
      OpFormat.write(to, type.shape());
    }
  }

  private void write(int kind, Value<?> value) throws IOException {
    to.writeByte(kind);
    to.writeBoolean(value instanceof Scalar);
    switch (value) {
      case Scalar s -> to.writeLong(Double.doubleToRawLongBits(s.number()));
      case Tensor t -> {
        OpFormat.write(to, t.dtype());
        OpFormat.write(to, t.shape());
        switch (t.storage()) {
          case double[] numbers -> {
            for (double number : numbers) {
              to.writeLong(Double.doubleToRawLongBits(number));
            }
          }
          case float[] numbers -> {
            for (float number : numbers) {
              to.writeInt(Float.floatToRawIntBits(number));
            }
          }
          default -> throw new IllegalStateException("elements of " + t.dtype());
        }
      }
    }
  }

  private void writeCounts(List<Integer> counts) throws IOException {
    writeCount(counts.size());
    for (int count : counts) {
      writeCount(count);
    }
  }

  /** Writes a number that is not negative, seven bits a byte, the lowest first. */
  private void writeCount(int count) throws IOException {
    int left = count;
    while (left > 0x7F) {
      to.writeByte((left & 0x7F) | 0x80);
      left >>>= 7;
    }
    to.writeByte(left);
  }
}
