package io.autodiff.benchmarks.gradbench;

import io.autodiff.Scalar;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * A problem of ADBench as a function of single numbers: in plain Java and recorded, operation by
 * operation, which is what the marks of tapes in C++ count. Vectors of residuals become half the
 * sum of their squares.
 */
public enum ScalarProblem {
  /** The posterior of 5 Gaussians in 10 dimensions, 1000 points. */
  GMM {
    @Override
    Function make() {
      return new ScalarMixture(AdBench.gaussianMixture());
    }
  },
  /** A recurrent network of two layers on 1024 characters. */
  LSTM {
    @Override
    Function make() {
      return new ScalarLstm(AdBench.lstm());
    }
  },
  /** 31843 observations of 7776 points by 49 cameras. */
  BA {
    @Override
    Function make() {
      return new ScalarBundle(AdBench.bundleAdjustment());
    }
  },
  /** The pose of a hand of 544 vertices, 100 points. */
  HAND {
    @Override
    Function make() {
      return new ScalarHand(AdBench.hand(false));
    }
  };

  /** What is differentiated. */
  interface Function {
    /** Returns where. */
    double[] point();

    /** Returns the value in plain Java. */
    double value(double[] x);

    /** Returns the value, recorded if {@code x} is. */
    Scalar value(Scalar[] x);
  }

  abstract Function make();

  /** Returns rows one after another. */
  static double[] flat(double[][]... parts) {
    return Stream.of(parts).flatMap(Arrays::stream).flatMapToDouble(DoubleStream::of).toArray();
  }
}
