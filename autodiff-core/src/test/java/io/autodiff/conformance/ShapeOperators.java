package io.autodiff.conformance;

import io.autodiff.Padding;
import io.autodiff.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that move elements and compute nothing. */
final class ShapeOperators {
  private ShapeOperators() {}

  static void addTo(Operators t) {
    shapes(t);
    axes(t);
    joining(t);
    parts(t);
    copies(t);
    diagonals(t);
    for (String mode : new String[] {"constant", "reflect", "replicate", "circular"}) {
      t.add("nn.functional.pad/" + mode, "input pad mode value", ShapeOperators::pad);
    }
  }

  private static void shapes(Operators t) {
    t.add("broadcast_to", "input size", a -> a.tensor("input").broadcastTo(a.ints("size")));
    t.add("expand", "input size", a -> expand(a.tensor("input"), a.ints("size")));
    t.add("reshape", "input shape", a -> a.tensor("input").reshape(a.ints("shape")));
    t.add("unsqueeze", "input dim", a -> a.tensor("input").unsqueeze(a.integer("dim")));
    t.add("squeeze", "input dim", ShapeOperators::squeeze);
  }

  private static Tensor expand(Tensor x, int... sizes) {
    int[] dims = sizes.clone();
    for (int i = 1; i <= dims.length; i++) {
      int at = dims.length - i;
      dims[at] = dims[at] == -1 ? x.dim(-i) : dims[at];
    }
    return x.broadcastTo(dims);
  }

  /** An axis that is not of size 1 stays. */
  private static Tensor squeeze(Arguments a) {
    Tensor x = a.tensor("input");
    if (!a.has("dim")) {
      return x.squeeze();
    }
    int axis = a.integer("dim");
    return x.rank() == 0 || x.dim(axis) != 1 ? x : x.squeeze(axis);
  }

  private static void axes(Operators t) {
    t.add("permute", "input dims", a -> a.tensor("input").permute(a.ints("dims")));
    t.add(
        "transpose",
        "input dim0 dim1",
        a -> {
          Tensor x = a.tensor("input");
          return x.rank() == 0 ? x : x.transpose(a.integer("dim0"), a.integer("dim1"));
        });
    t.add("movedim", "input source destination", ShapeOperators::moveAxes);
    t.add("flip", "input dims", a -> a.tensor("input").flip(a.ints("dims")));
    t.add("roll", "input shifts dims", ShapeOperators::roll);
  }

  private static Tensor moveAxes(Arguments a) {
    Tensor x = a.tensor("input");
    int[] from = a.ints("source");
    int[] to = a.ints("destination");
    int[] order = new int[x.rank()];
    Arrays.fill(order, -1);
    List<Integer> rest = new ArrayList<>(IntStream.range(0, x.rank()).boxed().toList());
    for (int i = 0; i < from.length; i++) {
      order[x.shape().axis(to[i])] = x.shape().axis(from[i]);
      rest.remove(Integer.valueOf(x.shape().axis(from[i])));
    }
    for (int i = 0; i < order.length; i++) {
      order[i] = order[i] < 0 ? rest.removeFirst() : order[i];
    }
    return x.permute(order);
  }

  private static Tensor roll(Arguments a) {
    Tensor x = a.tensor("input");
    int[] shifts = a.ints("shifts");
    if (!a.has("dims") || a.ints("dims").length == 0) {
      return x.flatten().roll(shifts[0], 0).reshape(x.shape());
    }
    int[] axes = a.ints("dims");
    for (int i = 0; i < axes.length; i++) {
      x = x.roll(shifts[i], axes[i]);
    }
    return x;
  }

  private static void joining(Operators t) {
    t.add("cat", "tensors dim", a -> concat(a.integer("dim", 0), a.tensors("tensors")));
    t.add("stack", "tensors dim", a -> Tensor.stack(a.integer("dim", 0), a.tensors("tensors")));
    t.add(
        "hstack",
        "tensors",
        a -> {
          Tensor[] parts = atLeast(1, a.tensors("tensors"));
          return Tensor.concat(parts[0].rank() == 1 ? 0 : 1, parts);
        });
    t.add("vstack", "tensors", a -> Tensor.concat(0, atLeast(2, a.tensors("tensors"))));
  }

  /** An empty vector fits anything. */
  private static Tensor concat(int axis, Tensor... parts) {
    int rank = Arrays.stream(parts).mapToInt(Tensor::rank).max().orElse(1);
    Tensor[] fitting =
        Arrays.stream(parts).filter(p -> p.rank() == rank || p.size() > 0).toArray(Tensor[]::new);
    return Tensor.concat(axis, fitting.length == 0 ? parts : fitting);
  }

