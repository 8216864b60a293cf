package io.autodiff.codegen;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A method of an operation that takes and returns numbers, as it stands in the class file. If it is
 * a formula, arithmetic and calls of public functions without a branch, its instructions are
 * copied; any other method is called. A copy is more than a call saved: the virtual machine stops
 * inlining in a method of some hundred calls.
 */
final class MethodCode {
  private final Object receiver;
  private final Class<?> type;
  private final String name;
  private final int argument;
  private final int[] parameters;
  private final @Nullable CodeModel code;
  private final boolean isFormula;

  private MethodCode(Object receiver, Class<?> type, String name, int argument, int... parameters) {
    this.receiver = receiver;
    this.type = type;
    this.name = name;
    this.argument = argument;
    this.parameters = parameters;
    this.code = read(receiver.getClass(), name, signature());
    this.isFormula =
        code != null && code.elementStream().allMatch(e -> isSimple(e, receiver.getClass()));
  }

  /**
   * Finds a method.
   *
   * @param type the interface that declares it
   * @param argument what an int that is the first parameter is, -1 if there is none
   * @param parameters the numbers for which the parameters that are doubles stand
   */
  static MethodCode find(
      Object receiver, Class<?> type, String name, int argument, int... parameters) {
    return new MethodCode(receiver, type, name, argument, parameters);
  }

  private MethodTypeDesc signature() {
    List<ClassDesc> types =
        new ArrayList<>(Collections.nCopies(parameters.length, ConstantDescs.CD_double));
    if (argument >= 0) {
      types.addFirst(ConstantDescs.CD_int);
    }
    return MethodTypeDesc.of(ConstantDescs.CD_double, types);
  }

  /** Returns the code of the method in the class or one that it extends, null if there is none. */
  private static @Nullable CodeModel read(Class<?> from, String name, MethodTypeDesc signature) {
    for (Class<?> c = from;
        c != null && c != Object.class && c != Enum.class;
        c = c.getSuperclass()) {
      for (MethodModel m : ClassFile.of().parse(bytes(c)).methods()) {
        if (m.methodName().equalsString(name)
            && m.methodTypeSymbol().equals(signature)
            && m.code().isPresent()) {
          return m.code().get();
        }
      }
    }
    return null;
  }

  private static byte[] bytes(Class<?> c) {
    String file = c.getName().substring(c.getPackageName().length() + 1) + ".class";
    try (InputStream in = c.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("no class file of " + c.getName());
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSimple(CodeElement e, Class<?> home) {
    return switch (e) {
      case LoadInstruction i -> i.typeKind() == TypeKind.DOUBLE;
      case ConstantInstruction i -> i.typeKind() == TypeKind.DOUBLE;
      case OperatorInstruction i -> i.typeKind() == TypeKind.DOUBLE;
      case ReturnInstruction _ -> true;
      case InvokeInstruction i ->
          i.opcode() == Opcode.INVOKESTATIC
              && !i.owner().asSymbol().packageName().equals(home.getPackageName());
      case Instruction _ -> false;
      default -> true; // a label, the number of a line
    };
  }

  /** Returns whether a class of the operation has this method, not the interface alone. */
  boolean isKnown() {
    return code != null;
  }

  /** Returns whether the instructions are copied. */
  boolean isFormula() {
    return isFormula;
  }

  private int parameter(int slot) {
    return parameters[(slot - (argument >= 0 ? 2 : 1)) / 2];
  }

  /** Returns a bit for each number that the method ever loads. */
  int loaded() {
    int bits = 0;
    if (code == null) {
      for (int parameter : parameters) {
        bits |= 1 << parameter;
      }
      return bits;
    }
    int end = (argument >= 0 ? 2 : 1) + 2 * parameters.length;
    for (CodeElement e : code) {
      if (e instanceof LoadInstruction i && i.typeKind() == TypeKind.DOUBLE && i.slot() < end) {
        bits |= 1 << parameter(i.slot());
      }
    }
    return bits;
  }

  /** Writes what leaves the method's result on the stack. */
  void write(CodeBuilder to, IntConsumer push, Consumer<Object> constant) {
    if (!isFormula || code == null) {
      call(to, push, constant);
      return;
    }
    for (CodeElement e : code) {
      if (e instanceof LoadInstruction load) {
        push.accept(parameter(load.slot()));
      } else if (e instanceof Instruction && !(e instanceof ReturnInstruction)) {
        to.with(e);
      }
    }
  }

  private void call(CodeBuilder to, IntConsumer push, Consumer<Object> constant) {
    constant.accept(receiver);
    if (argument >= 0) {
      to.loadConstant(argument);
    }
    for (int parameter : parameters) {
      push.accept(parameter);
    }
    to.invokeinterface(ClassDesc.ofDescriptor(type.descriptorString()), name, signature());
  }
}
