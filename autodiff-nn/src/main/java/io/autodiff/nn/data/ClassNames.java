package io.autodiff.nn.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names of classes and their numbers; names that are equal numbers are one class. */
final class ClassNames {
  private final List<String> names;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<Double, Integer> values = new HashMap<>();

  ClassNames(List<String> names) {
    this.names = List.copyOf(names);
    for (int i = 0; i < names.size(); i++) {
      numbers.putIfAbsent(names.get(i), i);
      if (CsvFormat.isNumber(names.get(i))) {
        values.putIfAbsent(CsvFormat.number(names.get(i)) + 0.0, i);
      }
    }
  }

  List<String> names() {
    return names;
  }

  /** Returns the number of a class, -1 if there is none of that name. */
  int indexOf(String name) {
    Integer exact = numbers.get(name);
    if (exact == null && CsvFormat.isNumber(name)) {
      exact = values.get(CsvFormat.number(name) + 0.0);
    }
    return exact == null ? -1 : exact;
  }
}
