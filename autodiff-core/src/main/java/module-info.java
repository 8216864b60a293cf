/** Reverse-mode automatic differentiation of scalars and tensors on one tape. */
module io.autodiff {
  requires transitive commons.math3;
  requires static jdk.incubator.vector;
  requires static transitive org.jspecify;

  exports io.autodiff;
  exports io.autodiff.batch;
  exports io.autodiff.check;
  exports io.autodiff.expression;
  exports io.autodiff.math3;
  exports io.autodiff.optimize;
  exports io.autodiff.program;
  exports io.autodiff.transform;
}
