package io.autodiff.testkit;

import static io.autodiff.testkit.Rules.ABOVE;
import static io.autodiff.testkit.Rules.ANY;
import static io.autodiff.testkit.Rules.AWAY;
import static io.autodiff.testkit.Rules.DISTINCT;
import static io.autodiff.testkit.Rules.LEFT;
import static io.autodiff.testkit.Rules.RIGHT;
import static io.autodiff.testkit.Rules.SHARE;
import static io.autodiff.testkit.Rules.TRUTH;

import io.autodiff.DType;
import io.autodiff.Padding;
import io.autodiff.Shape;
import io.autodiff.testkit.Operation.Rule;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** What the operations on tensors need to know of their operands. */
final class TensorRules {
  private static final Domain CONDITIONED = new Domain.Conditioned();
  private static final Domain POSITIVE = new Domain.Positive();

  private final Rules rules;

  private TensorRules(Rules rules) {
    this.rules = rules;
  }

  static void add(Rules rules) {
    TensorRules tensors = new TensorRules(rules);
    tensors.order();
    tensors.norms();
    tensors.losses();
    tensors.layers();
    tensors.matrices();
    tensors.shapes();
    tensors.places();
    tensors.joined();
  }

  private void order() {
    List<Domain> distinct = List.of(DISTINCT);
    for (String name : List.of("max", "min")) {
      rules.on(distinct, name + "()", name + "(int[])");
      rules.on(distinct, name + "(int,boolean)", name + "(int[],boolean)");
    }
    String[] read = {"sort(int)", "sort(int,boolean)", "cumMax(int)", "cumMin(int)", "median()"};
    rules.put(new Rule(distinct, null, List.of(), true), read);
    rules.put(new Rule(distinct, null, List.of(), true), "median(int,boolean)");
    rules.put(
        new Rule(distinct, Constants.oneOf(0.0, 0.3, 1.0), List.of(), true), "quantile(double)");
    rules.put(
        new Rule(
            distinct,
            Constants.ofAxes(
                (shape, random) ->
                    new Object[] {0.3, Constants.axis(shape, random), random.nextBoolean()}),
            List.of(),
            true),
        "quantile(double,int,boolean)");
    rules.put(
        new Rule(
            distinct,
            Constants.ofAxes(
                (shape, random) -> {
                  int axis = Constants.axis(shape, random);
                  return shape.dim(axis) == 0 ? null : new Object[] {1, axis};
                }),
            List.of(),
            true),
        "topK(int,int)");
  }

  private void norms() {
    List<Domain> away = List.of(AWAY);
    rules.on(away, "norm()");
    Constants.OfShape overAxis =
        (shape, random) ->
            new Object[] {exponent(random), Constants.axis(shape, random), random.nextBoolean()};
    Constants.OfShape overAxes =
        (shape, random) ->
            new Object[] {exponent(random), Constants.axes(shape, random), random.nextBoolean()};
    rules.with(away, Constants.oneOf(1.0, 1.5, 2.0, 3.0, -1.5), "norm(double)");
    rules.with(away, Constants.ofAxes(overAxis), "norm(double,int,boolean)");
    rules.with(away, Constants.ofAxes(overAxes), "norm(double,int[],boolean)");
    rules.on(List.of(DISTINCT), "std()");
    Constants.OfShape spreadOverAxis =
        (shape, random) -> new Object[] {Constants.axis(shape, random), random.nextBoolean(), 0.0};
    Constants.OfShape spreadOverAxes =
        (shape, random) -> new Object[] {Constants.axes(shape, random), random.nextBoolean(), 0.0};
    for (String name : List.of("std", "var")) {
      List<Domain> distinct = List.of(DISTINCT);
      rules.with(distinct, Constants.ofAxes(spreadOverAxis), name + "(int,boolean,double)");
      rules.with(distinct, Constants.ofAxes(spreadOverAxes), name + "(int[],boolean,double)");
    }
  }

  private static double exponent(RandomGenerator random) {
    return List.of(1.0, 1.5, 2.0, 3.0, -1.5).get(random.nextInt(5));
  }

  private void losses() {
    rules.on(List.of(LEFT, RIGHT), "absoluteError(Tensor)");
    rules.with(List.of(LEFT, RIGHT), Constants.oneOf(0.05, 8.0), "huber(Tensor,double)");
    rules.on(List.of(SHARE, SHARE), "binaryCrossEntropy(Tensor)");
    rules.on(List.of(SHARE, SHARE), "categoricalCrossEntropy(Tensor)");
    rules.on(List.of(ANY, SHARE), "binaryCrossEntropyOnLogits(Tensor)");
    rules.on(List.of(ANY, SHARE), "softmaxCrossEntropy(Tensor)", "klDivergence(Tensor)");
    rules.with(List.of(ANY), Constants.oneOf(0.1), "labelSmoothing(double)");
    Constants labels =
        Constants.ofAxes(
            (shape, random) -> {
              int rows = shape.leading(1).size();
              int classes = shape.dim(-1);
              return classes == 0
                  ? null
                  : new Object[] {Constants.positions(rows, classes, random)};
            });
    rules.with(List.of(ANY), labels, "nllLoss(int[])", "softmaxCrossEntropy(int[])");
    rules.on(List.of(AWAY, AWAY), "cosineSimilarity(Tensor,int)");
    rules.with(
        List.of(AWAY, AWAY),
        Constants.ofAxes((shape, random) -> new Object[] {Constants.axis(shape, random), 1e-6}),
        "cosineSimilarity(Tensor,int,double)");
  }

