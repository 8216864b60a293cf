package io.autodiff.spark;

import io.autodiff.AutodiffException;
import io.autodiff.nn.io.TensorFile;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Epochs of a training in one job. Each task runs the training itself, with its part and the sums
 * of the group, and so has the same network as all others after each step; the first one tells the
 * driver. A training comes back to the driver after {@link #SECONDS} at the latest, or when a
 * checkpoint is due, and when a task is lost goes on from there.
 *
 * @param blocks a block in each part
 * @param checksums of the blocks
 * @param train the number of training examples in each part
 * @param held the number of examples kept for validation
 * @param spread what a prepared target of 1 stands for
 */
@SuppressWarnings("ArrayRecordComponent") // never changed
record GroupTraining(
    DistributedRows<Block> blocks,
    Recipe recipe,
    Strategy strategy,
    long[] checksums,
    int[] train,
    long held,
    double spread)
    implements Training.Rounds {
  private static final double SECONDS = 20;

  @Override
  public TensorFile advance(TensorFile state, int upTo) {
    return after(blocks.together(task(state, upTo)));
  }

  /** Returns what the members do. */
  Together.Body<Block> task(TensorFile state, int upTo) {
    try {
      byte[] bytes = RemoteFiles.bytes(state);
      return new Task(recipe, strategy, checksums, train, held, spread, upTo, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the checkpoint that the members' results hold. */
  static TensorFile after(List<Object> results) {
    try {
      return RemoteFiles.read((byte[]) results.getFirst());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a member of the group does. */
  @SuppressWarnings("ArrayRecordComponent") // never changed
  private record Task(
      Recipe recipe,
      Strategy strategy,
      long[] checksums,
      int[] train,
      long held,
      double spread,
      int upTo,
      byte[] state)
      implements Together.Body<Block> {

    @Override
    public Serializable run(Group group, List<Block> rows) throws IOException {
      Block block = rows.getFirst();
      if (!isFineEverywhere(group, block)) {
        return new byte[0];
      }
      Training training =
          new Training(
              recipe,
              strategy,
              new Training.Parts(new GroupRows(group, block), checksums, train, held, spread),
              recipe.blank(),
              List.of(),
              null);
      TensorFile after =
          training.continued(RemoteFiles.read(state), upTo, new Clock(group)::isLate);
      return group.rank() == 0 ? RemoteFiles.bytes(after) : new byte[0];
    }

    /**
     * Returns whether all members have the rows that the fit began with; so they end together.
     *
     * @throws AutodiffException if this one has others
     */
    private boolean isFineEverywhere(Group group, Block block) throws IOException {
      AutodiffException wrong = null;
      try {
        block.checked(checksums);
      } catch (AutodiffException e) {
        wrong = e;
      }
      double found = group.sum(new double[] {wrong == null ? 0 : 1})[0];
      if (wrong != null) {
        throw wrong;
      }
      return found == 0;
    }
  }

  /** Tells all members of a group the same: whether the time of one is over. */
  private record Clock(Group group, long begun) {
    Clock(Group group) {
      this(group, System.nanoTime());
    }

    boolean isLate() {
      boolean late = (System.nanoTime() - begun) * 1e-9 > SECONDS;
      try {
        return group.sum(new double[] {late ? 1 : 0})[0] > 0;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
