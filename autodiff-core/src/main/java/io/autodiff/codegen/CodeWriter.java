package io.autodiff.codegen;

import io.autodiff.internal.loop.ClassDump;
import io.autodiff.internal.loop.LruCache;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessFlag;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Writes the hidden classes of a program, each for some of its parts. Constants are no part of
 * them: programs that differ in numbers alone share their classes, and what the virtual machine has
 * compiled of them.
 */
final class CodeWriter {
  /** The most operations of straight code in a class. */
  private static final int MOST_OPERATIONS = 3000;

  private static final ClassDesc DOUBLES = ConstantDescs.CD_double.arrayType();
  private static final ClassDesc INTS = ConstantDescs.CD_int.arrayType();
  private static final ClassDesc PARENT =
      ClassDesc.ofDescriptor(CompiledCode.class.descriptorString());

  private static final LruCache<Source, CompiledCode> CLASSES = new LruCache<>(256);

  private final CodePlan plan;
  private final boolean isExact;

  /**
   * A class file and the objects that it is defined with.
   *
   * @param text the bytes of the file, a character each: a key that is compared by content
   */
  private record Source(String text, List<Object> constants) {
    byte[] file() {
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  private CodeWriter(CodePlan plan, boolean isExact) {
    this.plan = plan;
    this.isExact = isExact;
  }

  /**
   * Returns the code of a program's parts in order.
   *
   * @param isExact whether the traversal in reverse is exact though a result is NaN; such code does
   *     not go forward
   */
  static List<CompiledCode> write(CodePlan plan, boolean isExact) {
    CodeWriter writer = new CodeWriter(plan, isExact);
    List<CompiledCode> all = new ArrayList<>();
    int from = 0;
    int operations = 0;
    for (int p = 0; p < plan.parts.size(); p++) {
      int more = plan.parts.get(p).period();
      if (operations > 0 && operations + more > MOST_OPERATIONS) {
        all.add(writer.code(from, p));
        from = p;
        operations = 0;
      }
      operations += more;
    }
    all.add(writer.code(from, plan.parts.size()));
    return all;
  }

  private CompiledCode code(int from, int to) {
    String name = "Program$" + plan.stepCount() + (isExact ? "exact" : "");
    Source source = source(name, from, to);
    return CLASSES.get(source, _ -> define(source(name + "$" + sum(source.file()), from, to)));
  }

  private static String sum(byte... file) {
    CRC32 sum = new CRC32();
    sum.update(file);
    return Long.toHexString(sum.getValue());
  }

  private static CompiledCode define(Source source) {
    byte[] file = source.file();
    ClassDump.write(file);
    try {
      return (CompiledCode)
          MethodHandles.lookup()
              .defineHiddenClassWithClassData(file, source.constants, true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a program could not be compiled", e);
    }
  }

  private Source source(String name, int from, int to) {
    ClassDesc self = ClassDesc.of(CodeWriter.class.getPackageName(), name);
    List<Object> constants = new ArrayList<>();
    byte[] file =
        ClassFile.of()
            .build(
                self,
                type -> {
                  type.withFlags(AccessFlag.FINAL, AccessFlag.SYNTHETIC);
                  type.withSuperclass(PARENT);
                  type.withMethodBody(
                      ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, 0, CodeWriter::constructor);
                  if (!isExact) {
                    write(type, self, from, to, constants, false);
                  }
                  write(type, self, from, to, constants, true);
                });
    return new Source(new String(file, StandardCharsets.ISO_8859_1), List.copyOf(constants));
  }

  private static void constructor(CodeBuilder code) {
    code.aload(0).invokespecial(PARENT, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void).return_();
  }

  /** Writes the methods of one direction, and the one that calls them. */
  private void write(
      ClassBuilder type, ClassDesc self, int from, int to, List<Object> constants, boolean back) {
    List<String> names = new ArrayList<>();
    for (int p = from; p < to; p++) {
      names.add(name(p, back));
      if (plan.parts.get(p).isOneMethod()) {
        segment(type, p, 0, names.getLast(), constants, back);
      } else {
        for (int s = 0; s < plan.parts.get(p).segments(); s++) {
          segment(type, p, s, names.getLast() + "$" + s, constants, back);
        }
        loop(type, self, p, names.getLast(), back);
      }
    }
    List<String> order = back ? names.reversed() : names;
    type.withMethodBody(
        back ? "reverse" : "forward",
        parameters(back, false),
        0,
        code -> {
          for (String name : order) {
            pushArrays(code, back, 1);
            code.invokestatic(self, name, parameters(back, false));
          }
          code.return_();
        });
  }

  /** Returns a name that tells the part in a profile: its number, and of a loop its size. */
  private String name(int p, boolean back) {
    Part part = plan.parts.get(p);
    String size = part.isLoop() ? "$" + part.count() + "x" + part.period() : "";
    return (back ? "reverse" : "forward") + p + size;
  }

  private static MethodTypeDesc parameters(boolean back, boolean isSegment) {
    List<ClassDesc> types = new ArrayList<>(Collections.nCopies(back ? 2 : 1, DOUBLES));
    types.add(INTS);
    if (isSegment) {
      types.add(ConstantDescs.CD_int);
    }
    return MethodTypeDesc.of(ConstantDescs.CD_void, types);
  }

  private static void pushArrays(CodeBuilder code, boolean back, int first) {
    for (int k = 0; k < (back ? 3 : 2); k++) {
      code.aload(first + k);
    }
  }

  private void segment(
      ClassBuilder type, int p, int segment, String name, List<Object> constants, boolean back) {
    Part part = plan.parts.get(p);
    type.withMethodBody(
        name,
        parameters(back, !part.isOneMethod()),
        ClassFile.ACC_STATIC,
        code ->
            (back
                    ? new ReverseWriter(code, plan, part, segment, constants, isExact)
                    : new ForwardWriter(code, plan, part, segment, constants))
                .write());
  }

  /** Writes a loop over the segments of a long body. */
  private void loop(ClassBuilder type, ClassDesc self, int p, String name, boolean back) {
    Part part = plan.parts.get(p);
    type.withMethodBody(
        name,
        parameters(back, false),
        ClassFile.ACC_STATIC,
        code -> {
          int k = back ? 3 : 2;
          code.loadConstant(back ? part.count() - 1 : 0).istore(k);
          var top = code.newBoundLabel();
          for (int i = 0; i < part.segments(); i++) {
            int s = back ? part.segments() - 1 - i : i;
            pushArrays(code, back, 0);
            code.iload(k).invokestatic(self, name + "$" + s, parameters(back, true));
          }
          code.iinc(k, back ? -1 : 1).iload(k);
          if (back) {
            code.ifge(top);
          } else {
            code.loadConstant(part.count()).if_icmplt(top);
          }
          code.return_();
        });
  }
}
