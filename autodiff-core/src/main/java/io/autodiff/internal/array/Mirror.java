package io.autodiff.internal.array;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;

/**
 * Makes the class file of a kernel that finds the smallest from that of the one that finds the
 * largest: {@code max} and {@code MAX} become {@code min} and {@code MIN}, -∞ becomes ∞.
 */
final class Mirror {
  private Mirror() {}

  static byte[] derive(byte[] template) {
    ClassFile classes = ClassFile.of();
    return classes.transformClass(
        classes.parse(template), ClassTransform.transformingMethodBodies(Mirror::accept));
  }

  private static void accept(CodeBuilder b, CodeElement element) {
    if (element instanceof InvokeInstruction i && i.name().equalsString("max")) {
      b.invoke(i.opcode(), i.owner().asSymbol(), "min", i.typeSymbol(), i.isInterface());
    } else if (element instanceof FieldInstruction f && f.name().equalsString("MAX")) {
      b.fieldAccess(f.opcode(), f.owner().asSymbol(), "MIN", f.typeSymbol());
    } else if (element instanceof ConstantInstruction c
        && c.constantValue().equals(Double.NEGATIVE_INFINITY)) {
      b.loadConstant(Double.POSITIVE_INFINITY);
    } else {
      b.with(element);
    }
  }
}
