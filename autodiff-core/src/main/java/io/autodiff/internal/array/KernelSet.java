package io.autodiff.internal.array;

/** The kernels in one form, plain or with the Vector API, for both element types. */
record KernelSet(
    TypedKernel<ReductionKernel> sum,
    TypedKernel<ReductionKernel> max,
    TypedKernel<ReductionKernel> min,
    TypedKernel<ArgExtremeKernel> choosing,
    TypedKernel<MatMulKernel> products) {

  /** Plain Java. */
  static final KernelSet PLAIN =
      of(new PlainSum(), new PlainExtremes(), new PlainArgExtreme(), new PlainMatMul());

  /** Loaded only where the Vector API is. */
  static final class OfVectors {
    private OfVectors() {}

    /** The Vector API. */
    static final KernelSet FORMS =
        of(new VectorSum(), new VectorExtremes(), new VectorArgExtreme(), new VectorMatMul());
  }

  private static KernelSet of(
      ReductionKernel sum, ReductionKernel max, ArgExtremeKernel choosing, MatMulKernel products) {
    return new KernelSet(
        TypedKernel.of(ReductionKernel.class, sum),
        TypedKernel.of(ReductionKernel.class, max),
        TypedKernel.mirrored(ReductionKernel.class, max),
        TypedKernel.of(ArgExtremeKernel.class, choosing),
        TypedKernel.of(MatMulKernel.class, products));
  }
}
