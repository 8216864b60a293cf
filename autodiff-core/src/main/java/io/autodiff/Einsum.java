package io.autodiff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Sums of products in Einstein's notation. Operands are multiplied from left to right; each step is
 * one product of matrices, with the letters sorted into those of both that stay (its leading axes),
 * those of both that are summed over, and those of one.
 *
 * <p>An ellipsis is replaced by numbers, counted from the last axis it stands for, so that what
 * follows knows labels only.
 */
final class Einsum {
  private final String notation;
  private final List<Term> terms = new ArrayList<>();
  private final List<String> result = new ArrayList<>();

  /** A tensor and the labels of its axes. */
  private record Term(Tensor tensor, List<String> labels) {}

  private Einsum(String notation) {
    this.notation = notation;
  }

  static Einsum parse(String notation, Tensor... operands) {
    Einsum einsum = new Einsum(notation);
    String[] sides = notation.replace(" ", "").split("->", -1);
    String[] inputs = sides[0].split(",", -1);
    if (sides.length > 2 || inputs.length != operands.length) {
      throw einsum.failure(
          "number of operands does not fit", operands.length + " operands", "one for each list");
    }
    int covered = 0;
    for (int i = 0; i < inputs.length; i++) {
      int letters = inputs[i].replace("...", "").length();
      boolean open = inputs[i].contains("...");
      int rank = operands[i].rank();
      if (open ? letters > rank : letters != rank) {
        throw einsum.failure(
            "letters do not fit the axes",
            "\"" + inputs[i] + "\" for shape " + operands[i].shape,
            rank + " letters" + (open ? " or fewer" : ""));
      }
      covered = Math.max(covered, rank - letters);
      einsum.terms.add(
          einsum.diagonal(new Term(operands[i], einsum.labels(inputs[i], rank - letters))));
    }
    einsum.result.addAll(
        sides.length == 2 ? einsum.labels(sides[1], covered) : einsum.implicit(inputs, covered));
    einsum.checkResult();
    return einsum;
  }

