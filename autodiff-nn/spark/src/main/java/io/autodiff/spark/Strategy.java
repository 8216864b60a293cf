package io.autodiff.spark;

import io.autodiff.AutodiffException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How parts train one network together.
 *
 * @param every after how many steps of each part the parameters are averaged; 0 if all parts
 *     compute each step together
 */
record Strategy(int every) {
  static final String AUTO = "auto";
  static final String AGGREGATE = "AGGREGATE";

  /** How many steps parts take on their own unless told otherwise. */
  private static final int USUAL = 10;

  private static final Pattern AVERAGE = Pattern.compile("AVERAGE_EVERY\\(([1-9]\\d{0,8})\\)");

  static boolean isName(String name) {
    return name.equals(AUTO) || name.equals(AGGREGATE) || AVERAGE.matcher(name).matches();
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
      boolean together = name.equals(AGGREGATE) || fullBatch;
      return new Strategy(together ? 0 : USUAL);
    }
    if (fullBatch) {
      throw new AutodiffException(
          "spark: lbfgs cannot average parameters",
          name,
          AGGREGATE + ", as each step needs the loss of all examples",
          null);
    }
    return new Strategy(Integer.parseInt(average.group(1)));
  }

  boolean isAggregate() {
    return every == 0;
  }

  @Override
  public String toString() {
    return isAggregate() ? AGGREGATE : "AVERAGE_EVERY(" + every + ")";
  }
}
