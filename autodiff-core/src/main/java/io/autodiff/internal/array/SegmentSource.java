package io.autodiff.internal.array;

import java.lang.foreign.MemorySegment;

/** Where native calls get the segments of their arrays from. */
@FunctionalInterface
interface SegmentSource {
  /** Returns the segment of a {@code double[]} or {@code float[]} from an element on. */
  MemorySegment from(Object array, int at);
}
