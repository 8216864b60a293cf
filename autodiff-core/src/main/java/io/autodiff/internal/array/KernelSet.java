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
      of(
          TypedKernel.of(ReductionKernel.class, PlainSum.class),
          PlainMax.class,
          PlainMin.class,
          PlainArgExtreme.class,
          PlainMatMul.class);

  /** Holds the kernels that need the Vector API, so that they load only where it is present. */
  static final class Vectors {
    private Vectors() {}

    /** The Vector API. */
    static final KernelSet SIMD =
        of(
            TypedKernel.ofBoth(ReductionKernel.class, new WarmingSum()),
            VectorMax.class,
            VectorMin.class,
            VectorArgExtreme.class,
            VectorMatMul.class);
  }

  private static KernelSet of(
      TypedKernel<ReductionKernel> sum,
      Class<? extends ReductionKernel> max,
      Class<? extends ReductionKernel> min,
      Class<? extends ArgExtremeKernel> argExtreme,
      Class<? extends MatMulKernel> matMul) {
    return new KernelSet(
        sum,
        TypedKernel.of(ReductionKernel.class, max),
        TypedKernel.of(ReductionKernel.class, min),
        TypedKernel.of(ArgExtremeKernel.class, argExtreme),
        TypedKernel.of(MatMulKernel.class, matMul));
  }
}
