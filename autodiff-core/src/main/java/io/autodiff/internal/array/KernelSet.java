package io.autodiff.internal.array;

/** The kernels of both element types, either in plain Java or with the Vector API. */
record KernelSet(
    TypedKernel<ReductionKernel> sum,
    TypedKernel<ReductionKernel> max,
    TypedKernel<ReductionKernel> min,
    TypedKernel<ArgExtremeKernel> argExtreme,
    TypedKernel<MatMulKernel> matMul) {

  /** Plain Java. */
  static final KernelSet PLAIN =
      of(new PlainSum(), new PlainMax(), new PlainMin(), new PlainArgExtreme(), new PlainMatMul());

  /** Holds the kernels that need the Vector API, so that they load only where it is present. */
  static final class Vectors {
    private Vectors() {}

    /** The Vector API. */
    static final KernelSet SIMD =
        of(
            new VectorSum(),
            new VectorMax(),
            new VectorMin(),
            new VectorArgExtreme(),
            new VectorMatMul());
  }

  private static KernelSet of(
      ReductionKernel sum,
      ReductionKernel max,
      ReductionKernel min,
      ArgExtremeKernel argExtreme,
      MatMulKernel matMul) {
    return new KernelSet(
        TypedKernel.of(ReductionKernel.class, sum),
        TypedKernel.of(ReductionKernel.class, max),
        TypedKernel.of(ReductionKernel.class, min),
        TypedKernel.of(ArgExtremeKernel.class, argExtreme),
        TypedKernel.of(MatMulKernel.class, matMul));
  }
}
