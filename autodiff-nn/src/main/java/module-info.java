/** Neural networks: layers, losses, optimisers, training. */
module io.autodiff.nn {
  requires static org.jspecify;
  requires transitive io.autodiff;
}
