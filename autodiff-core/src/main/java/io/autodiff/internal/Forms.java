package io.autodiff.internal;

/** The kernels in one form, plain or with the Vector API, for both element types. */
record Forms(
    Typed<Reducing> sum,
    Typed<Reducing> max,
    Typed<Reducing> min,
    Typed<Choosing> choosing,
    Typed<Multiplying> products) {

  /** Plain Java. */
  static final Forms PLAIN =
      of(new PlainSum(), new PlainExtremes(), new PlainChoosing(), new PlainMultiplying());

  /** Loaded only where the Vector API is. */
  static final class OfVectors {
    private OfVectors() {}

    /** The Vector API. */
    static final Forms FORMS =
        of(new VectorSum(), new VectorExtremes(), new VectorChoosing(), new VectorMultiplying());
  }

  private static Forms of(Reducing sum, Reducing max, Choosing choosing, Multiplying products) {
    return new Forms(
        Typed.of(Reducing.class, sum),
        Typed.of(Reducing.class, max),
        Typed.mirrored(Reducing.class, max),
        Typed.of(Choosing.class, choosing),
        Typed.of(Multiplying.class, products));
  }
}
