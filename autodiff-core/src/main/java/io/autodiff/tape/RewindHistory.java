package io.autodiff.tape;

import org.jspecify.annotations.Nullable;

/**
 * What a tape's rewinds did to older handles; immutable. A handle of generation {@code g} and index
 * {@code i} is alive if no rewind after {@code g} went back to {@code i} or further.
 *
 * <p>A stack, the last rewind on top. Only rewinds that no later one went further back than are
 * kept, so that marks and generations ascend and a loop that always rewinds to one mark keeps one
 * entry.
 */
public final class RewindHistory {
  static final RewindHistory NONE = new RewindHistory(null, 0, 0);

  private final @Nullable RewindHistory before;
  private final int generation;
  private final int mark;

  /** The index below which every handle is alive; 0 if there was no rewind. */
  private final int floor;

  private RewindHistory(@Nullable RewindHistory before, int generation, int mark) {
    this.before = before;
    this.generation = generation;
    this.mark = mark;
    this.floor = before == null || before.before == null ? mark : before.floor;
  }

  /** Returns this history with a rewind to {@code to} that began {@code next}. */
  RewindHistory with(int next, int to) {
    RewindHistory kept = this;
    while (kept.before != null && kept.mark >= to) {
      kept = kept.before;
    }
    return new RewindHistory(kept, next, to);
  }

  public boolean isAlive(int index, int handle) {
    for (RewindHistory r = this; r.before != null && r.generation > handle; r = r.before) {
      if (index >= r.mark) {
        return false;
      }
    }
    return true;
  }

  int floor() {
    return floor;
  }
}
