package io.autodiff.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A formula that has been read.
 *
 * @param text as it was written
 * @param terms in the order of evaluation
 * @param places for each term where it stands in the text
 * @param result the place of the result
 * @param response the place of the left side of {@code log[y] = …}, or -1
 */
record Formula(String text, List<Term> terms, List<Place> places, int result, int response) {
  Formula {
    terms = List.copyOf(terms);
    places = List.copyOf(places);
  }

  /** A part of the text from {@code start} to {@code end}, exclusive. */
  record Place(int start, int end) {
    /** Returns the part that holds both. */
    Place to(Place other) {
      return new Place(Math.min(start, other.start), Math.max(end, other.end));
    }
  }

  /** Returns the formula of the left side alone. */
  Formula leftSide() {
    return new Formula(text, terms, places, response, -1);
  }

  /** Returns the first place of a variable or a column. */
  int firstOf(String name) {
    for (int i = 0; i < terms.size(); i++) {
      boolean is =
          switch (terms.get(i)) {
            case Term.Variable(String variable) -> variable.equals(name);
            case Term.Element(String column, int _) -> column.equals(name);
            default -> false;
          };
      if (is) {
        return i;
      }
    }
    return result;
  }

  /** Returns the error that something at a term is wrong. */
  ExpressionException error(int term, String problem, String expected, @Nullable String hint) {
    Place place = places.get(term);
    return new ExpressionException(problem, text, place.start, place.end, expected, hint);
  }

  /** Returns the part of the text that a term is. */
  String part(int term) {
    Place place = places.get(term);
    return text.substring(place.start, place.end).replaceAll("\\s+", " ");
  }
}
