package io.autodiff.mutation;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Makes each instruction of a method that computes one that can be broken. */
final class CodeMutator implements CodeTransform {
  private static final ClassDesc MUTANTS = ClassDesc.of("io.autodiff.mutation.Mutants");
  private static final ClassDesc TENSOR = ClassDesc.of("io.autodiff.Tensor");
  private static final ClassDesc TENSORS = TENSOR.arrayType();
  private static final Set<ClassDesc> VALUES =
      Set.of(ClassDesc.of("io.autodiff.Value"), TENSOR, ClassDesc.of("io.autodiff.Scalar"));
  private static final ClassDesc OBJECT = ConstantDescs.CD_Object;
  private static final ClassDesc INT = ConstantDescs.CD_int;
  private static final ClassDesc DOUBLE = ConstantDescs.CD_double;

  /** The operators that are broken, by the method that does the same. */
  private static final Map<Opcode, String> OPERATORS =
      Map.of(
          Opcode.DADD, "add",
          Opcode.DSUB, "subtract",
          Opcode.DMUL, "multiply",
          Opcode.DDIV, "divide",
          Opcode.DNEG, "negate",
          Opcode.DCMPL, "compare",
          Opcode.DCMPG, "compare");

  private static final Map<String, List<String>> KINDS =
      Map.of(
          "add", List.of("subtract", "left alone", "right alone"),
          "subtract", List.of("add", "left alone", "right alone"),
          "multiply", List.of("add", "left alone", "right alone"),
          "divide", List.of("multiply", "left alone", "right alone"),
          "negate", List.of("dropped"),
          "compare", List.of("turned", "frozen above", "frozen below"));

  /** The methods that read operands by their positions, both of which they always have. */
  private static final List<String> POSITIONED = List.of(".sweepChunk", ".reverseSteps");

  private final List<Site> sites;
  private final String place;
  private final String method;
  private final boolean isRule;
  private final MethodTypeDesc type;

  /** The parameters' types by their slots. */
  private final Map<Integer, ClassDesc> parameters = new HashMap<>();

  /** The slots of numbers and of positions in the order of their first store. */
  private final List<Integer> numbers = new ArrayList<>();

  private final List<Integer> positions = new ArrayList<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final List<Instruction> before = new ArrayList<>();

  CodeMutator(List<Site> sites, String place, String home, MethodModel method, boolean isRule) {
    this.sites = sites;
    this.place = place;
    this.method = home + "." + method.methodName().stringValue();
    this.isRule = isRule;
    this.type = method.methodTypeSymbol();
    int slot = method.flags().has(AccessFlag.STATIC) ? 0 : 1;
    for (ClassDesc parameter : type.parameterList()) {
      parameters.put(slot, parameter);
      slot += TypeKind.from(parameter).slotSize();
    }
  }

  private int site(String what, String... kinds) {
    return site(what, List.of(kinds));
  }

  private int site(String what, List<String> kinds) {
    int number = counts.merge(what, 1, Integer::sum);
    sites.add(new Site(place, method, what + " " + number, kinds));
    return sites.size() - 1;
  }

  private static void hook(CodeBuilder b, String name, int site, ClassDesc to, ClassDesc... of) {
    MethodTypeDesc type = MethodTypeDesc.of(to, of);
    b.loadConstant(site)
        .invokestatic(MUTANTS, name, type.insertParameterTypes(type.parameterCount(), INT));
  }

  @Override
  public void accept(CodeBuilder b, CodeElement element) {
    switch (element) {
      case OperatorInstruction i when OPERATORS.containsKey(i.opcode()) -> operator(b, i);
      case ConstantInstruction i when i.typeKind() == TypeKind.DOUBLE -> {
        b.with(i);
        hook(b, "constant", site("constant", "negative", "plus a half"), DOUBLE, DOUBLE);
      }
      case LoadInstruction i -> load(b, i);
      case ArrayLoadInstruction i when i.opcode() == Opcode.AALOAD && isOperand() ->
          hook(b, "element", site("operand", "next"), TENSOR, TENSORS, INT);
      case BranchInstruction i -> branch(b, i);
      case ReturnInstruction i when isRule -> result(b, i);
      case InvokeInstruction i -> call(b, i);
      default -> b.with(element);
    }
    if (element instanceof StoreInstruction s) {
      stored(s);
    }
    if (element instanceof Instruction i) {
      before.add(i);
    }
  }

  private Instruction previous(int back) {
    return before.get(before.size() - back);
  }

  /** Returns whether the two instructions before push one of an array of operands. */
  private boolean isOperand() {
    return before.size() > 1
        && previous(2) instanceof LoadInstruction array
        && TENSORS.equals(parameters.get(array.slot()));
  }

  private void operator(CodeBuilder b, OperatorInstruction i) {
    String name = Objects.requireNonNull(OPERATORS.get(i.opcode()));
    int site = site(name, Objects.requireNonNull(KINDS.get(name)));
    switch (name) {
      case "negate" -> hook(b, name, site, DOUBLE, DOUBLE);
      case "compare" -> {
        b.with(i);
        hook(b, name, site, INT, INT);
      }
      default -> hook(b, name, site, DOUBLE, DOUBLE, DOUBLE);
    }
  }

  private void stored(StoreInstruction s) {
    boolean isOperand = previous(1) instanceof InvokeInstruction || isLoadOfElement(previous(1));
    if (s.typeKind() == TypeKind.DOUBLE
        && isOperand
        && numbers.size() < 2
        && !numbers.contains(s.slot())) {
      numbers.add(s.slot());
    }
    boolean isPosition =
        (previous(1) instanceof ArrayLoadInstruction array && array.opcode() == Opcode.IALOAD)
            || (previous(1) instanceof InvokeInstruction call
                && Set.of("left", "right").contains(call.name().stringValue()));
    boolean isLoop = POSITIONED.stream().anyMatch(method::endsWith);
    if (isLoop && s.typeKind() == TypeKind.INT && isPosition && !positions.contains(s.slot())) {
      positions.add(s.slot());
    }
  }

