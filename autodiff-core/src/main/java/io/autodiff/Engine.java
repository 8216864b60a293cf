package io.autodiff;

import io.autodiff.internal.array.ArrayKernels;
import io.autodiff.internal.thread.Parallel;
import org.jspecify.annotations.Nullable;

/**
 * The means of computation: matrix products by OpenBLAS, oneDNN or loops of this library, loops
 * with the Vector API or without, and a number of threads. Immutable; given to a tape when it is
 * opened.
 *
 * {@snippet class="io.autodiff.snippets.ValueSnippetsTest" region="engine"}
 *
 * <p>{@link #standard} uses what it finds:
 *
 * <ul>
 *   <li>OpenBLAS, if the jar {@code org.bytedeco:openblas} with the classifier of this machine's
 *       platform ({@code linux-x86_64}, {@code linux-arm64}, {@code macosx-arm64}, {@code
 *       macosx-x86_64}, {@code windows-x86_64}) is in the class path. No other jar of bytedeco is
 *       needed. It is loaded at the first product of matrices; Java then warns once where {@code
 *       --enable-native-access} does not name the caller. Where it does not load, loops of this
 *       library multiply.
 *   <li>oneDNN beside OpenBLAS, if the jar {@code org.bytedeco:dnnl} is there as well and the
 *       processor is an x86: for products of float32 matrices from a million multiplications on,
 *       with 4,096 terms a sum at most. It is loaded at the first of them and needs the system's
 *       libstdc++; where it does not load, OpenBLAS multiplies.
 *   <li>The Vector API, if Java was started with {@code --add-modules jdk.incubator.vector}.
 *   <li>A thread for each processor. Small work stays on the caller's thread.
 * </ul>
 *
 * {@link #describe} says what it uses, and why not the rest. Four system properties, read once,
 * narrow its choice: {@code autodiff.natives}, {@code autodiff.onednn} and {@code autodiff.vector},
 * each {@code auto}, {@code on} or {@code off}, and {@code autodiff.threads}, a number. With {@code
 * on}, what is missing is an error.
 *
 * <p>Matrices of 16 rows and columns or more are decomposed into eigenvectors and singular vectors
 * by the LAPACK of OpenBLAS where it is used, by commons-math otherwise; factorisations go through
 * the products.
 *
 * <p>Results are the same bits for any number of threads. With and without OpenBLAS, oneDNN or the
 * Vector API they differ by rounding: relative to the sum of the magnitudes that are added up, by
 * no more than some 1e-14 in float64 and 1e-6 in float32 for each thousand terms.
 */
public final class Engine {
  private static final String NATIVES = "autodiff.natives";
  private static final String ONE_DNN = "autodiff.onednn";
  private static final String VECTOR = "autodiff.vector";

  private final boolean natives;
  private final boolean oneDnn;
  private final boolean vector;
  private final Parallel parallel;
  private final ArrayKernels kernels;

  private Engine(boolean natives, boolean oneDnn, boolean vector, Parallel parallel) {
    this.natives = natives;
    this.oneDnn = oneDnn;
    this.vector = vector;
    this.parallel = parallel;
    this.kernels = new ArrayKernels(parallel, vector, natives, oneDnn);
  }

  /** Holds the standard engine, so that it is made when it is first asked for. */
  private static final class Standard {
    static final Engine ENGINE = configured();
  }

  /**
   * Returns the engine that suits this machine.
   *
   * @throws AutodiffException if a system property asks for what is missing
   */
  public static Engine standard() {
    return Standard.ENGINE;
  }

  private static Engine configured() {
    int threads = Runtime.getRuntime().availableProcessors();
    String given = System.getProperty("autodiff.threads");
    if (given != null) {
      threads = given.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(given) : 0;
    }
    if (threads == 0) {
      throw new AutodiffException(
          "engine: property autodiff.threads is not a number of threads",
          String.valueOf(given),
          "a number from 1 to 9999",
          null);
    }
    String noVector = ArrayKernels.vectorProblem();
    if (isDemanded(NATIVES)) {
      require(NATIVES + "=on", ArrayKernels.nativesProblem());
    }
    if (isDemanded(ONE_DNN)) {
      require(ONE_DNN + "=on", ArrayKernels.oneDnnProblem());
    }
    if (isDemanded(VECTOR)) {
      require(VECTOR + "=on", noVector);
    }
    return new Engine(
        isOn(NATIVES, true),
        isOn(ONE_DNN, true),
        isOn(VECTOR, noVector == null),
        new Parallel(threads));
  }