  private static Tensor[] atLeast(int rank, Tensor... parts) {
    return Arrays.stream(parts)
        .map(
            p -> {
              Tensor wide = p;
              while (wide.rank() < rank) {
                wide = wide.unsqueeze(0);
              }
              return wide;
            })
        .toArray(Tensor[]::new);
  }

  private static void parts(Operators t) {
    for (String name : new String[] {"split", "split/list_args", "split_with_sizes"}) {
      t.addAll(name, "tensor split_size_or_sections dim", ShapeOperators::split);
    }
    t.add(
        "narrow",
        "input dim start length",
        a -> {
          Tensor x = a.tensor("input");
          int axis = a.integer("dim");
          int start = Math.floorMod(a.integer("start"), Math.max(1, x.dim(axis)));
          return x.slice(axis, start, start + a.integer("length"));
        });
    t.add(
        "select",
        "input dim index",
        a -> a.tensor("input").select(a.integer("dim"), a.integer("index")));
    t.add("slice", "input dim start end step", ShapeOperators::slice);
  }

  private static List<Tensor> split(Arguments a) {
    Tensor x = a.tensor("tensor");
    int axis = a.integer("dim", 0);
    int[] sizes = a.ints("split_size_or_sections");
    if (a.isNumber("split_size_or_sections")) {
      int n = x.dim(axis);
      int size = sizes[0];
      sizes = new int[Math.max(1, Math.ceilDiv(n, size))];
      Arrays.fill(sizes, size);
      sizes[sizes.length - 1] = n - size * (sizes.length - 1);
    }
    return List.of(x.split(axis, sizes));
  }

  /** Bounds beyond the ends mean the ends. */
  private static Tensor slice(Arguments a) {
    Tensor x = a.tensor("input");
    int axis = a.integer("dim", 0);
    int n = x.dim(axis);
    int start = bound(a.integer("start", 0), n);
    int end = Math.max(start, bound(a.integer("end", n), n));
    return x.slice(axis, start, end, a.integer("step", 1));
  }

  static int bound(int position, int n) {
    return Math.clamp(position < 0 ? position + n : position, 0, n);
  }

  private static void copies(Operators t) {
    t.add("repeat", "input sizes", a -> a.tensor("input").tile(a.ints("sizes")));
    t.add("tile", "input dims", a -> a.tensor("input").tile(a.ints("dims")));
  }

  private static void diagonals(Operators t) {
    t.add("tril", "input diagonal", a -> a.tensor("input").tril(a.integer("diagonal", 0)));
    t.add("triu", "input diagonal", a -> a.tensor("input").triu(a.integer("diagonal", 0)));
    t.add(
        "diagonal",
        "input offset dim1 dim2",
        a ->
            a.tensor("input")
                .diagonal(a.integer("offset", 0), a.integer("dim1", 0), a.integer("dim2", 1)));
    t.add(
        "diag",
        "input diagonal",
        a -> {
          Tensor x = a.tensor("input");
          int offset = a.integer("diagonal", 0);
          return x.rank() == 1 ? x.diag(offset) : x.diagonal(offset, 0, 1);
        });
    t.add("diag_embed", "input offset dim1 dim2", ShapeOperators::diagEmbed);
  }

  private static Tensor diagEmbed(Arguments a) {
    Tensor x = a.tensor("input").diag(a.integer("offset", 0));
    int rows = x.shape().axis(a.integer("dim1", -2));
    int columns = x.shape().axis(a.integer("dim2", -1));
    int[] order = new int[x.rank()];
    int next = 0;
    for (int i = 0; i < order.length; i++) {
      order[i] = i == rows ? x.rank() - 2 : i == columns ? x.rank() - 1 : next++;
    }
    return x.permute(order);
  }

  /** The first pair of numbers is for the last axis. */
  private static Tensor pad(Arguments a) {
    Tensor x = a.tensor("input");
    int[] widths = a.ints("pad");
    String mode = a.text("mode", "constant");
    for (int i = 0; i < widths.length / 2; i++) {
      int before = widths[2 * i];
      int after = widths[2 * i + 1];
      x =
          switch (mode) {
            case "constant" -> x.pad(-1 - i, before, after, a.number("value", 0));
            case "reflect" -> x.pad(-1 - i, before, after, Padding.REFLECT);
            case "replicate" -> x.pad(-1 - i, before, after, Padding.REPLICATE);
            default -> x.pad(-1 - i, before, after, Padding.CIRCULAR);
          };
    }
    return x;
  }
}
