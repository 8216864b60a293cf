package io.autodiff.nn.optim;

/** {@link Adam} with decoupled weight decay (Loshchilov and Hutter, ICLR 2019, algorithm 2). */
public final class AdamW {
  private AdamW() {}

  /** Returns AdamW; a decay of 0.01 is usual. */
  public static Adam of(double learningRate, double decay) {
    return Adam.of(learningRate).decoupledDecay(decay);
  }
}
