package io.autodiff.internal.loop;

import java.util.List;

/**
 * Several steps on small arrays, written element by element into one class: no loop, no dispatch,
 * no array that a step has to look up. The arrays are those of a table, so that threads and
 * computations of one structure share the class.
 */
public abstract class StraightCode {
  /** The {@link Place#array} of numbers that are in no array of the table, but scalars. */
  public static final int SCALARS = -1;

  /** How many classes are kept for those who need an equal one. */
  private static final int MOST_CLASSES = 128;

  private static final LruCache<List<Step>, StraightCode> CLASSES = new LruCache<>(MOST_CLASSES);

  StraightCode() {}

  /** Returns the code that does some steps in order. */
  public static StraightCode of(List<Step> steps) {
    return CLASSES.get(List.copyOf(steps), StraightWriter::write);
  }

  /**
   * Does the steps.
   *
   * @param arrays the table
   * @param others does what is not written
   */
  public abstract void run(Object[] arrays, double[] scalars, Others others);

  /** Returns the name of the class, as in profiles and dumps. */
  public final String name() {
    String name = getClass().getSimpleName();
    return name.replaceFirst("/.*", "");
  }

  /** Steps that are called. */
  @FunctionalInterface
  public interface Others {
    /** Does the step of a {@link Call}. */
    void run(int step);
  }

  /** What is done at once. */
  public sealed interface Step {
    /** Returns about how many operations on numbers are written for it. */
    int weight();
  }

  /**
   * Where numbers are.
   *
   * @param array the array's position in the table, or {@link #SCALARS}
   * @param at the position in it of each element
   */
  public record Place(int array, List<Integer> at) {
    /** Copies the list. */
    public Place {
      at = List.copyOf(at);
    }

    boolean isSingle() {
      return at.stream().distinct().count() == 1;
    }
  }

  /**
   * A formula of each element; no result is where an operand or another result is.
   *
   * @param formula has the results among its values; what it returns itself is not used
   * @param values the numbers of the values that are stored
   * @param from where the elements of each of the formula's inputs are
   * @param to where those of each stored value are
   * @param single whether the elements are floats
   */
  public record Chain(
      Formula formula, List<Integer> values, List<Place> from, List<Place> to, boolean single)
      implements Step {
    /** Copies the lists. */
    public Chain {
      values = List.copyOf(values);
      from = List.copyOf(from);
      to = List.copyOf(to);
    }

    int elements() {
      return to.getFirst().at.size();
    }

    @Override
    public int weight() {
      return elements() * formula.weight();
    }
  }

  /**
   * A product of matrices, {@code (m, k) · (k, n) → (m, n)}, each element of which is 0 plus its
   * terms, one after the other. The numbers of the operands' arrays, and that of the result's.
   *
   * @param leftTurned whether the left operand is stored as {@code (k, m)}
   * @param rightTurned whether the right operand is stored as {@code (n, k)}
   */
  public record Product(
      int left,
      boolean leftTurned,
      int right,
      boolean rightTurned,
      int to,
      int m,
      int n,
      int k,
      boolean single)
      implements Step {
    @Override
    public int weight() {
      return 2 * m * n * k;
    }
  }

  /**
   * Sums over the middle axis, {@code (outer, n, inner) → (outer, inner)}, each of which is 0 plus
   * its terms, one after the other. The numbers of the operand's array and of the result's.
   */
  public record Sums(int from, int to, int outer, int n, int inner, boolean single)
      implements Step {
    @Override
    public int weight() {
      return outer * n * inner;
    }
  }

  /** An element of an array as a scalar. */
  public record Element(int array, int at, int scalar, boolean single) implements Step {
    @Override
    public int weight() {
      return 1;
    }
  }

  /** Some elements copied to the first places of an array, in their order. */
  public record Copies(Place from, int to, boolean single) implements Step {
    @Override
    public int weight() {
      return from.at.size();
    }
  }

  /** A loop over whole arrays and single elements of the table, which is called. */
  public record Counted(FusedLoop.Spec loop, int elements) implements Step {
    @Override
    public int weight() {
      return 1;
    }
  }

  /** A step that {@link Others} do. */
  public record Call(int step) implements Step {
    @Override
    public int weight() {
      return 0;
    }
  }
}
