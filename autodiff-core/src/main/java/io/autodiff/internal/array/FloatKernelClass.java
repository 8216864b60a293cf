package io.autodiff.internal.array;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.PseudoInstruction;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.LocalVariableType;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessFlag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the class file of a kernel for {@code float} from that of the same kernel for {@code
 * double}, so that each is written once.
 *
 * <p>Every {@code double} in the class becomes a {@code float}: locals, fields, arrays, constants,
 * arithmetic, the parameters of its own methods, and {@code DoubleVector} becomes {@code
 * FloatVector}. A method of another class is called in its {@code float} form where it has one
 * ({@code Math.max}, {@code Arrays.fill}), otherwise its arguments are widened and its result is
 * rounded ({@code Math.exp}, {@code DoubleUnaryOperator}). A {@code double} that remained would be
 * a mistake, so the translation refuses what it does not know: lambdas, assignments used as values.
 *
 * <p>An interface that the kernel implements has no {@code double} in its signatures: arrays travel
 * as {@code Object} and are cast to {@code double[]}, which becomes {@code float[]}.
 */
final class FloatKernelClass {
  private static final String SUFFIX = "Float";
  private static final ClassDesc DOUBLES = ConstantDescs.CD_double.arrayType();
  private static final ClassDesc FLOATS = ConstantDescs.CD_float.arrayType();
  private static final String VECTORS = "jdk.incubator.vector";
  private static final ClassDesc DOUBLE_VECTOR = ClassDesc.of(VECTORS, "DoubleVector");
  private static final ClassDesc FLOAT_VECTOR = ClassDesc.of(VECTORS, "FloatVector");

  private final ClassModel template;
  private final ClassDesc from;
  private final ClassDesc to;

  private FloatKernelClass(ClassModel template) {
    this.template = template;
    this.from = template.thisClass().asSymbol();
    this.to = ClassDesc.of(from.packageName(), from.displayName() + SUFFIX);
  }

  /**
   * Returns the class file of the kernel for floats, named as the template with {@code Float}
   * appended.
   *
   * @param template the class file of the kernel for doubles
   * @throws IllegalArgumentException if it does what cannot be translated; the message names it
   */
  static byte[] derive(byte[] template) {
    return new FloatKernelClass(ClassFile.of().parse(template)).build();
  }

  private byte[] build() {
    return ClassFile.of()
        .build(
            to,
            out -> {
              out.withFlags(template.flags().flagsMask());
              out.withSuperclass(template.superclass().orElseThrow().asSymbol());
              out.withInterfaces(template.interfaces());
              for (FieldModel field : template.fields()) {
                out.withField(
                    field.fieldName().stringValue(),
                    type(field.fieldTypeSymbol()),
                    field.flags().flagsMask());
              }
              for (MethodModel method : template.methods()) {
                out.withMethod(
                    method.methodName().stringValue(),
                    type(method.methodTypeSymbol()),
                    method.flags().flagsMask(),
                    body ->
                        method
                            .code()
                            .ifPresent(code -> body.transformCode(code, translate(method, code))));
              }
            });
  }

  private CodeTransform translate(MethodModel method, CodeModel code) {
    Body body = new Body(method, code.elementList());
    return body::accept;
  }

  private ClassDesc type(ClassDesc type) {
    if (type.equals(ConstantDescs.CD_double)) {
      return ConstantDescs.CD_float;
    }
    if (type.equals(DOUBLES)) {
      return FLOATS;
    }
    if (type.equals(DOUBLE_VECTOR)) {
      return FLOAT_VECTOR;
    }
    return type.equals(from) ? to : type;
  }

  private MethodTypeDesc type(MethodTypeDesc type) {
    return MethodTypeDesc.of(
        type(type.returnType()), type.parameterList().stream().map(this::type).toList());
  }

  private static TypeKind kind(TypeKind kind) {
    return kind == TypeKind.DOUBLE ? TypeKind.FLOAT : kind;
  }

  /** Translates the instructions of one method. */
  private final class Body {
    private final MethodModel method;
    private final List<CodeElement> elements;
    private final Map<Integer, Integer> slots = new HashMap<>();
    private int at;

    Body(MethodModel method, List<CodeElement> elements) {
      this.method = method;
      this.elements = elements;
      int old = method.flags().has(AccessFlag.STATIC) ? 0 : 1;
      int next = old;
      for (ClassDesc parameter : method.methodTypeSymbol().parameterList()) {
        slots.put(old, next);
        old += TypeKind.from(parameter).slotSize();
        next += TypeKind.from(type(parameter)).slotSize();
      }
    }

    /** A parameter moves up where a double before it shrank; other locals keep their slots. */
    private int slot(int slot) {
      return slots.getOrDefault(slot, slot);
    }

