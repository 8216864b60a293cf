package io.autodiff.conformance;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.elementwise.BroadcastStrides;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators that pick elements by tensors of indices. */
final class IndexOperators {
  private IndexOperators() {}

  static void addTo(Operators t) {
    t.add("gather", "input dim index sparse_grad", IndexOperators::gather);
    t.add("take_along_dim", "input indices dim", IndexOperators::takeAlong);
    t.add("index_select", "input dim index", IndexOperators::select);
    t.add("nn.functional.embedding", "input indices padding_idx", IndexOperators::embedding);
    t.add("scatter", "input dim index src reduce", IndexOperators::scatter);
    t.add("scatter_add", "input dim index src", a -> scatterAdd(a, source(a)));
    t.add("index_add", "input dim index source alpha", IndexOperators::indexAdd);
    t.add("__getitem__", "input index", IndexOperators::item);
  }

  /** Returns a tensor whose rank is not 0, of the same elements. */
  private static Tensor atLeastVector(Tensor x) {
    return x.rank() == 0 ? x.reshape(1) : x;
  }

  private static Shape atLeastVector(Shape shape) {
    return shape.rank() == 0 ? Shape.of(1) : shape;
  }

  private static Tensor gather(Arguments a) {
    Tensor x = atLeastVector(a.tensor("input"));
    Golden.Indices index = a.indices("index");
    return x.gather(a.integer("dim"), atLeastVector(index.shape()), index.values())
        .reshape(index.shape());
  }

  private static Tensor takeAlong(Arguments a) {
    Tensor x = a.tensor("input");
    Golden.Indices index = a.indices("indices");
    if (!a.has("dim")) {
      return x.flatten().take(0, index.values());
    }
    int axis = x.shape().axis(a.integer("dim"));
    int[] of = x.shape().dims();
    int[] to = index.shape().dims();
    for (int i = 0; i < of.length; i++) {
      if (i != axis) {
        of[i] = Math.max(of[i], to[i]);
        to[i] = of[i];
      }
    }
    Tensor indices = Tensor.of(index.shape(), doubles(index.values())).broadcastTo(to);
    int[] positions = Arrays.stream(indices.values()).mapToInt(v -> (int) v).toArray();
    return x.broadcastTo(of).gather(axis, Shape.of(to), positions);
  }

  private static double[] doubles(int... values) {
    return Arrays.stream(values).asDoubleStream().toArray();
  }

  private static Tensor select(Arguments a) {
    Tensor x = a.tensor("input");
    Tensor taken = atLeastVector(x).take(a.integer("dim"), a.indices("index").values());
    return x.rank() == 0 ? taken.reshape(x.shape()) : taken;
  }

  private static Tensor embedding(Arguments a) {
    Tensor table = a.tensor("input");
    if (a.has("padding_idx")) {
      int row = Math.floorMod(a.integer("padding_idx"), table.dim(0));
      double[] learned = new double[table.dim(0)];
      Arrays.fill(learned, 1);
      learned[row] = 0;
      table = Tensor.of(learned).unsqueeze(1).where(table, table.detach());
    }
    Golden.Indices indices = a.indices("indices");
    return table.take(0, indices.values()).reshape(indices.shape().and(table.dim(1)));
  }

  /** Returns what is scattered: a tensor, cut to the shape of the index, or a number. */
  private static Tensor source(Arguments a) {
    Shape shape = atLeastVector(a.indices("index").shape());
    Tensor source = a.tensor("src");
    if (source.rank() == 0) {
      return source.broadcastTo(shape);
    }
    for (int i = 0; i < shape.rank(); i++) {
      source = source.slice(i, 0, shape.dim(i));
    }
    return source;
  }

  private static Tensor scatterAdd(Arguments a, Tensor source) {
    Tensor x = a.tensor("input");
    return atLeastVector(x)
        .scatterAdd(a.integer("dim"), source, a.indices("index").values())
        .reshape(x.shape());
  }

  private static Tensor scatter(Arguments a) {
    Tensor x = a.tensor("input");
    Tensor source = source(a);
    int axis = a.integer("dim");
    int[] index = a.indices("index").values();
    if (a.text("reduce", "").equals("add")) {
      return scatterAdd(a, source);
    }
    Tensor vector = atLeastVector(x);
    Tensor hit = vector.detach().mul(0).scatterAdd(axis, source.detach().mul(0).add(1), index);
    Tensor written = vector.detach().mul(0).scatterAdd(axis, last(hit, axis, source, index), index);
    Tensor result =
        a.text("reduce", "").equals("multiply")
            ? hit.where(vector.mul(written), vector)
            : hit.where(written, vector);
    return result.reshape(x.shape());
  }

  /** Returns the source where it is not overwritten by a later element, 0 elsewhere. */
  private static Tensor last(Tensor hit, int axis, Tensor source, int... index) {
    if (Arrays.stream(hit.values()).allMatch(n -> n <= 1)) {
      return source;
    }
    double[] numbers = new double[source.size()];
    Arrays.setAll(numbers, i -> i + 1);
    double[] keep = new double[numbers.length];
    Tensor number = Tensor.of(source.shape(), numbers);
    for (int i = 0; i < keep.length; i++) {
      double own = i + 1;
      Tensor mine = number.eq(own);
      Tensor target = hit.mul(0).scatterAdd(axis, mine, index);
      Tensor rivals = target.gather(axis, source.shape(), index).mul(number);
      keep[i] = rivals.max().value() == own ? 1 : 0;
    }
    return Tensor.of(source.shape(), keep).where(source, source.constant(0));
  }

