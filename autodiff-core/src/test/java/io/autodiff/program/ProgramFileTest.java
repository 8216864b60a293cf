package io.autodiff.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.autodiff.AutodiffException;
import io.autodiff.Cotangents;
import io.autodiff.CustomOp;
import io.autodiff.DType;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.Workspace;
import io.autodiff.op.BinaryOp;
import io.autodiff.op.Determinant;
import io.autodiff.op.Op;
import io.autodiff.op.OpFormat;
import io.autodiff.op.OpSamples;
import io.autodiff.op.Reshape;
import io.autodiff.op.Solve;
import io.autodiff.op.Structure;
import io.autodiff.op.UnaryOp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs in files. */
class ProgramFileTest {
  private static final double ODD_NAN = Double.longBitsToDouble(0x7FF8_0000_0000_1234L);

  private static byte[] bytes(Program program) throws IOException {
    ByteArrayOutputStream to = new ByteArrayOutputStream();
    program.write(to);
    return to.toByteArray();
  }

  private static Program read(byte[] bytes, CustomOp... operations) throws IOException {
    return Program.read(new ByteArrayInputStream(bytes), operations);
  }

  private static Scalar branching(Scalar... x) {
    Scalar y = x[0].mul(-0.0).add(x[1].clamp(-1.5, 1e300)).pow(x[0]);
    if (y.isGreaterThan(x[0])) {
      y = y.mul(Double.MIN_VALUE).add(x[1].stopGradient().besselJ(3).erf());
    }
    return y.add(x[0].gt(0).where(x[0], x[1].sin()).div(Math.PI));
  }

  /** Tensors of both types, scalars, elements, a solution and a determinant. */
  private static Program tensorProgram() {
    try (Tape tape = new Tape()) {
      Tensor a = tape.variable(Tensor.of(new double[][] {{2, 1}, {0.5, 3}}));
      Tensor b = tape.variable(Tensor.of(1.0, 2));
      Scalar c = tape.variable(0.25);
      Tensor solved = a.solve(b.reshape(2, 1)).add(a.logAbsDet());
      Tensor single = solved.to(DType.FLOAT32).mul(Tensor.of(new float[] {0.1F, -3}));
      Tensor padded = a.pad(1, 0, 1, -7.5);
      Scalar y = single.to(DType.FLOAT64).sum(0).element(1).mul(c).add(padded.square().sum());
      return Program.between(List.of(a, b, c), List.of(y));
    }
  }

  @Test
  void aScalarProgramComesBackToTheBit() throws IOException {
    double[] at = {0.7, 1.3};
    Program p = Program.of(ProgramFileTest::branching, at);
    Program loaded = read(bytes(p));
    assertEquals(p.toString(), loaded.toString());
    assertEquals(p.guards(), loaded.guards());
    assertEquals(1, loaded.guards().size());
    assertEquals(p.inputs(), loaded.inputs());
    double[] gradient = new double[2];
    double[] found = new double[2];
    assertEquals(
        p.compile().valueAndGradient(at, gradient), loaded.compile().valueAndGradient(at, found));
    assertArrayEquals(gradient, found);
    assertArrayEquals(p.gradient().replay().run(at), loaded.gradient().replay().run(at));
    assertArrayEquals(bytes(p), bytes(loaded));
    assertThrows(AutodiffException.class, () -> loaded.replay().run(5, 0.1));
  }

  @Test
  void constantsAndExamplesKeepTheirBits() throws IOException {
    double[] odd = {ODD_NAN, -0.0, Double.MIN_VALUE, Double.NEGATIVE_INFINITY};
    Program p =
        Program.ofVector(
            x ->
                new Scalar[] {
                  x[0].add(odd[0]), x[0].mul(odd[1]), x[1].mul(odd[2]), x[1].add(odd[3])
                },
            ODD_NAN,
            -0.0);
    Program loaded = read(bytes(p));
    for (int i = 0; i < p.instructions().size(); i++) {
      assertEquals(number(p.instructions().get(i)), number(loaded.instructions().get(i)));
    }
  }

