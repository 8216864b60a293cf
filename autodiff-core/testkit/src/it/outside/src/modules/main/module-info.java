/** A user's operations. */
module org.example.bump {
  requires transitive io.autodiff;

  exports org.example.bump;
}
