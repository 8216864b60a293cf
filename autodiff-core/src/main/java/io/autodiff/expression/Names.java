package io.autodiff.expression;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Names that a misspelt one may have meant. */
final class Names {
  private static final int MOST = 3;

  /** Longer names are compared with none. */
  private static final int LONGEST = 40;

  private Names() {}

  /** Returns the names at most a third of whose letters differ, nearest first, at most three. */
  static List<String> near(String name, Collection<String> names) {
    if (name.length() > LONGEST) {
      return List.of();
    }
    String wanted = name.toLowerCase(Locale.ROOT);
    return names.stream()
        .filter(n -> distance(wanted, n.toLowerCase(Locale.ROOT)) <= allowed(n))
        .sorted(
            Comparator.<String>comparingInt(n -> distance(wanted, n.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()))
        .limit(MOST)
        .toList();
  }

  private static int allowed(String name) {
    return name.length() > 2 ? (name.length() + 1) / 3 : 0;
  }

  /** The number of letters to insert, delete or change: Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
