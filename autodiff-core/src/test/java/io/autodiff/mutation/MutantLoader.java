package io.autodiff.mutation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Loads the engine and its tests anew, with every instruction of its derivatives made one that can
 * be broken.
 */
final class MutantLoader extends ClassLoader {
  private static final String HOME = "io.autodiff.";
  private static final String OURS = HOME + "mutation.";
  private static final String LOOPS = HOME + "internal.loop.";

  /** The methods of operations that are rules. */
  private static final Set<String> RULES =
      Set.of(
          "derivative",
          "left",
          "right",
          "propagate",
          "propagateLeft",
          "propagateRight",
          "vjp",
          "jvp",
          "transpose");

  /** The methods that are broken in classes that are no operations. */
  private record Part(String place, Set<String> methods) {}

  private static final Map<String, Part> PARTS =
      Map.of(
          HOME + "sweep.ReverseSweep",
          new Part(
              "sweep in reverse",
              Set.of("sweepChunk", "sweepOther", "sweepDescribed", "add", "passStructure")),
          HOME + "sweep.ForwardSweep",
          new Part("sweep forward", Set.of("stepScalar", "stepDescribed", "push", "stepElement")),
          HOME + "sweep.RecordedReverseSweep",
          new Part("recorded sweep", Set.of("stepScalar", "stepTensor", "accumulate")),
          HOME + "program.Replay",
          new Part(
              "replay",
              Set.of(
                  "forward",
                  "other",
                  "compute",
                  "checkGuards",
                  "reverseSteps",
                  "reverseOther",
                  "reverseTensor",
                  "accumulate")));

  private final List<Site> sites = new ArrayList<>();

  MutantLoader() {
    super(MutantLoader.class.getClassLoader());
  }

  /** Returns what can be broken in the classes that were loaded so far. */
  List<Site> sites() {
    return sites;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      if (known != null || !name.startsWith(HOME)) {
        return known != null ? known : super.loadClass(name, resolve);
      }
      byte[] bytes = transformed(name);
      return defineClass(name, bytes, 0, bytes.length);
    }
  }

  private byte[] transformed(String name) throws ClassNotFoundException {
    byte[] bytes = read(name);
    boolean isOp = name.startsWith(HOME + "op.");
    Part part = PARTS.get(name);
    boolean isLoop = name.equals(LOOPS + "LoopKernel");
    if (!isOp && part == null && !isLoop) {
      return bytes;
    }
    ClassFile file =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(getParent()).cached()));
    ClassModel type = file.parse(bytes);
    if (isLoop) {
      return file.transformClass(type, loops());
    }
    String home = name.substring(name.lastIndexOf('.') + 1);
    Set<String> methods = part == null ? rules(type) : part.methods;
    String place = part == null ? "rule" : part.place;
    return file.transformClass(
        type,
        (builder, element) -> {
          if (element instanceof MethodModel m
              && m.code().isPresent()
              && methods.contains(m.methodName().stringValue())) {
            builder.transformMethod(
                m,
                (inner, e) -> {
                  if (e instanceof CodeModel code) {
                    inner.transformCode(code, new CodeMutator(sites, place, home, m, isOp));
                  } else {
                    inner.with(e);
                  }
                });
          } else {
            builder.with(element);
          }
        });
  }

  private byte[] read(String name) throws ClassNotFoundException {
    String file = "/" + name.replace('.', '/') + ".class";
    try (InputStream in = MutantLoader.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the names of the rules of an operation and of the methods that only they call. */
  private static Set<String> rules(ClassModel type) {
    Set<String> rules = new HashSet<>();
    Set<String> others = new HashSet<>();
    for (MethodModel m : type.methods()) {
      (RULES.contains(m.methodName().stringValue()) ? rules : others)
          .add(m.methodName().stringValue());
    }
    if (rules.isEmpty()) {
      return rules;
    }
    Set<String> helpers = new HashSet<>(others);
    boolean changed = true;
    while (changed) {
      changed = false;
      for (MethodModel m : type.methods()) {
        boolean called = rules.contains(m.methodName().stringValue());
        boolean isHelper = helpers.contains(m.methodName().stringValue());
        boolean isPrivate = (m.flags().flagsMask() & ClassFile.ACC_PRIVATE) != 0;
        if (isHelper && !isPrivate) {
          changed |= helpers.remove(m.methodName().stringValue());
        }
        if (!called && !helpers.contains(m.methodName().stringValue())) {
          changed |= helpers.removeAll(calls(type, m));
        }
      }
    }
    Set<String> reached = new HashSet<>(rules);
    reached.addAll(helpers);
    return reached;
  }

  /** Returns the names of the methods of its own class that a method calls. */
  private static Set<String> calls(ClassModel type, MethodModel method) {
    Set<String> calls = new HashSet<>();
    method
        .code()
        .ifPresent(
            code ->
                code.forEach(
                    e -> {
                      String own = type.thisClass().asInternalName();
                      if (e instanceof InvokeInstruction i && i.owner().name().equalsString(own)) {
                        calls.add(i.name().stringValue());
                      } else if (e instanceof InvokeDynamicInstruction d) {
                        lambdas(d).forEach(calls::add);
                      }
                    }));
    return calls;
  }

  /** Returns the names of the methods to which an instruction makes handles. */
  private static Stream<String> lambdas(InvokeDynamicInstruction i) {
    return i.bootstrapArgs().stream()
        .filter(DirectMethodHandleDesc.class::isInstance)
        .map(h -> ((DirectMethodHandleDesc) h).methodName());
  }

  /**
   * Makes kernels write the loops of the formula that is broken, and run the vector form at once:
   * which elements it computes while it warms depends on the clock.
   */
  private static ClassTransform loops() {
    ClassDesc kernel = ClassDesc.of(LOOPS + "LoopKernel");
    ClassDesc formula = ClassDesc.of(LOOPS + "Formula");
    return ClassTransform.transformingMethodBodies(
        m -> Set.of("write", "make").contains(m.methodName().stringValue()),
        (b, element) -> {
          if (element instanceof TypeCheckInstruction i
              && i.opcode() == Opcode.INSTANCEOF
              && i.type().asInternalName().endsWith("VectorLoop")) {
            b.pop().iconst_0();
          } else if (element instanceof FieldInstruction i
              && i.opcode() == Opcode.GETFIELD
              && i.name().equalsString("formula")) {
            b.with(i);
            b.aload(0).getfield(kernel, "name", ConstantDescs.CD_String).iload(1).iload(2);
            b.invokestatic(
                ClassDesc.of(OURS + "LoopMutants"),
                "formula",
                MethodTypeDesc.of(
                    formula,
                    formula,
                    ConstantDescs.CD_String,
                    ConstantDescs.CD_boolean,
                    ConstantDescs.CD_boolean));
          } else {
            b.with(element);
          }
        });
  }
}
