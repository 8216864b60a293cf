package io.autodiff.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.op.BinaryOp;
import io.autodiff.op.Op;
import io.autodiff.op.UnaryOp;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written: its size, its names, and that constants are no part of it. */
class CodeSizeTest {
  /** HotSpot compiles no method with more bytes of code. */
  private static final int MOST_BYTES = 8000;

  /** {@code sum += body(x[k], constant)} with a long random body. */
  private static ScalarProgram looped(int body, int count, double constant) {
    List<Op> ops = new ArrayList<>();
    List<int[]> operands = new ArrayList<>();
    int first = count + 1;
    int sum = count; // the constant
    for (int k = 0; k < count; k++) {
      Random r = new Random(body);
      int start = first + ops.size();
      for (int j = 0; j < body; j++) {
        int a = j == 0 ? k : start + j - 1;
        int b = j % 7 == 3 ? count : j == 0 ? k : start + r.nextInt(j);
        Op op = r.nextInt(5) == 0 ? UnaryOp.TANH : r.nextBoolean() ? BinaryOp.MUL : BinaryOp.DIV;
        ops.add(op);
        operands.add(op == UnaryOp.TANH ? new int[] {a} : new int[] {a, b});
      }
      ops.add(BinaryOp.ADD);
      operands.add(new int[] {sum, first + ops.size() - 2});
      sum = first + ops.size() - 1;
    }
    return new ScalarProgram(
        count,
        new double[] {constant},
        ops.toArray(Op[]::new),
        operands.toArray(int[][]::new),
        new int[] {sum},
        new int[0]);
  }

  private static List<ClassModel> dumped(Path folder, Runnable compile) throws IOException {
    System.setProperty("autodiff.dump", folder.toString());
    try {
      compile.run();
    } finally {
      System.clearProperty("autodiff.dump");
    }
    List<ClassModel> classes = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().contains("Program$")).toList()) {
        classes.add(ClassFile.of().parse(file));
      }
    }
    return classes;
  }

  @Test
  void noMethodIsTooLongForHotSpotAndNamesTellLoops(@TempDir Path folder) throws IOException {
    List<ClassModel> classes =
        dumped(
            folder,
            () -> {
              CodePlan plan = new CodePlan(looped(777, 12, 3));
              CodeWriter.write(plan, false);
              CodeWriter.write(plan, true);
              CodeWriter.write(new CodePlan(looped(95, 9, 3)), false);
              CodeWriter.write(new CodePlan(looped(2999, 1, 3)), false);
            });
    assertTrue(classes.size() >= 4, "classes " + classes.size());
    List<String> names = new ArrayList<>();
    for (ClassModel c : classes) {
      for (MethodModel m : c.methods()) {
        names.add(m.methodName().stringValue());
        int length =
            m.findAttribute(java.lang.classfile.Attributes.code())
                .map(CodeAttribute::codeLength)
                .orElseThrow();
        assertTrue(
            length < MOST_BYTES, c.thisClass().name() + " " + names.getLast() + " " + length);
      }
    }
    assertTrue(names.stream().anyMatch(n -> n.matches("forward\\d+\\$\\d+x778\\$7")), "" + names);
    assertTrue(names.stream().anyMatch(n -> n.matches("reverse\\d+\\$\\d+x96")), "" + names);
  }

  @Test
  void programsThatDifferInConstantsShareTheirClasses() {
    List<CompiledCode> one = CodeWriter.write(new CodePlan(looped(9, 20, 3)), false);
    List<CompiledCode> other = CodeWriter.write(new CodePlan(looped(9, 20, 4)), false);
    assertEquals(1, one.size());
    assertSame(one.get(0), other.get(0));
    List<CompiledCode> longer = CodeWriter.write(new CodePlan(looped(9, 21, 4)), false);
    assertNotSame(one.get(0), longer.get(0));
  }

  @Test
  void aBodyIsFoundThoughShorterOnesRepeatInIt() {
    List<Op> ops = new ArrayList<>();
    List<int[]> operands = new ArrayList<>();
    int last = 0;
    for (int k = 0; k < 30; k++) {
      for (int i = 0; i < 50; i++) {
        ops.add(BinaryOp.MUL);
        operands.add(new int[] {last, 0});
        last = ops.size();
        ops.add(UnaryOp.SIN);
        operands.add(new int[] {last});
        last = ops.size();
      }
      ops.add(UnaryOp.EXP);
      operands.add(new int[] {last});
      last = ops.size();
    }
    ScalarProgram p =
        new ScalarProgram(
            1,
            new double[0],
            ops.toArray(Op[]::new),
            operands.toArray(int[][]::new),
            new int[] {last},
            new int[0]);
    int[] position = new int[ops.size() + 1];
    Arrays.setAll(position, i -> i - 1);
    List<LoopFinder.Loop> loops = LoopFinder.find(p, p.neededSteps(), position);
    assertTrue(
        loops.stream().anyMatch(l -> l.period() == 101 && l.count() >= 28), loops.toString());
  }
}
