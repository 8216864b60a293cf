package io.autodiff.internal.array;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.autodiff.internal.thread.Parallel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Segments of arrays, which are made once. */
class ArraySegmentsTest {
  private static float first(MemorySegment segment) {
    return segment.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0);
  }

  @Test
  void anArraysSegmentFromAnElementOnIsMadeOnce() {
    ArraySegments segments = new ArraySegments();
    float[] floats = {1, 2, 3, 4};
    double[] doubles = {5, 6, 7, 8};
    MemorySegment fromThird = segments.from(floats, 2);
    assertSame(fromThird, segments.from(floats, 2));
    assertEquals(3f, first(fromThird));
    assertEquals(2L * Float.BYTES, fromThird.byteSize());
    MemorySegment whole = segments.from(floats, 0);
    assertNotSame(fromThird, whole);
    assertSame(whole, segments.from(floats, 0));
    assertEquals(16L, whole.byteSize());
    MemorySegment last = segments.from(doubles, 3);
    assertEquals(8.0, last.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 0));
  }

  /** Far more than the table holds, so that places are taken from one another. */
  @Test
  void eachOfManyArraysHasItsOwnSegments() {
    ArraySegments segments = new ArraySegments();
    List<float[]> arrays = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      arrays.add(new float[] {i, -i - 1});
    }
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < arrays.size(); i++) {
        assertEquals((float) i, first(segments.from(arrays.get(i), 0)));
        assertEquals(-i - 1f, first(segments.from(arrays.get(i), 1)));
      }
    }
  }

  /** Finds segments of an array that nothing else holds afterwards. */
  private static WeakReference<float[]> used(ArraySegments segments) {
    float[] array = new float[100];
    assertEquals(400L, segments.from(array, 0).byteSize());
    assertEquals(200L, segments.from(array, 50).byteSize());
    return new WeakReference<>(array);
  }

  @Test
  void anArrayThatNothingElseHoldsIsCollected() {
    ArraySegments segments = new ArraySegments();
    WeakReference<float[]> array = used(segments);
    for (int i = 0; i < 20 && !array.refersTo(null); i++) {
      System.gc();
    }
    assertTrue(array.refersTo(null));
  }

  @Test
  void aLargeProductThatIsRepeatedMakesNoObjectForEachCall() {
    assumeTrue(ArrayKernels.nativesProblem() == null, ArrayKernels::nativesProblem);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (boolean oneDnn : new boolean[] {false, ArrayKernels.oneDnnProblem() == null}) {
      ArrayKernels kernels = new ArrayKernels(new Parallel(1), false, true, oneDnn);
      float[] a = new float[128 * 300];
      float[] b = new float[300 * 512];
      float[] c = new float[128 * 512];
      long least = Long.MAX_VALUE;
      for (int i = 0; i < 20; i++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        kernels.matmul(a, 0, false, b, 0, false, c, 0, 128, 512, 300);
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      assertTrue(least < 100, "bytes of a product in two pieces: " + least);
    }
  }
}
