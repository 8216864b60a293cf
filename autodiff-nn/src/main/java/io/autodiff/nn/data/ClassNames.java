package io.autodiff.nn.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names of classes and their numbers; names that mean the same are one class. */
final class ClassNames {
  private final List<String> names;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<Object, Integer> meanings = new HashMap<>();

  ClassNames(List<String> names) {
    this.names = List.copyOf(names);
    for (int i = 0; i < names.size(); i++) {
      numbers.putIfAbsent(names.get(i), i);
      meanings.putIfAbsent(CsvFormat.meaning(names.get(i)), i);
    }
  }

  List<String> names() {
    return names;
  }

  /** Returns the number of a class, -1 if there is none of that name. */
  int indexOf(String name) {
    Integer exact = numbers.get(name);
    return exact == null ? meanings.getOrDefault(CsvFormat.meaning(name), -1) : exact;
  }
}