  private void layers() {
    Constants channels =
        Constants.ofAxes((shape, random) -> new Object[] {Constants.axis(shape, random), 0.1});
    rules.with(List.of(ANY), channels, "batchNorm(int,double)");
    rules.with(List.of(ANY, ANY, ABOVE), channels, "batchNorm(int,Tensor,Tensor,double)");
    rules.with(List.of(ANY), Constants.all(1, 0.1), "layerNorm(int,double)");
    rules.with(List.of(ANY), Constants.all(0.1), "layerNorm(Tensor,Tensor,double)");
    rules.on(List.of(AWAY), "normalize(int)");
    rules.with(
        List.of(AWAY),
        Constants.ofAxes(
            (shape, random) -> new Object[] {2.0, Constants.axis(shape, random), 1e-6}),
        "normalize(double,int,double)");
    rules.on(List.of(ANY, ANY, ANY, TRUTH), "attention(Tensor,Tensor,Tensor)");
  }

  private void matrices() {
    List<Domain> conditioned = List.of(CONDITIONED);
    rules.on(List.of(POSITIVE), "cholesky()");
    rules.on(
        conditioned,
        "cofactors()",
        "inverse()",
        "logAbsDet()",
        "nuclearNorm()",
        "polarFactor()",
        "pinv()");
    rules.on(conditioned, "singularValues()", "spectralNorm()", "solve(Tensor)", "lstsq(Tensor)");
    rules.on(conditioned, "solve(Tensor,boolean)", "solveTriangular(Tensor,boolean)");
    rules.on(conditioned, "solveTriangular(Tensor,boolean,boolean,boolean)", "qr()");
    rules.on(conditioned, "slogdet()");
    rules.with(conditioned, Constants.oneOf(1e-6), "pinv(double)");
    rules.put(new Rule(conditioned, null, List.of("values"), false), "eigh()");
    rules.put(new Rule(conditioned, null, List.of("s"), false), "svd()");
    rules.on(List.of(Rules.in(-1.0, 1.0)), "expm()");
    rules.with(List.of(ANY), Constants.oneOf(-1, 0, 1), "diag(int)", "tril(int)", "triu(int)");
    rules.with(List.of(ANY), Constants.all(0, -2, -1), "diagonal(int,int,int)");
    rules.with(
        List.of(ANY, ANY),
        (operands, random) -> {
          int left = operands.get(0).shape().rank();
          List<String> fitting =
              left == 1
                  ? List.of("i,i->", "i,j->ij", "i,ij->j")
                  : List.of("ij,jk->ik", "ij,ij->i", "ij,j->i", "ij,ik->jk");
          return new Object[] {fitting.get(random.nextInt(fitting.size()))};
        },
        "einsum(String,Tensor[])");
  }

  private void shapes() {
    Constants.OfShape turned = (shape, random) -> new Object[] {shuffled(shape.rank(), random)};
    rules.with(List.of(ANY), Constants.ofShape(turned), "permute(int[])");
    rules.with(
        List.of(ANY),
        Constants.ofShape((shape, random) -> new Object[] {reshaped(shape, random)}),
        "reshape(Shape)");
    rules.with(
        List.of(ANY),
        Constants.ofShape((shape, random) -> new Object[] {reshaped(shape, random).dims()}),
        "reshape(int[])");
    rules.with(
        List.of(ANY),
        Constants.ofShape((shape, random) -> new Object[] {stretched(shape, random)}),
        "broadcastTo(Shape)");
    rules.with(
        List.of(ANY),
        Constants.ofShape((shape, random) -> new Object[] {stretched(shape, random).dims()}),
        "broadcastTo(int[])");
    rules.with(
        List.of(ANY),
        Constants.ofShape((shape, random) -> new Object[] {random.nextInt(shape.rank() + 1)}),
        "unsqueeze(int)");
    rules.with(
        List.of(ANY),
        Constants.ofShape(
            (shape, _) ->
                new Object[] {
                  IntStream.range(0, shape.rank()).filter(i -> shape.dim(i) == 1).toArray()
                }),
        "squeeze(int[])");
    rules.with(List.of(ANY), Constants.oneOf(new int[] {2}, new int[] {2, 1}), "tile(int[])");
    rules.with(
        List.of(ANY),
        Constants.ofAxes((shape, random) -> new Object[] {Constants.axis(shape, random), 2}),
        "repeat(int,int)");
  }

