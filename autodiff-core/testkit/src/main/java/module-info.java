/** Random tensors and expression graphs for property tests, and assertions on gradients. */
module io.autodiff.testkit {
  requires transitive io.autodiff;
  requires transitive net.jqwik.api;
  requires static transitive org.jspecify;
  requires org.opentest4j;

  exports io.autodiff.testkit;
}