    void accept(CodeBuilder b, CodeElement element) {
      at++;
      switch (element) {
        case LoadInstruction i -> b.loadLocal(kind(i.typeKind()), slot(i.slot()));
        case StoreInstruction i -> b.storeLocal(kind(i.typeKind()), slot(i.slot()));
        case IncrementInstruction i -> b.iinc(slot(i.slot()), i.constant());
        case ArrayLoadInstruction i -> b.arrayLoad(kind(i.typeKind()));
        case ArrayStoreInstruction i -> b.arrayStore(kind(i.typeKind()));
        case NewPrimitiveArrayInstruction i -> b.newarray(kind(i.typeKind()));
        case ReturnInstruction i -> b.return_(kind(i.typeKind()));
        case ConvertInstruction i -> b.conversion(kind(i.fromType()), kind(i.toType()));
        case OperatorInstruction i -> b.with(OperatorInstruction.of(operator(i.opcode())));
        case ConstantInstruction i -> constant(b, i);
        case TypeCheckInstruction i ->
            b.with(TypeCheckInstruction.of(i.opcode(), type(i.type().asSymbol())));
        case FieldInstruction i ->
            b.fieldAccess(
                i.opcode(),
                type(i.owner().asSymbol()),
                i.name().stringValue(),
                type(i.typeSymbol()));
        case InvokeInstruction i -> invoke(b, i);
        case StackInstruction i -> stack(b, i);
        case InvokeDynamicInstruction i -> throw refusal("a lambda or string concatenation");
        case LocalVariable _, LocalVariableType _, StackMapTableAttribute _ -> {}
        default -> b.with(element);
      }
    }

    private Opcode operator(Opcode op) {
      return op.name().startsWith("D") ? Opcode.valueOf("F" + op.name().substring(1)) : op;
    }

    private void constant(CodeBuilder b, ConstantInstruction i) {
      if (i.constantValue() instanceof Double d) {
        float narrow = (float) (double) d;
        if (Double.isFinite(d) && (Float.isInfinite(narrow) || (narrow == 0 && d != 0))) {
          throw refusal("the constant " + d + ", beyond the range of float");
        }
        b.loadConstant(narrow);
      } else {
        b.with(i);
      }
    }

    /** Translates instructions on two slots, which may have been one double. */
    private void stack(CodeBuilder b, StackInstruction i) {
      switch (i.opcode()) {
        case DUP, POP, SWAP, DUP_X1 -> b.with(i);
        case DUP2 -> {
          if (next() instanceof ArrayLoadInstruction) {
            b.dup2();
          } else if (next() instanceof StoreInstruction s && s.typeKind() == TypeKind.DOUBLE) {
            b.dup();
          } else {
            throw refusal("an assignment used as a value");
          }
        }
        default -> throw refusal("an assignment used as a value, or a result not used");
      }
    }

    private CodeElement next() {
      int i = at;
      while (!(elements.get(i) instanceof Instruction)
          && (elements.get(i) instanceof PseudoInstruction
              || elements.get(i) instanceof LineNumber)) {
        i++;
      }
      return elements.get(i);
    }

    private void invoke(CodeBuilder b, InvokeInstruction i) {
      ClassDesc owner = i.owner().asSymbol();
      MethodTypeDesc old = i.typeSymbol();
      MethodTypeDesc narrow = type(old);
      if (narrow.equals(old)
          || owner.equals(from)
          || owner.packageName().equals(VECTORS)
          || exists(i, narrow)) {
        b.invoke(i.opcode(), type(owner), i.name().stringValue(), narrow, i.isInterface());
        return;
      }
      if (old.parameterList().contains(DOUBLES) || old.returnType().equals(DOUBLES)) {
        throw refusal(owner.displayName() + "." + i.name() + ", which takes double[] only");
      }
      widen(b, old.parameterList());
      b.with(i);
      if (old.returnType().equals(ConstantDescs.CD_double)) {
        b.d2f();
      }
    }

    private boolean exists(InvokeInstruction i, MethodTypeDesc narrow) {
      if (i.opcode() != Opcode.INVOKESTATIC) {
        return false;
      }
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      try {
        Class<?> owner = i.owner().asSymbol().resolveConstantDesc(lookup);
        lookup.findStatic(owner, i.name().stringValue(), narrow.resolveConstantDesc(lookup));
        return true;
      } catch (ReflectiveOperationException e) {
        return false;
      }
    }

    /** Turns the floats among the arguments on the stack into doubles. */
    private void widen(CodeBuilder b, List<ClassDesc> parameters) {
      int first = parameters.indexOf(ConstantDescs.CD_double);
      if (first < 0) {
        return;
      }
      int[] spilled = new int[parameters.size()];
      for (int p = parameters.size() - 1; p > first; p--) {
        TypeKind kind = kind(TypeKind.from(parameters.get(p)));
        spilled[p] = b.allocateLocal(kind);
        b.storeLocal(kind, spilled[p]);
      }
      b.f2d();
      for (int p = first + 1; p < parameters.size(); p++) {
        TypeKind kind = TypeKind.from(parameters.get(p));
        b.loadLocal(kind(kind), spilled[p]);
        if (kind == TypeKind.DOUBLE) {
          b.f2d();
        }
      }
    }

    private IllegalArgumentException refusal(String what) {
      return new IllegalArgumentException(
          from.displayName()
              + "."
              + method.methodName().stringValue()
              + " cannot be made a kernel for float: it has "
              + what);
    }
  }
}
