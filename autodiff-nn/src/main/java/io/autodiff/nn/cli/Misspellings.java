package io.autodiff.nn.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Finds what was meant by an option that there is none of. */
final class Misspellings {
  /** Names that other programs use. */
  private static final Map<String, String> OTHERS =
      Map.ofEntries(
          Map.entry("--lr", "--learning-rate"),
          Map.entry("--rate", "--learning-rate"),
          Map.entry("--batch-size", "--batch"),
          Map.entry("--hidden", "--layers"),
          Map.entry("--units", "--layers"),
          Map.entry("--l2", "--weight-decay"),
          Map.entry("--early-stopping", "--patience"),
          Map.entry("--early-stop", "--patience"),
          Map.entry("--test-size", "--test-fraction"),
          Map.entry("--cv", "--folds"),
          Map.entry("--delimiter", "--separator"),
          Map.entry("--sep", "--separator"),
          Map.entry("--label", "--target"),
          Map.entry("--out", "--output"),
          Map.entry("--output-dir", "--output"),
          Map.entry("--dtype", "--precision"),
          Map.entry("--optimiser", "--optimizer"),
          Map.entry("--drop", "--ignore"),
          Map.entry("--class-weight", "--class-weights"));

  private Misspellings() {}

  /** Returns the option that was meant, to be added to the message; nothing if none is known. */
  static String hint(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return "";
    }
    String given = unmatched.getUnmatched().getFirst().replaceFirst("=.*", "");
    var known = e.getCommandLine().getCommandSpec().optionsMap().keySet();
    String other = OTHERS.get(given);
    if (other != null && known.contains(other)) {
      return ": here it is " + other;
    }
    if (!unmatched.isUnknownOption()) {
      return "";
    }
    List<String> near = unmatched.getSuggestions().stream().filter(known::contains).toList();
    return near.isEmpty() ? "" : "; is " + String.join(" or ", near) + " meant?";
  }
}
