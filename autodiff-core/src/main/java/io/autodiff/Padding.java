package io.autodiff;

/** What {@link Tensor#pad(int, int, int, Padding)} continues a tensor with. */
public enum Padding {
  /** Mirrored at the outermost element, which is not repeated: {@code c b | a b c | b a}. */
  REFLECT,
  /** The outermost element: {@code a a | a b c | c c}. */
  REPLICATE,
  /** The other end: {@code b c | a b c | a b}. */
  CIRCULAR;

  /** Returns the position within {@code [0, n)} that stands at a position outside of it. */
  int source(int position, int n) {
    return switch (this) {
      case REFLECT -> n - 1 - Math.abs(n - 1 - Math.abs(position));
      case REPLICATE -> Math.clamp(position, 0, n - 1);
      case CIRCULAR -> Math.floorMod(position, n);
    };
  }
}
