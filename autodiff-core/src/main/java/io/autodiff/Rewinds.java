package io.autodiff;

import java.util.Arrays;

/**
 * What a tape's rewinds did to older handles; immutable. A handle of generation {@code g} and index
 * {@code i} is alive if no rewind after {@code g} went back to {@code i} or further.
 *
 * <p>Only rewinds that no later one went further back than are kept, so that the marks ascend and a
 * loop that always rewinds to one mark keeps one entry.
 */
final class Rewinds {
  static final Rewinds NONE = new Rewinds(new int[0], new int[0]);

  private final int[] generations;
  private final int[] marks;

  private Rewinds(int[] generations, int[] marks) {
    this.generations = generations;
    this.marks = marks;
  }

  /** Returns this history with a rewind to {@code mark} that began {@code generation}. */
  Rewinds with(int generation, int mark) {
    int kept = marks.length;
    while (kept > 0 && marks[kept - 1] >= mark) {
      kept--;
    }
    int[] g = Arrays.copyOf(generations, kept + 1);
    int[] m = Arrays.copyOf(marks, kept + 1);
    g[kept] = generation;
    m[kept] = mark;
    return new Rewinds(g, m);
  }

  boolean isAlive(int index, int generation) {
    for (int i = 0; i < marks.length; i++) {
      if (generations[i] > generation) {
        return index < marks[i];
      }
    }
    return true;
  }

  /** Returns the index below which every handle is alive, if there was a rewind; else 0. */
  int floor() {
    return marks.length == 0 ? 0 : marks[0];
  }
}
