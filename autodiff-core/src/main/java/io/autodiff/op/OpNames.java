package io.autodiff.op;

import java.util.Locale;

/** Names of operations made from names of constants. */
final class OpNames {
  private OpNames() {}

  /** Returns {@code LOG_NORMAL_CDF} as {@code logNormalCdf}. */
  static String camel(String constant) {
    StringBuilder label = new StringBuilder();
    for (String word : constant.split("_", -1)) {
      String lower = word.toLowerCase(Locale.ROOT);
      label.append(label.isEmpty() ? lower : word.charAt(0) + lower.substring(1));
    }
    return label.toString();
  }
}
