package io.autodiff.benchmarks.elementwise;

import io.autodiff.DType;
import io.autodiff.Gradients;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.benchmarks.MicroBenchmark;
import io.autodiff.op.ActivationOp;
import io.autodiff.op.Binary;
import io.autodiff.op.BinaryOp;
import io.autodiff.op.ComparisonOp;
import io.autodiff.op.Elementwise;
import io.autodiff.op.RoundingOp;
import io.autodiff.op.SpecialOp;
import io.autodiff.op.TrigonometricOp;
import io.autodiff.op.Unary;
import io.autodiff.op.UnaryOp;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Every elementwise operation of one or two operands on tensors: its value on constants, and one
 * traversal of a tape that holds it alone, with a constant for the second operand.
 *
 * <p>{@link HandWrittenBenchmark} has the loops to compare with.
 */
public class OperationBenchmark extends MicroBenchmark {

  /** The operation, by its label. */
  @Param({
    "neg",
    "square",
    "sqrt",
    "abs",
    "exp",
    "expm1",
    "log",
    "log1p",
    "sin",
    "cos",
    "tan",
    "tanh",
    "sigmoid",
    "softplus",
    "relu",
    "sign",
    "reciprocal",
    "rsqrt",
    "cbrt",
    "exp2",
    "log2",
    "log10",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "asinh",
    "acosh",
    "atanh",
    "floor",
    "ceil",
    "round",
    "trunc",
    "silu",
    "mish",
    "gelu",
    "geluTanh",
    "softsign",
    "erf",
    "erfc",
    "lgamma",
    "add",
    "sub",
    "mul",
    "div",
    "scale",
    "pow",
    "maximum",
    "minimum",
    "atan2",
    "hypot",
    "gt",
    "eq"
  })
  public String operation = "exp";

  /** The number of elements. */
  @Param({"16", "1024", "65536", "4194304"})
  public int elements;

  /** The type of the elements. */
  @Param({"FLOAT32", "FLOAT64"})
  public DType dtype = DType.FLOAT64;

  private Elementwise op = UnaryOp.EXP;
  private Tensor x = Tensor.zeros(0);
  private Tensor y = x;
  private Tensor cotangent = x;
  private Tensor result = x;
  private Tape tape = new Tape();

  /** Draws the operands and records the operation. */
  @Setup
  public void open() {
    Random random = new Random(1);
    op = named(operation);
    x = Tensor.uniform(random, 0.1, 0.9, elements).to(dtype);
    y = Tensor.uniform(random, 0.1, 0.9, elements).to(dtype);
    cotangent = Tensor.randn(random, elements).to(dtype);
    tape = new Tape();
    result = apply(tape.variable(x), y);
  }

  /** Closes the tape. */
  @TearDown
  public void close() {
    tape.close();
  }

  private static Elementwise named(String label) {
    return Stream.<Elementwise[]>of(
            UnaryOp.values(),
            TrigonometricOp.values(),
            RoundingOp.values(),
            ActivationOp.values(),
            SpecialOp.values(),
            BinaryOp.values(),
            ComparisonOp.values())
        .flatMap(Stream::of)
        .filter(o -> o.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no operation " + label));
  }

  private Tensor apply(Tensor left, Tensor right) {
    return op instanceof Unary unary ? left.apply(unary) : left.apply((Binary) op, right);
  }

  /** Computes the operation on constants. */
  @Benchmark
  public Tensor forward() {
    return apply(x, y);
  }

  /** Traverses the tape: the derivative by the first operand. */
  @Benchmark
  public Gradients backward() {
    return tape.gradients(List.of(result), List.of(cotangent));
  }
}
