package io.autodiff.expression;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the terms and names of a formula are.
 *
 * @param isUsed for each term whether the result depends on it
 * @param isNumber for each term whether it is a number that depends on no variable
 * @param variables what derivatives are taken by, in the order in which they occur
 * @param counts what a bound of a sum or an index depends on; no derivative is taken by it
 * @param columns data of which the formula takes elements
 */
record Roles(
    boolean[] isUsed,
    boolean[] isNumber,
    List<String> variables,
    Set<String> counts,
    Set<String> columns) {

  /**
   * Finds out the roles of everything in a formula.
   *
   * @param fixed names of numbers that are known
   */
  static Roles of(Formula formula, Set<String> fixed) {
    List<Term> terms = formula.terms();
    boolean[] isUsed = new boolean[terms.size()];
    boolean[] decides = new boolean[terms.size()];
    Set<String> counts = new LinkedHashSet<>();
    isUsed[formula.result()] = true;
    for (int i = terms.size() - 1; i >= 0; i--) {
      Term term = terms.get(i);
      if (isUsed[i]) {
        term.operands().forEach(o -> isUsed[o] = true);
        term.bounds().forEach(o -> decides[o] = true);
      }
      if (isUsed[i] && decides[i]) {
        term.operands().forEach(o -> decides[o] = true);
        if (term instanceof Term.Variable(String name) && !fixed.contains(name)) {
          counts.add(name);
        }
      }
    }
    Set<String> variables = new LinkedHashSet<>();
    Set<String> columns = new LinkedHashSet<>();
    boolean[] isNumber = new boolean[terms.size()];
    for (int i = 0; i < terms.size(); i++) {
      isNumber[i] = term(terms.get(i), isNumber, fixed, counts);
      if (isUsed[i] && terms.get(i) instanceof Term.Variable(String name) && !isNumber[i]) {
        variables.add(name);
      } else if (isUsed[i] && terms.get(i) instanceof Term.Element(String column, int _)) {
        columns.add(column);
      }
    }
    return new Roles(isUsed, isNumber, List.copyOf(variables), counts, columns);
  }

  /** Returns the roles where all variables are numbers. */
  Roles withNumbers() {
    boolean[] all = new boolean[isNumber.length];
    Arrays.fill(all, true);
    return new Roles(isUsed, all, variables, counts, columns);
  }

  private static boolean term(
      Term term, boolean[] isNumber, Set<String> fixed, Set<String> counts) {
    return switch (term) {
      case Term.Constant _, Term.Counter _, Term.Element _ -> true;
      case Term.Variable(String name) -> fixed.contains(name) || counts.contains(name);
      case Term.Reference(int to) -> isNumber[to];
      case Term.Apply apply -> apply.operands().stream().allMatch(o -> isNumber[o]);
      case Term.Fold fold -> isNumber[fold.body()];
    };
  }
}
