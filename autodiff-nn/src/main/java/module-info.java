/** Neural networks: layers, losses, optimisers, training. */
module io.autodiff.nn {
  requires static org.jspecify;
  requires static me.tongfei.progressbar;
  requires transitive io.autodiff;

  exports io.autodiff.nn;
  exports io.autodiff.nn.data;
  exports io.autodiff.nn.optim;
  exports io.autodiff.nn.train;
}
