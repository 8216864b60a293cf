package io.autodiff.internal.array;

import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * The segments through which native code reads and writes arrays of the heap, made once for an
 * array and a beginning: a training step multiplies the same arrays again and again, and would make
 * three objects and more for each call.
 *
 * <p>An array is kept no longer than it would be kept without this: until the next collection of
 * garbage. Threads share the table without a lock. What it holds is immutable, so the worst that
 * one thread does to another is that a segment is made again.
 */
final class ArraySegments {
  private static final int BITS = 10;

  /** How many neighbouring places are tried. */
  private static final int TRIES = 8;

  private final @Nullable Entry[] entries = new Entry[(1 << BITS) + TRIES];

  /** An array, and its segment from some element on. */
  private record Segment(Object array, MemorySegment memory) {}

  /** A segment that may be collected. */
  private static final class Entry extends WeakReference<Segment> {
    private final int at;

    Entry(Segment segment, int at) {
      super(segment);
      this.at = at;
    }

    @Nullable MemorySegment of(Object array, int from) {
      Segment known = at == from ? get() : null;
      return known != null && known.array.equals(array) ? known.memory : null;
    }
  }

  /** Returns the segment of a {@code double[]} or {@code float[]} from an element on. */
  MemorySegment from(Object array, int at) {
    int first = place(array, at);
    int free = -1;
    for (int i = first; i < first + TRIES; i++) {
      Entry entry = entries[i];
      MemorySegment known = entry == null ? null : entry.of(array, at);
      if (known != null) {
        return known;
      }
      if (free < 0 && (entry == null || entry.refersTo(null))) {
        free = i;
      }
    }
    MemorySegment made =
        array instanceof float[] floats ? make(floats, at) : make((double[]) array, at);
    entries[free < 0 ? first : free] = new Entry(new Segment(array, made), at);
    return made;
  }

  private static int place(Object array, int at) {
    int mixed = (System.identityHashCode(array) ^ at * 0x85EBCA6B) * 0x9E3779B9;
    return mixed >>> (Integer.SIZE - BITS);
  }

  /** Makes a segment from an element on; without a slice, another object, from the beginning. */
  static MemorySegment make(float[] array, int at) {
    MemorySegment whole = MemorySegment.ofArray(array);
    return at == 0 ? whole : whole.asSlice((long) at * Float.BYTES);
  }

  /** Makes a segment of doubles as one of floats. */
  static MemorySegment make(double[] array, int at) {
    MemorySegment whole = MemorySegment.ofArray(array);
    return at == 0 ? whole : whole.asSlice((long) at * Double.BYTES);
  }
}