  private static boolean isLoadOfElement(Instruction i) {
    return i.opcode() == Opcode.DALOAD;
  }

  private void load(CodeBuilder b, LoadInstruction i) {
    b.with(i);
    int other = partner(i);
    if (other < 0) {
      return;
    }
    switch (i.typeKind()) {
      case DOUBLE -> {
        b.dload(other);
        hook(b, "other", site("number", "another"), DOUBLE, DOUBLE, DOUBLE);
      }
      case INT -> {
        b.iload(other);
        hook(b, "other", site("position", "another"), INT, INT, INT);
      }
      default -> {
        b.aload(other);
        hook(b, "other", site("value", "another"), OBJECT, OBJECT, OBJECT);
        b.checkcast(parameters.get(i.slot()));
      }
    }
  }

  /** Returns the slot of what might be loaded instead; -1 if there is none. */
  private int partner(LoadInstruction i) {
    ClassDesc own = parameters.get(i.slot());
    if (own != null && (own.equals(DOUBLE) || VALUES.contains(own))) {
      List<Integer> like =
          parameters.entrySet().stream()
              .filter(e -> e.getValue().equals(own))
              .map(Map.Entry::getKey)
              .sorted()
              .toList();
      return like.size() < 2 ? -1 : like.get((like.indexOf(i.slot()) + 1) % like.size());
    }
    List<Integer> stored =
        i.typeKind() == TypeKind.DOUBLE
            ? numbers
            : i.typeKind() == TypeKind.INT ? positions : List.of();
    int at = stored.indexOf(i.slot());
    return isRule || at < 0 || stored.size() < 2 ? -1 : stored.get(at == 0 ? 1 : at - 1);
  }

  private void branch(CodeBuilder b, BranchInstruction i) {
    switch (i.opcode()) {
      case IFEQ, IFNE -> {
        hook(b, "flag", site("branch", "turned"), INT, INT);
        b.with(i);
      }
      case IF_ICMPEQ, IF_ICMPNE -> {
        int site = site("equal", "frozen", "turned");
        hook(b, "equal", site, ConstantDescs.CD_boolean, INT, INT);
        if (i.opcode() == Opcode.IF_ICMPEQ) {
          b.ifne(i.target());
        } else {
          b.ifeq(i.target());
        }
      }
      default -> b.with(i);
    }
  }

  private void result(CodeBuilder b, ReturnInstruction i) {
    if (i.typeKind() == TypeKind.DOUBLE) {
      int site = site("result", "negative", "times 1.0001", "zero");
      hook(b, "result", site, DOUBLE, DOUBLE);
    } else if (VALUES.contains(type.returnType())) {
      int site = site("result", "negative", "times 1.0001", "zero", "frozen");
      hook(b, "result", site, OBJECT, OBJECT);
      b.checkcast(type.returnType());
    }
    b.with(i);
  }

  private void call(CodeBuilder b, InvokeInstruction i) {
    ClassDesc to = i.typeSymbol().returnType();
    boolean isOurs = i.owner().asInternalName().startsWith("io/autodiff/");
    if (to.equals(DOUBLE)) {
      b.with(i);
      String name = "call of " + i.name().stringValue();
      hook(b, "call", site(name, "negative", "times 1.01"), DOUBLE, DOUBLE);
    } else if (isOurs && VALUES.contains(to) && i.opcode() != Opcode.INVOKESPECIAL) {
      operation(b, i);
    } else {
      b.with(i);
    }
  }

  /** Keeps what an operation on values is called with, so that it may take the result's place. */
  private void operation(CodeBuilder b, InvokeInstruction i) {
    List<ClassDesc> types = new ArrayList<>(i.typeSymbol().parameterList());
    if (i.opcode() != Opcode.INVOKESTATIC) {
      types.addFirst(i.owner().asSymbol());
    }
    String name = "call of " + i.name().stringValue();
    int[] slots = new int[types.size()];
    for (int k = slots.length - 1; k >= 0; k--) {
      TypeKind kind = TypeKind.from(types.get(k));
      slots[k] = b.allocateLocal(kind);
      b.storeLocal(kind, slots[k]);
    }
    List<Integer> values = new ArrayList<>();
    for (int k = 0; k < slots.length; k++) {
      b.loadLocal(TypeKind.from(types.get(k)), slots[k]);
      argument(b, types.get(k), name + ", argument " + k);
      if (VALUES.contains(types.get(k))) {
        values.add(slots[k]);
      }
    }
    b.with(i);
    if (values.isEmpty()) {
      return;
    }
    boolean several = values.size() > 1;
    b.aload(values.get(0)).aload(values.get(several ? 1 : 0));
    List<String> kinds =
        several
            ? List.of("negative", "first operand alone", "second operand alone")
            : List.of("negative", "operand alone");
    hook(b, "value", site(name, kinds), OBJECT, OBJECT, OBJECT, OBJECT);
    b.checkcast(i.typeSymbol().returnType());
  }

  private void argument(CodeBuilder b, ClassDesc of, String name) {
    if (of.equals(ConstantDescs.CD_boolean)) {
      hook(b, "flag", site(name, "turned"), INT, INT);
    } else if (of.equals(INT)) {
      hook(b, "integer", site(name, "plus one"), INT, INT);
    } else if (of.equals(INT.arrayType())) {
      hook(b, "axes", site(name, "mirrored"), of, of);
    }
  }
}
