package io.autodiff.internal.loop;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Writes the hidden class of a formula's loops. A formula without parameters has one loop, any
 * other has one for each choice of them.
 *
 * <p>A loop that several functions share calls them through an unpredictable pointer and is 20 to
 * 60 times slower than a loop that knows its function. The classes are written from the formula, so
 * that the loops over float and double, plain and SIMD, have one source.
 */
final class LoopClassWriter {
  static final String PACKAGE = LoopClassWriter.class.getPackageName();
  private static final ClassDesc OBJECT = ConstantDescs.CD_Object;
  private static final ClassDesc INT = ConstantDescs.CD_int;

  /** The method that computes a run element by element, of a loop that has repairs. */
  static final String ELEMENTWISE = "runElementwise";

  static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          ConstantDescs.CD_void,
          OBJECT,
          INT,
          OBJECT,
          INT,
          OBJECT,
          INT,
          OBJECT,
          INT,
          OBJECT,
          INT,
          INT);

  /** The method that computes the last elements of a run in vectors, of a loop that is long. */
  static final String REST = "runRest";

  /** Like {@link #RUN}, and the number of the first element that is computed. */
  static final MethodTypeDesc RUN_REST = RUN.insertParameterTypes(RUN.parameterCount(), INT);

  private static final MethodTypeDesc ROW_RUN = MethodTypeDesc.of(ConstantDescs.CD_void, OBJECT);

  /** The field that holds a loop's parameters. */
  static final String PARAMETERS = "parameters";

  static final ClassDesc DOUBLES = ConstantDescs.CD_double.arrayType();

  private final Constructor<?> constructor;

  private LoopClassWriter(Constructor<?> constructor) {
    this.constructor = constructor;
  }

  /** Returns a new loop with these parameters. */
  Loop loop(double... parameters) {
    try {
      return (Loop) constructor.newInstance(parameters);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(constructor.getDeclaringClass() + " cannot be made", e);
    }
  }

  /**
   * Makes a new class.
   *
   * @param name what the class is called, after {@code Loop$}
   * @param single whether the elements are floats
   * @param simd whether to write it in the Vector API
   * @param stepped a bit for each input, set where it is read element by element
   */
  static LoopClassWriter of(
      String name, Formula formula, boolean single, boolean simd, int stepped) {
    return of(name, formula, single, simd, () -> LoopOperands.ofLoop(formula, stepped));
  }

  /** Makes a new class of a fused loop. */
  static LoopClassWriter of(FusedLoop.Spec spec) {
    return of(
        "fused_" + spec.formula().operations().size() + (spec.single() ? "_f32" : "_f64"),
        spec.formula(),
        spec.single(),
        spec.simd(),
        () -> LoopOperands.ofTable(spec));
  }

  /**
   * Makes a new class.
   *
   * @param operands where its methods find their operands, new for each method
   */
  private static LoopClassWriter of(
      String name, Formula formula, boolean single, boolean simd, Supplier<LoopOperands> operands) {
    List<Object> functions = functions(formula);
    ClassDesc self = ClassDesc.of(PACKAGE, "Loop$" + name);
    Consumer<CodeBuilder> plain =
        code ->
            new PlainEmitter(code, formula, single, operands.get(), self, functions, !simd).emit();
    byte[] bytes =
        write(
            self,
            simd ? VectorLoop.class : Loop.class,
            type -> {
              String whole = simd ? ELEMENTWISE : "run";
              type.withMethodBody(whole, RUN, ClassFile.ACC_PUBLIC, plain);
              if (simd && formula.hasRareCases()) {
                type.withMethodBody(
                    "hasRareCases",
                    MethodTypeDesc.of(ConstantDescs.CD_boolean),
                    0,
                    code -> code.iconst_1().ireturn());
              }
              if (simd) {
                vectors(type, formula, single, operands, self);
              }
            });
    return new LoopClassWriter(define(self, bytes, functions));
  }

  private static void vectors(
      ClassBuilder type,
      Formula formula,
      boolean single,
      Supplier<LoopOperands> operands,
      ClassDesc self) {
    for (boolean onlyRest : new boolean[] {false, true}) {
      if (onlyRest && !VectorEmitter.restIsApart(formula)) {
        return;
      }
      type.withMethodBody(
          onlyRest ? REST : "run",
          onlyRest ? RUN_REST : RUN,
          ClassFile.ACC_PUBLIC,
          code -> new VectorEmitter(code, formula, single, operands.get(), self, onlyRest).emit());
    }
  }

  /** Makes a new row loop, in a class of its own. */
  static RowLoop rows(RowLoop.Spec spec) {
    Formula formula = spec.formula();
    List<Object> functions = functions(formula);
    ClassDesc self = ClassDesc.of(PACKAGE, "RowLoop$" + (spec.single() ? "f32" : "f64"));
    Consumer<CodeBuilder> body =
        code -> {
          LoopOperands operands = LoopOperands.ofRows(spec);
          new PlainEmitter(code, formula, spec.single(), operands, self, functions, false).emit();
        };
    byte[] bytes =
        write(
            self,
            RowLoop.class,
            type -> type.withMethodBody("run", ROW_RUN, ClassFile.ACC_PUBLIC, body));
    try {
      return (RowLoop) define(self, bytes, functions).newInstance((Object) new double[0]);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a row loop could not be made", e);
    }
  }

  /** Returns the functions that a formula calls. */
  private static List<Object> functions(Formula formula) {
    return functions(formula.operations());
  }

  /** Returns the functions that operations call. */
  static List<Object> functions(List<Formula.Operation> operations) {
    List<Object> functions = new ArrayList<>();
    for (Formula.Operation step : operations) {
      if (step.function() != null && !functions.contains(step.function())) {
        functions.add(step.function());
      }
    }
    return functions;
  }

  static Constructor<?> define(ClassDesc self, byte[] bytes, List<Object> functions) {
    ClassDump.write(bytes);
    try {
      return MethodHandles.lookup()
          .defineHiddenClassWithClassData(bytes, functions, true)
          .lookupClass()
          .getDeclaredConstructor(double[].class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(self.displayName() + " could not be made", e);
    }
  }

  static byte[] write(ClassDesc self, Class<?> extended, Consumer<ClassBuilder> methods) {
    ClassDesc parent = extended.describeConstable().orElseThrow();
    return ClassFile.of()
        .build(
            self,
            type -> {
              type.withFlags(AccessFlag.FINAL, AccessFlag.SYNTHETIC);
              type.withSuperclass(parent);
              type.withField(PARAMETERS, DOUBLES, ClassFile.ACC_FINAL);
              type.withMethodBody(
                  ConstantDescs.INIT_NAME,
                  MethodTypeDesc.of(ConstantDescs.CD_void, DOUBLES),
                  0,
                  code -> constructor(code, self, parent));
              methods.accept(type);
            });
  }

  private static void constructor(CodeBuilder code, ClassDesc self, ClassDesc parent) {
    code.aload(0).invokespecial(parent, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void);
    code.aload(0).aload(1).putfield(self, PARAMETERS, DOUBLES).return_();
  }
}
