package io.autodiff.batch;

import io.autodiff.Engine;
import io.autodiff.Scalar;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Structure;
import io.autodiff.program.Program;
import io.autodiff.program.Replay;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * One branch of a function, recorded, as loops over scenarios. Its results are, in order: how many
 * comparisons went another way than when it was recorded, the function's result, and the
 * derivatives by the first inputs, as many as are wanted.
 */
final class ScenarioBranch {
  /** The results before the derivatives. */
  static final int DERIVATIVES = 2;

  private final Program program;

  /** By how many inputs derivatives are wanted, the loops that compute all. */
  private final Map<Integer, BatchRunner> runners = new ConcurrentHashMap<>();

  ScenarioBranch(Program program) {
    this.program = program;
  }

  Program program() {
    return program;
  }

  /** Returns whether the function takes this branch. */
  boolean isTakenAt(double... inputs) {
    Replay replay = program.replay().guards(Replay.Guards.COUNT);
    replay.run(inputs);
    return replay.turned() == 0;
  }

  /**
   * Computes {@code n} scenarios.
   *
   * @param out the places of the results, {@link #DERIVATIVES} and a derivative by each of the
   *     first inputs
   */
  void run(Engine engine, BatchRows in, BatchRows out, int n) {
    int wanted = out.at().length - DERIVATIVES;
    runners.computeIfAbsent(wanted, this::plan).run(engine, in, out, n);
  }

  private BatchRunner plan(int wanted) {
    boolean isFlat = wanted == 0 || program.isConstant();
    Program whole = isFlat ? program : program.valueAndGradient();
    double[] examples = program.inputs().stream().mapToDouble(i -> example(program, i)).toArray();
    return new BatchRunner(Program.ofVector(v -> results(whole, wanted, v), examples).simplified());
  }

  private static double example(Program program, int input) {
    return ((Scalar) ((Program.Input) program.instructions().get(input)).example()).number();
  }

  private static Scalar[] results(Program whole, int wanted, Scalar... v) {
    Scalar[] all = values(whole, v);
    Scalar turned = Scalar.of(0);
    for (Program.Guard guard : whole.guards()) {
      Scalar holds = all[guard.comparison()];
      turned = turned.add(guard.held() ? holds.neg().add(1) : holds);
    }
    Scalar[] results = new Scalar[DERIVATIVES + wanted];
    results[0] = turned;
    List<Integer> outputs = whole.outputs();
    for (int k = 1; k < results.length; k++) {
      results[k] = k <= outputs.size() ? all[outputs.get(k - 1)] : Scalar.of(0);
    }
    return results;
  }

  /** Returns the results of all instructions. */
  private static Scalar[] values(Program program, Scalar... inputs) {
    List<Program.Instruction> list = program.instructions();
    Scalar[] values = new Scalar[list.size()];
    int next = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (list.get(i)) {
            case Program.Input _ -> inputs[next++];
            case Program.Constant c -> (Scalar) c.value();
            case Program.Step s -> value(s, values);
          };
    }
    return values;
  }

  private static Scalar value(Program.Step step, Scalar... values) {
    Scalar[] in =
        IntStream.range(0, step.operands().size())
            .mapToObj(k -> values[step.operands().get(k)])
            .toArray(Scalar[]::new);
    if (step.op() == Structure.STOP) {
      return in[0].stopGradient();
    }
    return ((Elementwise) step.op()).apply(in);
  }
}
