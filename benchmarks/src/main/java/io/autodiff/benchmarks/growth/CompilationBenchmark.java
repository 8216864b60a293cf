package io.autodiff.benchmarks.growth;

import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.benchmarks.MicroBenchmark;
import io.autodiff.program.CompiledProgram;
import io.autodiff.program.Program;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How recording a scalar program and compiling it grow with its length. Each call sees a program of
 * another structure, since classes that are known are not made again.
 */
@NullUnmarked // JMH sets the fields
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 9)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-modules=jdk.incubator.vector",
      "--enable-native-access=ALL-UNNAMED",
      "-Xms1g",
      "-Xmx4g"
    })
public class CompilationBenchmark extends MicroBenchmark {
  private static final int INPUTS = 4;
  private static final int TURN = 20;

  /** What is recorded. */
  public enum Shape {
    /** The same 20 operations over and over, on the results of the turn before. */
    REPEATED,
    /** Each operation and its operands drawn anew. */
    RANDOM
  }

  /** Whether operations repeat. */
  @Param public Shape shape;

  /** The number of operations. */
  @Param({"100", "1000", "10000", "100000", "1000000"})
  public int operations;

  private final double[] point = {0.5, 0.25, -0.75, 1.5};
  private long seed;
  private Program program;

  /** What a compiled program holds on to. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Kept {
    /** Bytes; 0 if it was not compiled. */
    public long kept;
  }

  /** Records the next program. */
  @Setup(Level.Iteration)
  public void open() {
    seed++;
    program = Program.of(this::value, point);
  }

  private Scalar value(Scalar... x) {
    SplittableRandom random = new SplittableRandom(seed);
    int turns = shape == Shape.REPEATED ? TURN : operations;
    int[] codes = random.ints(3L * turns, 0, 1 << 20).toArray();
    Scalar[] last = x.clone();
    for (int i = 0; i < operations; i++) {
      int at = 3 * (i % turns);
      Scalar a = last[codes[at + 1] % INPUTS];
      Scalar b = last[codes[at + 2] % INPUTS];
      last[i % INPUTS] =
          switch (codes[at] % 6) {
            case 0 -> a.add(b);
            case 1 -> a.sub(b);
            case 2 -> a.mul(b);
            case 3 -> a.mul(0.5).tanh();
            case 4 -> a.sin();
            default -> b.square().add(1).log();
          };
    }
    return last[0].add(last[1]).add(last[2]).add(last[3]);
  }

  /** Records, and keeps what does not depend on a tape. */
  @Benchmark
  public Program record() {
    return Program.of(this::value, point);
  }

  /** Finds loops and writes the classes; none if too few operations repeat. */
  @Benchmark
  public @Nullable CompiledProgram compile() {
    try {
      return program.compile();
    } catch (AutodiffException _) {
      return null;
    }
  }

  /** Compiles, and counts what stays when the collector has been; its time means nothing. */
  @Benchmark
  public @Nullable CompiledProgram keep(Kept counter) {
    long before = used();
    CompiledProgram compiled = compile();
    counter.kept = compiled == null ? 0 : Math.max(1, used() - before);
    return compiled;
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
