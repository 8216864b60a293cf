package io.autodiff.benchmarks.peers;

/** A network that another library trains. */
interface PeerStep extends AutoCloseable {

  /** Does one training step and returns the loss before it. */
  double step();

  @Override
  void close();
}