  /**
   * Returns what a property says.
   *
   * @param auto what holds if the property leaves the choice; a library that is not there is looked
   *     for when there is work for it
   */
  private static boolean isOn(String property, boolean auto) {
    String given = System.getProperty(property, "auto");
    return switch (given) {
      case "auto" -> auto;
      case "off" -> false;
      case "on" -> true;
      default ->
          throw new AutodiffException(
              "engine: property " + property + " is not understood",
              given,
              "auto, on or off",
              null);
    };
  }

  private static boolean isDemanded(String property) {
    return "on".equals(System.getProperty(property));
  }

  private static boolean require(String what, @Nullable String problem) {
    if (problem != null) {
      throw new AutodiffException(
          "engine: what was asked for is missing", what, "what this machine has", problem);
    }
    return true;
  }

  /**
   * Returns an engine that multiplies matrices by OpenBLAS, or one that does not.
   *
   * @throws AutodiffException if OpenBLAS is asked for and missing; the message says why
   */
  public Engine withNatives(boolean natives) {
    return new Engine(
        natives && require("withNatives(true)", ArrayKernels.nativesProblem()),
        oneDnn,
        vector,
        parallel);
  }

  /**
   * Returns an engine that multiplies large matrices of floats by oneDNN if it uses OpenBLAS for
   * the rest, or one that does not use oneDNN.
   *
   * @throws AutodiffException if oneDNN is asked for and missing; the message says why
   */
  public Engine withOneDnn(boolean oneDnn) {
    return new Engine(
        natives,
        oneDnn && require("withOneDnn(true)", ArrayKernels.oneDnnProblem()),
        vector,
        parallel);
  }

  /**
   * Returns an engine whose loops use the Vector API, or one whose loops do not.
   *
   * @throws AutodiffException if the Vector API is asked for and missing; the message says why
   */
  public Engine withVector(boolean vector) {
    return new Engine(
        natives,
        oneDnn,
        vector && require("withVector(true)", ArrayKernels.vectorProblem()),
        parallel);
  }

  /**
   * Returns an engine that works on a number of threads at a time, the caller's included.
   *
   * @throws AutodiffException if that is not at least 1
   */
  public Engine withThreads(int threads) {
    if (threads < 1) {
      throw new AutodiffException(
          "engine: no thread to work on", threads + " threads", "at least 1", null);
    }
    return new Engine(natives, oneDnn, vector, new Parallel(threads));
  }

  /** Part of some work on numbered items. */
  @FunctionalInterface
  public interface Piece {
    /** Does the items in {@code [from, to)}. */
    void run(int from, int to);
  }

  /**
   * Does {@code n} items in pieces of {@code grain}, the last one shorter, on this engine's
   * threads, and returns when all are done. The pieces are the same for any number of threads; no
   * piece may write what another one reads. If pieces throw, the method throws the first exception
   * once no piece runs any more; whether the other pieces ran depends on the threads.
   */
  public void run(int n, int grain, Piece work) {
    parallel.run(n, grain, work::run);
  }

  /**
   * Returns a line that says what the engine computes with, and why not with something else: {@code
   * products: OpenBLAS 0.3.31 (Zen) (oneDNN switched off); loops: Vector API, 8 doubles at a time;
   * 2 threads}.
   */
  public String describe() {
    int threads = parallel.threads();
    return "products: "
        + (kernels.usesNatives()
            ? ArrayKernels.nativesName() + withOneDnn()
            : (vector ? "Vector API" : "plain Java")
                + without("OpenBLAS", ArrayKernels.nativesProblem()))
        + "; loops: "
        + (vector
            ? ArrayKernels.vectorName()
            : "plain Java" + without("Vector API", ArrayKernels.vectorProblem()))
        + "; "
        + threads
        + (threads == 1 ? " thread" : " threads");
  }

  /** Returns what oneDNN multiplies; does not load it. */
  private String withOneDnn() {
    String absence = ArrayKernels.oneDnnAbsence();
    return oneDnn && absence == null
        ? ", " + ArrayKernels.oneDnnName()
        : without("oneDNN", absence);
  }

  private static String without(String what, @Nullable String problem) {
    return " (" + what + (problem == null ? " switched off)" : " missing: " + problem + ")");
  }

  /**
   * Returns the kernels of this engine.
   *
   * @hidden
   */
  @SuppressWarnings({"exports", "InvalidBlockTag"})
  public ArrayKernels kernels() {
    return kernels;
  }

  /** Returns whether loops are written in the Vector API rather than in plain Java. */
  public boolean usesVector() {
    return vector;
  }

  @Override
  public String toString() {
    return "Engine(" + describe() + ")";
  }
}
