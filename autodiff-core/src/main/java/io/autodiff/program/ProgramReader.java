package io.autodiff.program;

import io.autodiff.AutodiffException;
import io.autodiff.CustomOp;
import io.autodiff.DType;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Op;
import io.autodiff.op.OpFormat;
import io.autodiff.op.Structure;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link ProgramWriter} writes, and checks that it is a program. */
final class ProgramReader {
  private final DataInputStream from;
  private final CustomOp[] customs;
  private final List<Op> operations = new ArrayList<>();
  private final ProgramBuilder program = new ProgramBuilder();
  private int size;

  ProgramReader(DataInputStream from, CustomOp... customs) {
    this.from = from;
    this.customs = customs;
  }

  Program read() throws IOException {
    readOperations();
    int count = readCount();
    for (; size < count; size++) {
      int kind = from.readUnsignedByte();
      program.add(
          switch (kind) {
            case ProgramWriter.INPUT -> new Program.Input(readValue());
            case ProgramWriter.CONSTANT -> new Program.Constant(readValue());
            case ProgramWriter.STEP -> readStep();
            default -> throw new OpFormat.Unreadable("an instruction of kind " + kind);
          });
    }
    List<Integer> outputs = readNumbers();
    for (int left = readCount(); left > 0; left--) {
      int comparison = known(readCount());
      require(program.get(comparison).type().isScalar(), "a guard of a tensor");
      program.guard(comparison, from.readBoolean());
    }
    readNumbers().forEach(program::read);
    return program.build(outputs);
  }

  private void readOperations() throws IOException {
    OpFormat format = new OpFormat();
    for (int left = readCount(); left > 0; left--) {
      operations.add(
          from.readUnsignedByte() == ProgramWriter.OWN
              ? format.read(from)
              : custom(from.readUTF()));
    }
  }

  private CustomOp custom(String label) {
    for (CustomOp custom : customs) {
      if (custom.label().equals(label)) {
        return custom;
      }
    }
    throw new AutodiffException(
        "program: the file has a custom operation that was not given",
        label,
        "the operation, as an argument of load",
        null);
  }

  private Program.Step readStep() throws IOException {
    int index = readCount();
    require(index < operations.size(), "operation " + index + " of " + operations.size());
    int element = readCount();
    int count = readCount();
    require(count <= from.available(), count + " operands");
    int[] operands = new int[count];
    for (int k = 0; k < count; k++) {
      operands[k] = known(size - readCount());
    }
    Program.Type type = from.readBoolean() ? Program.Type.SCALAR : readType();
    Program.Step step =
        new Program.Step(operations.get(index), Operands.of(operands), element, type);
    require(isSound(step, operands), "operands or a result that do not fit " + step.label());
    return step;
  }

  /** Returns whether number and kinds of operands, and the kind of the result, are possible. */
  private boolean isSound(Program.Step step, int... operands) {
    boolean scalars = true;
    boolean tensors = true;
    for (int operand : operands) {
      boolean isScalar = program.get(operand).type().isScalar();
      scalars &= isScalar;
      tensors &= !isScalar;
    }
    boolean isScalar = step.type().isScalar();
    return switch (step.op()) {
      case Elementwise e ->
          operands.length == e.arity()
              && (isScalar ? scalars : tensors && isBroadcast(step, operands));
      case Structure s ->
          switch (s) {
            case STOP ->
                operands.length == 1 && step.type().equals(program.get(operands[0]).type());
            case ELEMENT ->
                operands.length == 1
                    && tensors
                    && isScalar
                    && step.element() < program.get(operands[0]).type().shape().size();
            case STACK -> scalars && !isScalar && operands.length == step.type().shape().size();
            case VARIABLE, PARAMETER, ALIAS, CALL, OUTPUT -> false;
          };
      default -> tensors && !isScalar;
    };
  }

  /** Returns whether a result has the type of operands that are broadcast. */
  private boolean isBroadcast(Program.Step step, int... operands) {
    Shape shape = program.get(operands[0]).type().shape();
    boolean same = true;
    for (int operand : operands) {
      Program.Type type = program.get(operand).type();
      same &= type.dtype() == step.type().dtype();
      try {
        shape = Shape.broadcast(step.label(), shape, type.shape());
      } catch (AutodiffException e) {
        return false;
      }
    }
    return same && shape.equals(step.type().shape());
  }

  private Value<?> readValue() throws IOException {
    if (from.readBoolean()) {
      return Scalar.of(Double.longBitsToDouble(from.readLong()));
    }
    Program.Type type = readType();
    int count = type.shape().size();
    int width = type.dtype() == DType.FLOAT32 ? Float.BYTES : Double.BYTES;
    require(count <= from.available() / width, "a constant of shape " + type.shape());
    Object array = type.dtype().newArray(count);
    if (array instanceof double[] numbers) {
      for (int i = 0; i < count; i++) {
        numbers[i] = Double.longBitsToDouble(from.readLong());
      }
    } else {
      float[] numbers = (float[]) array;
      for (int i = 0; i < count; i++) {
        numbers[i] = Float.intBitsToFloat(from.readInt());
      }
    }
    return Tensor.wrap(type.shape(), array);
  }

  private Program.Type readType() throws IOException {
    DType dtype = OpFormat.readType(from);
    return new Program.Type(false, dtype, OpFormat.readShape(from));
  }

  private List<Integer> readNumbers() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    for (int left = readCount(); left > 0; left--) {
      numbers.add(known(readCount()));
    }
    return numbers;
  }

  /** Returns the number of an instruction, if there is one so far. */
  private int known(int number) throws OpFormat.Unreadable {
    require(number >= 0 && number < size, "instruction " + number + " of " + size);
    return number;
  }

  private int readCount() throws IOException {
    long count = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 7) {
      int next = from.readUnsignedByte();
      count |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        require(count <= Integer.MAX_VALUE, "the number " + count);
        return (int) count;
      }
    }
    throw new OpFormat.Unreadable("a number without an end");
  }

  private static void require(boolean holds, String what) throws OpFormat.Unreadable {
    if (!holds) {
      throw new OpFormat.Unreadable(what);
    }
  }
}
