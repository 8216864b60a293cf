/** A user's tests; open, since JUnit and jqwik call them by reflection. */
open module org.example.bumptest {
  requires org.example.bump;
  requires io.autodiff.testkit;
  requires org.junit.jupiter.api;
  requires org.junit.platform.launcher;
}