  /** Returns the labels of a list of letters whose ellipsis stands for {@code covered} axes. */
  private List<String> labels(String letters, int covered) {
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < letters.length(); i++) {
      char c = letters.charAt(i);
      if (letters.startsWith("...", i)) {
        for (int k = covered; k > 0; k--) {
          labels.add(Integer.toString(k));
        }
        i += 2;
      } else if (Character.isLetter(c)) {
        labels.add(String.valueOf(c));
      } else {
        throw failure("not a letter", "'" + c + "'", "letters, commas, ... and ->");
      }
    }
    return labels;
  }

  private List<String> implicit(String[] inputs, int covered) {
    Map<String, Integer> counts = new TreeMap<>();
    for (String input : inputs) {
      labels(input.replace("...", ""), 0).forEach(l -> counts.merge(l, 1, Integer::sum));
    }
    List<String> labels = labels("...", covered);
    counts.forEach(
        (label, count) -> {
          if (count == 1) {
            labels.add(label);
          }
        });
    return labels;
  }

  private void checkResult() {
    Set<String> seen = new LinkedHashSet<>();
    for (String label : result) {
      if (terms.stream().noneMatch(t -> t.labels.contains(label)) || !seen.add(label)) {
        throw failure(
            "result does not follow from the operands",
            "\"" + label + "\"",
            "letters of the operands, each once");
      }
    }
  }

  /** Takes the diagonal wherever an operand repeats a label. */
  private Term diagonal(Term term) {
    Tensor t = term.tensor;
    List<String> labels = new ArrayList<>(term.labels);
    for (int i = 0; i < labels.size(); i++) {
      int second = labels.lastIndexOf(labels.get(i));
      if (second > i) {
        if (t.dim(i) != t.dim(second)) {
          throw failure(
              "sizes of a letter differ",
              "\"" + labels.get(i) + "\" is " + t.dim(i) + " and " + t.dim(second),
              "one size for each letter");
        }
        String label = labels.get(i);
        t = t.diagonal(0, i, second);
        labels.remove(second);
        labels.remove(i);
        labels.add(label);
        i--;
      }
    }
    return new Term(t, labels);
  }

  Tensor run() {
    Term product = terms.get(0);
    for (int i = 1; i < terms.size(); i++) {
      product = multiply(product, terms.get(i), needed(i + 1));
    }
    product = reduce(product, Set.copyOf(result));
    Tensor t = product.tensor;
    List<String> labels = product.labels;
    return t.permute(result.stream().mapToInt(labels::indexOf).toArray());
  }

  /** Returns the labels that the result or an operand from {@code next} on has. */
  private Set<String> needed(int next) {
    Set<String> needed = new LinkedHashSet<>(result);
    terms.subList(next, terms.size()).forEach(t -> needed.addAll(t.labels));
    return needed;
  }

  /** Sums over the axes whose labels are not needed. */
  private static Term reduce(Term term, Set<String> needed) {
    List<String> left = new ArrayList<>(term.labels);
    int[] axes =
        term.labels.stream()
            .filter(l -> !needed.contains(l))
            .mapToInt(term.labels::indexOf)
            .toArray();
    left.removeIf(l -> !needed.contains(l));
    return axes.length == 0 ? term : new Term(term.tensor.sum(axes, false), left);
  }

  private Term multiply(Term a, Term b, Set<String> needed) {
    Set<String> forA = new LinkedHashSet<>(needed);
    forA.addAll(b.labels);
    Set<String> forB = new LinkedHashSet<>(needed);
    forB.addAll(a.labels);
    Term left = stretched(reduce(a, forA), b);
    Term right = stretched(reduce(b, forB), left);
    List<String> both = new ArrayList<>(left.labels);
    both.retainAll(right.labels);
    List<String> summed = new ArrayList<>(both);
    summed.removeAll(needed);
    both.retainAll(needed);
    List<String> rows = new ArrayList<>(left.labels);
    rows.removeAll(right.labels);
    List<String> columns = new ArrayList<>(right.labels);
    columns.removeAll(left.labels);
    Shape batch = sizes(left, both);
    Shape middle = sizes(left, summed);
    Shape top = sizes(left, rows);
    Shape side = sizes(right, columns);
    Tensor x = ordered(left, both, rows, summed);
    Tensor y = ordered(right, both, summed, columns);
    Tensor product =
        x.reshape(Shape.of(batch.size(), top.size(), middle.size()))
            .matmul(y.reshape(Shape.of(batch.size(), middle.size(), side.size())), false, false);
    List<String> labels = new ArrayList<>(both);
    labels.addAll(rows);
    labels.addAll(columns);
    return new Term(product.reshape(batch.and(top.dims()).and(side.dims())), labels);
  }

  /** Stretches axes of size 1 to the other operand's size. */
  private Term stretched(Term term, Term other) {
    int[] dims = term.tensor.shape.dims();
    Map<String, Integer> wanted = new HashMap<>();
    for (int i = 0; i < other.labels.size(); i++) {
      wanted.put(other.labels.get(i), other.tensor.dim(i));
    }
    for (int i = 0; i < dims.length; i++) {
      int size = wanted.getOrDefault(term.labels.get(i), dims[i]);
      if (dims[i] != size && dims[i] != 1 && size != 1) {
        throw failure(
            "sizes of a letter differ",
            "\"" + term.labels.get(i) + "\" is " + dims[i] + " and " + size,
            "one size for each letter");
      }
      dims[i] = dims[i] == 1 ? size : dims[i];
    }
    return new Term(term.tensor.broadcastTo(Shape.of(dims)), term.labels);
  }

  private static Shape sizes(Term term, List<String> labels) {
    return Shape.of(
        labels.stream().mapToInt(l -> term.tensor.dim(term.labels.indexOf(l))).toArray());
  }

  @SafeVarargs
  private static Tensor ordered(Term term, List<String>... groups) {
    List<Integer> order = new ArrayList<>();
    for (List<String> group : groups) {
      group.forEach(l -> order.add(term.labels.indexOf(l)));
    }
    return term.tensor.permute(order.stream().mapToInt(i -> i).toArray());
  }

  private AutodiffException failure(String problem, String given, String expected) {
    return new AutodiffException(
        "einsum: " + problem, given + " in \"" + notation + "\"", expected, null);
  }
}
