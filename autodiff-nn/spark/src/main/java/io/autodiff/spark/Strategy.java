package io.autodiff.spark;

import io.autodiff.AutodiffException;
import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How parts train one network together.
 *
 * @param every after how many steps of each part the parameters are averaged; 0 if all parts
 *     compute each step together
 * @param group whether the tasks add the parts' gradients among themselves; otherwise the driver
 *     does
 */
record Strategy(int every, boolean group) implements Serializable {
  static final String AUTO = "auto";
  static final String AGGREGATE = "AGGREGATE";
  static final String ALL_REDUCE = "ALL_REDUCE";

  /** How many steps parts take on their own unless told otherwise. */
  private static final int USUAL = 10;

  private static final Pattern AVERAGE = Pattern.compile("AVERAGE_EVERY\\(([1-9]\\d{0,8})\\)");

  static boolean isName(String name) {
    return name.equals(AUTO)
        || name.equals(AGGREGATE)
        || name.equals(ALL_REDUCE)
        || AVERAGE.matcher(name).matches();
  }

  /**
   * Returns the strategy of a name.
   *
   * @throws AutodiffException if the optimiser needs all examples in each step and the name says
   *     otherwise
   */
  static Strategy of(String name, boolean fullBatch) {
    Matcher average = AVERAGE.matcher(name);
    if (!average.matches()) {
      boolean group = name.equals(ALL_REDUCE);
      boolean together = group || name.equals(AGGREGATE) || fullBatch;
      return new Strategy(together ? 0 : USUAL, group);
    }
    if (fullBatch) {
      throw new AutodiffException(
          "spark: lbfgs cannot average parameters",
          name,
          AGGREGATE + " or " + ALL_REDUCE + ", as each step needs the loss of all examples",
          null);
    }
    return new Strategy(Integer.parseInt(average.group(1)), false);
  }

  /** Returns whether all parts compute each step together. */
  boolean isAggregate() {
    return every == 0;
  }

  @Override
  public String toString() {
    return group ? ALL_REDUCE : isAggregate() ? AGGREGATE : "AVERAGE_EVERY(" + every + ")";
  }
}
