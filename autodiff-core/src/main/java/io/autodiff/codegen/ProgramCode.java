package io.autodiff.codegen;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The compiled form of a program, which threads may share, each with a {@link Memory} of its own.
 */
public final class ProgramCode {
  /** The most operations that are left when repeated bodies are loops again. */
  public static final int MOST_OPERATIONS = 20_000;

  private final CodePlan plan;
  private final CompiledCode[] parts;
  private final double[] initial;
  private final int[] tables;

  /** Made when a derivative was NaN. */
  private CompiledCode @Nullable [] exact;

  private ProgramCode(CodePlan plan) {
    this.plan = plan;
    this.parts = CodeWriter.write(plan, false).toArray(CompiledCode[]::new);
    this.initial = plan.memory().initialValues();
    this.tables = plan.memory().tables();
  }

  /** Returns how many operations are left when repeated bodies are loops again. */
  static int weight(CodePlan plan) {
    return plan.parts.stream().mapToInt(Part::period).sum();
  }

  /** Compiles a program; none if it is too large. */
  public static @Nullable ProgramCode of(ScalarProgram program) {
    CodePlan plan = new CodePlan(program);
    return weight(plan) > MOST_OPERATIONS ? null : new ProgramCode(plan);
  }

  private synchronized CompiledCode[] exact() {
    CompiledCode[] made = exact;
    if (made == null) {
      made = CodeWriter.write(plan, true).toArray(CompiledCode[]::new);
      exact = made;
    }
    return made;
  }

  /** The numbers of one thread's runs. */
  public final class Memory {
    private final double[] values = initial.clone();
    private final double[] adjoints = new double[plan.memory().adjointCount()];

    /** Makes the memory of a thread. */
    public Memory() {}

    /** Computes the values for new inputs. */
    public void run(double[] inputs) {
      System.arraycopy(inputs, 0, values, 0, inputs.length);
      for (CompiledCode part : parts) {
        part.forward(values, tables);
      }
    }

    /** Returns result {@code k} of the last run. */
    public double result(int k) {
      return values[plan.outputs[k]];
    }

    /** Returns whether comparison {@code k} held in the last run. */
    public boolean holds(int k) {
      return values[plan.guards[k]] != 0;
    }

    /** Takes cotangents of the results back and stores the derivatives by the inputs. */
    public void reverse(double[] seeds, double[] derivatives) {
      if (sweep(parts, seeds, derivatives)) {
        sweep(exact(), seeds, derivatives);
      }
    }

    /** Returns whether a derivative is NaN. */
    private boolean sweep(CompiledCode[] code, double[] seeds, double[] derivatives) {
      Arrays.fill(adjoints, 0);
      for (int k = 0; k < seeds.length; k++) {
        adjoints[plan.seeds[k]] += seeds[k];
      }
      for (int p = code.length - 1; p >= 0; p--) {
        code[p].reverse(values, adjoints, tables);
      }
      return copy(adjoints, derivatives) && Arrays.stream(derivatives).anyMatch(Double::isNaN);
    }
  }

  /**
   * Copies numbers, and returns whether one of them is NaN or infinite: only then 0 * x is not 0.
   * Four sums at a time take less time than a test of each number.
   */
  private static boolean copy(double[] from, double[] to) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    System.arraycopy(from, 0, to, 0, to.length);
    int i = 0;
    for (; i + 7 < to.length; i += 8) {
      a += 0 * from[i] + 0 * from[i + 4];
      b += 0 * from[i + 1] + 0 * from[i + 5];
      c += 0 * from[i + 2] + 0 * from[i + 6];
      d += 0 * from[i + 3] + 0 * from[i + 7];
    }
    for (; i < to.length; i++) {
      a += 0 * from[i];
    }
    return a + b + c + d != 0;
  }

  /** Returns the parts, a line for each loop. */
  @Override
  public String toString() {
    return plan.toString();
  }
}