  private static int[] shuffled(int n, RandomGenerator random) {
    int[] order = IntStream.range(0, n).toArray();
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return order;
  }

  private static Shape reshaped(Shape shape, RandomGenerator random) {
    int size = shape.size();
    int[] divisors = IntStream.rangeClosed(1, size).filter(d -> size % d == 0).toArray();
    int rows = divisors.length == 0 ? 0 : divisors[random.nextInt(divisors.length)];
    return random.nextInt(3) == 0 || rows == 0 ? Shape.of(size) : Shape.of(rows, size / rows);
  }

  private static Shape stretched(Shape shape, RandomGenerator random) {
    int[] dims = shape.dims();
    for (int i = 0; i < dims.length; i++) {
      dims[i] = dims[i] == 1 ? 1 + random.nextInt(3) : dims[i];
    }
    int[] more = random.nextBoolean() ? new int[] {2} : new int[0];
    return Shape.of(IntStream.concat(Arrays.stream(more), Arrays.stream(dims)).toArray());
  }

  /** An axis with a range of its positions. */
  @FunctionalInterface
  private interface OnAxis {
    Object[] choose(int axis, int n, RandomGenerator random);
  }

  private static Constants onAxis(OnAxis choice) {
    return Constants.ofAxes(
        (shape, random) -> {
          int axis = Constants.axis(shape, random);
          int n = shape.dim(axis);
          return n == 0 ? null : choice.choose(axis, n, random);
        });
  }

  private void places() {
    List<Domain> any = List.of(ANY);
    rules.with(
        any,
        onAxis((axis, n, random) -> new Object[] {axis, random.nextInt(n)}),
        "select(int,int)");
    rules.with(
        any,
        onAxis((axis, n, random) -> new Object[] {axis, random.nextInt(n), n}),
        "slice(int,int,int)");
    rules.with(
        any,
        onAxis(
            (axis, n, random) ->
                random.nextBoolean()
                    ? new Object[] {axis, 0, n, 2}
                    : new Object[] {axis, n - 1, -n - 1, -1}),
        "slice(int,int,int,int)");
    rules.with(
        any,
        onAxis(
            (axis, n, random) -> {
              int first = random.nextInt(n + 1);
              return new Object[] {axis, new int[] {first, n - first}};
            }),
        "split(int,int[])");
    rules.with(
        any,
        onAxis((axis, n, random) -> new Object[] {axis, Constants.positions(2, n, random)}),
        "take(int,int[])");
    rules.with(
        any,
        onAxis(
            (axis, n, random) ->
                new Object[] {axis, Shape.of(2, 1), Constants.positions(2, n, random)}),
        "take(int,Shape,int[])");
    rules.with(
        any,
        onAxis((axis, n, random) -> new Object[] {random.nextInt(-n, n + 1), axis}),
        "roll(int,int)");
    rules.with(
        any, onAxis((axis, _, _) -> new Object[] {axis, 1, 0, 0.5}), "pad(int,int,int,double)");
    rules.with(
        any,
        onAxis(
            (axis, n, random) -> {
              Padding[] ways = Padding.values();
              int wide = n > 1 ? 1 : 0;
              return new Object[] {axis, wide, wide, ways[random.nextInt(ways.length)]};
            }),
        "pad(int,int,int,Padding)");
    rules.with(
        any,
        Constants.ofShape(
            (shape, random) ->
                shape.size() == 0
                    ? null
                    : new Object[] {IntStream.of(shape.dims()).map(random::nextInt).toArray()}),
        "element(int[])");
    gathers();
  }

  private void gathers() {
    rules.with(
        List.of(ANY),
        Constants.ofAxes(
            (shape, random) -> {
              int axis = Constants.axis(shape, random);
              int n = shape.dim(axis);
              return shape.size() == 0
                  ? null
                  : new Object[] {axis, shape, Constants.positions(shape.size(), n, random)};
            }),
        "gather(int,Shape,int[])");
    rules.with(
        List.of(ANY, ANY),
        (operands, random) -> {
          Shape shape = operands.get(0).shape();
          int size = operands.get(1).shape().size();
          if (shape.rank() == 0 || shape.size() == 0) {
            return null;
          }
          int axis = Constants.axis(shape, random);
          return new Object[] {axis, Constants.positions(size, shape.dim(axis), random)};
        },
        "scatterAdd(int,Tensor,int[])");
    rules.with(
        List.of(ANY),
        Constants.all(new int[] {2}, new int[] {1}, new int[] {1}),
        "windows(int[],int[],int[])");
  }

  private void joined() {
    rules.with(
        List.of(),
        (operands, _) -> new Object[] {DType.FLOAT64, Shape.of(1, operands.size())},
        "stack(DType,Shape,Scalar[])");
    rules.with(List.of(), Constants.oneOf(0, -1), "concat(int,Tensor[])", "stack(int,Tensor[])");
  }
}
