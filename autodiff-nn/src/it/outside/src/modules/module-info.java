/** A user's program. */
module org.example.flowers {
  requires io.autodiff.nn;
}