  private static Tensor indexAdd(Arguments a) {
    Tensor x = a.tensor("input");
    Tensor vector = atLeastVector(x);
    int axis = vector.shape().axis(a.integer("dim"));
    Tensor source = atLeastVector(a.tensor("source")).mul(a.number("alpha", 1));
    int[] index = a.indices("index").values();
    int inner = 1;
    for (int i = axis + 1; i < source.rank(); i++) {
      inner *= source.dim(i);
    }
    int[] positions = new int[source.size()];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = index[i / inner % index.length];
    }
    return vector.scatterAdd(axis, source, positions).reshape(x.shape());
  }

  /** Python's brackets: numbers, slices, an ellipsis, lists, masks. */
  private static Tensor item(Arguments a) {
    Tensor x = a.tensor("input");
    Object index = a.raw("index");
    boolean list = index instanceof List<?> l && l.stream().allMatch(e -> e instanceof Double);
    List<?> items = index instanceof List<?> l && !list ? l : List.of(index);
    List<Pick> picks = new ArrayList<>();
    long given = items.stream().filter(e -> !(e instanceof Golden.Ellipsis)).count();
    for (Object e : items) {
      if (e instanceof Golden.Ellipsis) {
        for (long i = given; i < x.rank(); i++) {
          picks.add(Pick.all(x.dim(picks.size())));
        }
      } else {
        picks.add(Pick.of(e, x.dim(picks.size())));
      }
    }
    while (picks.size() < x.rank()) {
      picks.add(Pick.all(x.dim(picks.size())));
    }
    return pick(x, picks);
  }

  /**
   * The positions that an index picks on one axis.
   *
   * @param together the shape of the positions, which are paired with those of other axes; null for
   *     a slice
   */
  private record Pick(int[] positions, @Nullable Shape together) {
    static Pick all(int n) {
      int[] positions = new int[n];
      Arrays.setAll(positions, i -> i);
      return new Pick(positions, null);
    }

    static Pick of(Object index, int n) {
      return switch (index) {
        case Double d -> new Pick(new int[] {Math.floorMod(d.intValue(), n)}, Shape.SCALAR);
        case Golden.Range r -> slice(r, n);
        case Golden.Mask m -> {
          int[] hits = java.util.stream.IntStream.range(0, n).filter(i -> m.values()[i]).toArray();
          yield new Pick(hits, Shape.of(hits.length));
        }
        case Golden.Indices i -> new Pick(wrap(i.values(), n), i.shape());
        case List<?> l -> new Pick(wrap(Arguments.asInts(l), n), Shape.of(l.size()));
        default -> throw new IllegalArgumentException("index " + index);
      };
    }

    private static int[] wrap(int[] positions, int n) {
      return Arrays.stream(positions).map(i -> Math.floorMod(i, n)).toArray();
    }

    private static Pick slice(Golden.Range r, int n) {
      Integer start = r.start();
      Integer stop = r.stop();
      Integer step = r.step();
      int from = start == null ? 0 : ShapeOperators.bound(start, n);
      int to = stop == null ? n : ShapeOperators.bound(stop, n);
      int by = step == null ? 1 : step;
      int[] positions = new int[Math.max(0, Math.ceilDiv(to - from, by))];
      Arrays.setAll(positions, i -> from + i * by);
      return new Pick(positions, null);
    }
  }

  private static Tensor pick(Tensor x, List<Pick> picks) {
    Shape together = Shape.SCALAR;
    int first = -1;
    int last = -1;
    int count = 0;
    for (int i = 0; i < picks.size(); i++) {
      Shape shape = picks.get(i).together;
      if (shape != null) {
        together = Shape.broadcast("index", together, shape);
        first = first < 0 ? i : first;
        last = i;
        count++;
      }
    }
    boolean inFront = count > 0 && last - first + 1 > count;
    int place = inFront ? 0 : Math.max(first, 0);
    List<Integer> sliced = new ArrayList<>();
    for (int i = 0; i < picks.size(); i++) {
      if (picks.get(i).together == null) {
        sliced.add(i);
      }
    }
    int[] dims = new int[sliced.size() + together.rank()];
    for (int i = 0; i < dims.length; i++) {
      boolean joint = i >= place && i < place + together.rank();
      int slice = i < place ? i : i - together.rank();
      dims[i] = joint ? together.dim(i - place) : picks.get(sliced.get(slice)).positions.length;
    }
    int[] strides = x.shape().strides();
    Shape shared = together;
    return x.gather(
        Shape.of(dims),
        at -> {
          int position = 0;
          int next = 0;
          for (int i = 0; i < picks.size(); i++) {
            Pick p = picks.get(i);
            Shape own = p.together;
            int chosen;
            if (own == null) {
              chosen = p.positions[at[next < place ? next : next + shared.rank()]];
              next++;
            } else {
              int offset = 0;
              int[] steps = BroadcastStrides.of(own, shared);
              for (int d = 0; d < steps.length; d++) {
                offset += at[place + d] * steps[d];
              }
              chosen = p.positions[offset];
            }
            position += chosen * strides[i];
          }
          return position;
        });
  }
}
