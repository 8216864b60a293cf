package io.autodiff.benchmarks.gradbench;

import io.autodiff.benchmarks.MicroBenchmark;
import io.autodiff.program.CompiledProgram;
import io.autodiff.program.Program;
import io.autodiff.program.Replay;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Value and gradient of problems in single numbers, replayed and compiled, against the value in
 * plain Java. Small programs are simplified: what does not depend on the observation is computed
 * once. Those of ADBench are as they are recorded: simplified, that of LSTM repeats too little.
 */
@NullUnmarked // JMH sets the fields
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CompiledProblemBenchmark extends MicroBenchmark {

  private static final int MOST_SIMPLIFIED = 100_000;

  /** Problems of the size of one camera, one image, one night's refit, and those of ADBench. */
  public enum Problem {
    /** A mixture of Gaussians. */
    GMM {
      @Override
      ScalarProblem.Function make() {
        return ScalarProblem.GMM.make();
      }
    },
    /** A hand fitted to points. */
    HAND {
      @Override
      ScalarProblem.Function make() {
        return ScalarProblem.HAND.make();
      }
    },
    /** A recurrent network. */
    LSTM {
      @Override
      ScalarProblem.Function make() {
        return ScalarProblem.LSTM.make();
      }
    },
    /** Cameras fitted to observations. */
    BA {
      @Override
      ScalarProblem.Function make() {
        return ScalarProblem.BA.make();
      }
    },
    /** 500 observations of 500 points by one camera. */
    BUNDLE {
      @Override
      ScalarProblem.Function make() {
        BundleAdjustment.Input all = AdBench.bundleAdjustment();
        return new ScalarBundle(
            new BundleAdjustment.Input(1, 500, 500, all.cam(), all.x(), all.w(), all.feat()));
      }
    },
    /** 5 Gaussians in 3 dimensions, 300 points. */
    MIXTURE {
      @Override
      ScalarProblem.Function make() {
        return new ScalarMixture(SampleInputs.mixture(new Random(1), 300, 3, 5));
      }
    };

    abstract ScalarProblem.Function make();
  }

  /** Which problem. */
  @Param public Problem problem;

  private ScalarProblem.Function function;
  private double[] point;
  private double[] gradient;
  private Replay replay;
  private CompiledProgram compiled;

  /** Freezes the function. */
  @Setup
  public void open() {
    function = problem.make();
    point = function.point();
    gradient = new double[point.length];
    Program recorded = Program.of(function::value, point);
    Program program = recorded.size() > MOST_SIMPLIFIED ? recorded : recorded.simplified();
    replay = program.replay();
    compiled = program.compile();
  }

  /** The value in plain Java. */
  @Benchmark
  public double primal() {
    return function.value(point);
  }

  /** Value and gradient, interpreted. */
  @Benchmark
  public double replay() {
    return replay.valueAndGradient(point, gradient);
  }

  /** Value and gradient, compiled. */
  @Benchmark
  public double compiled() {
    return compiled.valueAndGradient(point, gradient);
  }
}
