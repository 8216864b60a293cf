package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.autodiff.op.Binary;
import io.autodiff.op.Elementwise;
import io.autodiff.op.OpSamples;
import io.autodiff.op.Samples;
import io.autodiff.op.Ternary;
import io.autodiff.op.Unary;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Elementwise operations and their derivatives have the same bits on any number of threads. */
class ThreadsTest {
  /** More than two pieces of work, and a remainder. */
  private static final int[] LARGE = {5, 7001};

  static List<Elementwise> operations() {
    return OpSamples.elementwise().stream().map(Samples.Case::op).toList();
  }

  private static List<double[]> bits(Engine engine, Elementwise op, List<Tensor> operands) {
    List<double[]> found = new ArrayList<>();
    try (Tape tape = new Tape(engine)) {
      List<Tensor> in = operands.stream().map(tape::variable).toList();
      Tensor y =
          switch (op) {
            case Unary u -> in.get(0).apply(u);
            case Binary b -> in.get(0).apply(b, in.get(1));
            case Ternary t -> in.get(0).apply(t, in.get(1), in.get(2));
          };
      found.add(y.values());
      Tensor g = Tensor.full(y.dtype(), 0.7, y.shape().dims());
      Gradients gradients = tape.gradients(List.of(y), List.of(g));
      in.forEach(x -> found.add(gradients.of(x).values()));
    }
    return found;
  }

  private static void check(Elementwise op, List<Tensor> operands) {
    List<double[]> one = bits(Engine.standard().withThreads(1), op, operands);
    for (int threads : new int[] {2, 7}) {
      List<double[]> many = bits(Engine.standard().withThreads(threads), op, operands);
      for (int i = 0; i < one.size(); i++) {
        assertArrayEquals(one.get(i), many.get(i));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void bitsAreThoseOfOneThread(Elementwise op) {
    int n = op.arity();
    for (DType dtype : DType.values()) {
      Random random = new Random(8);
      List<Tensor> whole = new ArrayList<>();
      List<Tensor> stretched = new ArrayList<>();
      for (int k = 0; k < n; k++) {
        whole.add(Tensor.uniform(dtype, random, -2, 2, LARGE));
        int[] narrow = k == 0 ? new int[] {9001, 4} : k == 1 ? new int[] {4} : new int[] {9001, 1};
        stretched.add(Tensor.uniform(dtype, random, -2, 2, narrow));
      }
      check(op, whole);
      check(op, stretched);
    }
  }
}