  private static long number(Program.Instruction i) {
    return switch (i) {
      case Program.Input input -> bits(input.example());
      case Program.Constant constant -> bits(constant.value());
      case Program.Step _ -> 0;
    };
  }

  private static long bits(Value<?> value) {
    return Double.doubleToRawLongBits(((Scalar) value).value());
  }

  @Test
  void aProgramOfTensorsComesBackWithItsGradient() throws IOException {
    Program p = tensorProgram();
    Program loaded = read(bytes(p));
    assertEquals(p.toString(), loaded.toString());
    Random random = new Random(3);
    List<Value<?>> at =
        List.of(Tensor.randn(random, 2, 2), Tensor.randn(random, 2), Scalar.of(1.5));
    for (Program each : List.of(p, p.valueAndGradient())) {
      Program back = read(bytes(each));
      assertEquals(each.replay().run(at).toString(), back.replay().run(at).toString());
      assertArrayEquals(bytes(each), bytes(back));
    }
    assertEquals(
        p.gradient().replay().run(at).toString(), loaded.gradient().replay().run(at).toString());
  }

  @Test
  void whatWasReadIsKnown() throws IOException {
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(2);
      Scalar square = x.square();
      Program p = Program.between(List.of(x), List.of(square.add(square.value())));
      assertEquals(1, p.reads().size());
      assertEquals(p.reads(), read(bytes(p)).reads());
    }
  }

  /** No list of operations here: a new one is among the samples, or these do not compile. */
  @Test
  void everyOperationComesBack() throws IOException {
    int count = 0;
    for (Op op : (Iterable<Op>) OpSamples.operations()::iterator) {
      if (op instanceof CustomOp) {
        continue;
      }
      byte[] written = written(op);
      Op back = new OpFormat().read(new DataInputStream(new ByteArrayInputStream(written)));
      assertArrayEquals(written, written(back), op::toString);
      if (!(op instanceof Solve || op instanceof Determinant)) { // these have factors of their own
        assertEquals(op, back);
      }
      count++;
    }
    assertTrue(count > 200, "only " + count);
  }

  private static byte[] written(Op op) throws IOException {
    ByteArrayOutputStream to = new ByteArrayOutputStream();
    new OpFormat().write(new DataOutputStream(to), op);
    return to.toByteArray();
  }

  @Test
  void solutionsThatShareFactorsStillDo() throws IOException {
    try (Tape tape = new Tape()) {
      Tensor a = tape.variable(Tensor.of(new double[][] {{2, 1}, {0.5, 3}}));
      Tensor b = tape.variable(Tensor.of(1.0, 2).reshape(2, 1));
      Program p = Program.between(List.of(a, b), List.of(a.solve(b).sum())).gradient();
      Object[] factors =
          read(bytes(p)).instructions().stream()
              .filter(i -> i instanceof Program.Step step && step.op() instanceof Solve)
              .map(i -> (Object) ((Solve) ((Program.Step) i).op()).kept())
              .toArray();
      assertEquals(2, factors.length);
      assertSame(factors[0], factors[1]);
    }
  }

  /** Returns the error for the file of a program that has one step. */
  private static String refusal(Op op, int element, Program.Type type, Value<?> x, int... in) {
    List<Program.Instruction> list =
        List.of(new Program.Input(x), new Program.Step(op, Operands.of(in), element, type));
    Program p = new Program(list, List.of(0), List.of(1), List.of(), List.of());
    return String.valueOf(assertThrows(AutodiffException.class, () -> read(bytes(p))).getMessage());
  }

  @Test
  void stepsThatCannotBeAreRefused() {
    Scalar scalar = Scalar.of(1);
    Tensor pair = Tensor.of(1.0, 2);
    Program.Type pairs = Program.Type.of(pair);
    for (String message :
        List.of(
            refusal(BinaryOp.ADD, 0, Program.Type.SCALAR, scalar, 0),
            refusal(UnaryOp.SIN, 0, Program.Type.SCALAR, scalar, 0, 0),
            refusal(UnaryOp.SIN, 0, Program.Type.SCALAR, pair, 0),
            refusal(UnaryOp.SIN, 0, pairs, scalar, 0),
            refusal(UnaryOp.SIN, 0, Program.Type.of(Tensor.ones(1 << 20)), pair, 0),
            refusal(BinaryOp.ADD, 0, Program.Type.of(pair.to(DType.FLOAT32)), pair, 0, 0),
            refusal(new Reshape(pair.shape()), 0, pairs, scalar, 0),
            refusal(new Reshape(pair.shape()), 0, Program.Type.SCALAR, pair, 0),
            refusal(Structure.STOP, 0, pairs, scalar, 0),
            refusal(Structure.ELEMENT, 2, Program.Type.SCALAR, pair, 0),
            refusal(Structure.ELEMENT, 0, Program.Type.SCALAR, scalar, 0),
            refusal(Structure.STACK, 0, pairs, scalar, 0),
            refusal(Structure.STACK, 0, pairs, pair, 0, 0),
            refusal(Structure.CALL, 0, pairs, pair, 0))) {
      assertTrue(message.contains("operands or a result that do not fit "), message);
    }
  }

  private record Scaled(String label, double by) implements CustomOp {
    @Override
    public Tensor forward(Workspace w, Tensor... in) {
      double[] y = in[0].values();
      Arrays.setAll(y, i -> by * y[i]);
      return Tensor.of(in[0].shape(), y);
    }

    @Override
    public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
      return Cotangents.scale(g, in[0].constant(by));
    }
  }

  private static Program custom(CustomOp... operations) {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.of(1.0, 2));
      Tensor y = x;
      for (CustomOp op : operations) {
        y = op.on(y);
      }
      return Program.between(List.of(x), List.of(y.sum()));
    }
  }

  @Test
  void customOperationsAreFoundByTheirLabels() throws IOException {
    Scaled twice = new Scaled("twice", 2);
    byte[] file = bytes(custom(twice, new Scaled("thrice", 3), twice));
    Program loaded = read(file, new Scaled("thrice", 3), new Scaled("twice", 2));
    assertEquals(
        "[36.0]", loaded.replay().run(List.of(Tensor.of(1.0, 2))).toString().replace("Scalar", ""));
    AutodiffException e =
        assertThrows(AutodiffException.class, () -> read(file, new Scaled("twice", 2)));
    assertEquals(
        """
        program: the file has a custom operation that was not given
          given     thrice
          expected  the operation, as an argument of load\
        """,
        e.getMessage());
  }

  @Test
  void aFailedSaveLeavesTheFileThatIsThere(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("p.program");
    Program p = Program.of(ProgramFileTest::branching, 0.7, 1.3);
    p.save(file);
    Program two = custom(new Scaled("same", 2), new Scaled("same", 3));
    AutodiffException e = assertThrows(AutodiffException.class, () -> two.save(file));
    assertTrue(
        String.valueOf(e.getMessage()).startsWith("program: two custom operations have one name"),
        e::getMessage);
    assertEquals(p.toString(), Program.load(file).toString());
    try (var files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
    Program other = Program.of(x -> x[0].exp(), 1);
    other.save(file);
    assertEquals(other.toString(), Program.load(file).toString());
  }

  @Test
  void programsFollowEachOtherInAStream() throws IOException {
    ByteArrayOutputStream to = new ByteArrayOutputStream();
    Program first = Program.of(x -> x[0].exp(), 1);
    first.write(to);
    tensorProgram().write(to);
    InputStream from = new ByteArrayInputStream(to.toByteArray());
    assertEquals(first.toString(), Program.read(from).toString());
    assertEquals(tensorProgram().toString(), Program.read(from).toString());
  }

  /** A file of version 1, which later versions of the library read, too. */
  @Test
  void aFileOfTheFirstVersionIsRead() throws IOException {
    try (InputStream from = ProgramFileTest.class.getResourceAsStream("version-1.program")) {
      byte[] stored = from.readAllBytes();
      assertEquals(tensorProgram().toString(), read(stored).toString());
      assertArrayEquals(stored, bytes(tensorProgram()));
    }
  }

  private static void assertRefused(String problem, String given, byte[] file) {
    AutodiffException e = assertThrows(AutodiffException.class, () -> read(file));
    assertTrue(
        String.valueOf(e.getMessage())
            .startsWith("program: " + problem + "\n  given     a stream" + given),
        e::getMessage);
  }

  @Test
  void whatIsWrongWithAFileIsSaid(@TempDir Path folder) throws IOException {
    byte[] file = bytes(tensorProgram());
    assertRefused("not the file of a program", ", which begins otherwise", new byte[] {120});
    assertRefused("the file is damaged", ": ends after 20 of 24", Arrays.copyOf(file, 20));
    assertRefused(
        "the file is damaged",
        ": ends after 16 of " + (file.length - 24) + " bytes",
        Arrays.copyOf(file, 40));
    byte[] other = file.clone();
    other[11] = 7;
    assertRefused("the file is of another version", " of version 7", other);
    byte[] flipped = file.clone();
    flipped[100] ^= 4;
    assertRefused("the file is damaged", ": another check sum", flipped);
    Path longer = folder.resolve("longer");
    Files.write(longer, Arrays.copyOf(file, file.length + 1));
    AutodiffException e = assertThrows(AutodiffException.class, () -> Program.load(longer));
    assertTrue(
        String.valueOf(e.getMessage()).contains(longer + ": bytes after its end"), e::getMessage);
  }

  /** Damage of every kind, with a check sum that fits, too: one clear error, little memory. */
  @Test
  void damagedFilesGiveAClearErrorAndTakeLittleMemory() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int read = 0;
    int tried = 0;
    for (Program p : List.of(tensorProgram(), Program.of(ProgramFileTest::branching, 0.7, 1.3))) {
      byte[] file = bytes(p);
      for (int bit = 0; bit < 8 * file.length; bit += 5) {
        byte[] damaged = bit % 8 == 0 ? Arrays.copyOf(file, bit / 8) : file.clone();
        if (bit % 8 > 0) {
          damaged[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertThrows(AutodiffException.class, () -> read(damaged));
        if (damaged.length >= ProgramFile.HEADER) {
          summed(damaged);
          readsOrRefuses(damaged); // what loads classes takes memory once
          long before = threads.getCurrentThreadAllocatedBytes();
          read += readsOrRefuses(damaged) ? 1 : 0;
          long taken = threads.getCurrentThreadAllocatedBytes() - before;
          assertTrue(taken < 1 << 20, () -> taken + " bytes for one of " + damaged.length);
        }
        tried++;
      }
    }
    assertTrue(read < tried / 2, read + " of " + tried); // the others changed a number, a label
  }

  private static boolean readsOrRefuses(byte[] file) throws IOException {
    try {
      return !read(file).toString().isEmpty();
    } catch (AutodiffException e) {
      assertTrue(String.valueOf(e.getMessage()).startsWith("program: "), e::getMessage);
      return false;
    }
  }

  /** Puts the length and the check sum that fit. */
  private static void summed(byte[] file) {
    CRC32 sum = new CRC32();
    sum.update(file, ProgramFile.HEADER, file.length - ProgramFile.HEADER);
    ByteBuffer header = ByteBuffer.wrap(file);
    header.putLong(12, file.length - ProgramFile.HEADER).putInt(20, (int) sum.getValue());
  }
}
