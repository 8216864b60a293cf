package io.autodiff.internal.array;

import io.autodiff.internal.thread.Parallel;

/**
 * Convolutions of planes and maxima of their windows, for arrays of either element type.
 *
 * <p>A convolution is a sum of products of three arrays: input {@code (batch, groups * in, …)},
 * weights {@code (groups * out, in, …)} and result {@code (batch, groups * out, …)}. Each of {@link
 * #result}, {@link #input} and {@link #weights} computes one of them from the other two. With many
 * channels of the result they are products of matrices: a tile of windows is laid out as columns at
 * a time, so that the memory that it takes stays in a cache. With few, plain loops cost less than
 * to lay out the columns. The input with its padding is copied first, if there is any: padding is
 * zeros, which take part in the products.
 *
 * @param down the axis of rows; {@link WindowAxis#ONE} for lines
 * @param across the axis of columns
 */
public record WindowLoops(ArrayKernels kernels, WindowAxis down, WindowAxis across) {
  private static final TypedKernel<WindowKernel> WINDOWS =
      TypedKernel.of(WindowKernel.class, PlainWindows.class);

  /** The fewest multiplications of a piece of work. */
  private static final int GRAIN = 1 << 15;

  /** The most pieces that have memory of their own. */
  private static final int PIECES = 16;

  /** The most elements of partial sums of weights. */
  private static final int PARTIAL = 1 << 20;

  /**
   * What a convolution's axes before those of the planes are.
   *
   * @param in the input's channels in a group
   * @param out the result's channels in a group
   */
  public record Channels(int batch, int groups, int in, int out) {
    /** With fewer channels of the result, plain loops are faster than products of matrices. */
    private static final int FEW = 4;

    boolean areFew() {
      return out < FEW;
    }

    /** Returns the number of multiplications. */
    long work(WindowLoops s) {
      return (long) batch * groups * out * in * s.taps() * s.windows();
    }
  }

  /** A number of windows, in row-major order, cut into tiles of equal size, the last one rest. */
  private record Tiles(int windows, int size, int count) {
    private static final int ELEMENTS = 1 << 16;
    private static final int FEWEST = 64;

    static Tiles of(int taps, int windows) {
      int most = Math.clamp(ELEMENTS / Math.max(taps, 1), FEWEST, Math.max(windows, FEWEST));
      int count = Math.ceilDiv(windows, most);
      return new Tiles(windows, Math.ceilDiv(windows, count), count);
    }

    int first(int tile) {
      return tile * size;
    }

    int sizeOf(int tile) {
      return Math.min(size, windows - tile * size);
    }
  }

  private boolean isWhole() {
    return down.isWhole() && across.isWhole();
  }

  /** Returns whether a window is one element, and each element a window. */
  private boolean isPointwise() {
    return taps() == 1 && windows() == plane();
  }

  int height() {
    return isWhole() ? down.n() : down.reach();
  }

  int width() {
    return isWhole() ? across.n() : across.reach();
  }

  /** Returns the elements of a plane of the input, with its padding. */
  int plane() {
    return height() * width();
  }

  /** Returns the elements of a window. */
  int taps() {
    return down.size() * across.size();
  }

  /** Returns how many windows a plane has. */
  int windows() {
    return down.count() * across.count();
  }

  /** Returns how far apart windows are that are neighbours in a column. */
  int rowStep() {
    return down.stride() * width();
  }

  /** Returns how far apart windows are that are neighbours in a row. */
  int columnStep() {
    return across.stride();
  }

  /** Returns the positions of the elements of a window through some planes from its first one. */
  private int[] taps(int planes) {
    int[] taps = new int[planes * taps()];
    int next = 0;
    for (int plane = 0; plane < planes; plane++) {
      for (int i = 0; i < down.size(); i++) {
        for (int j = 0; j < across.size(); j++) {
          int line = plane * height() + i * down.dilation();
          taps[next++] = line * width() + j * across.dilation();
        }
      }
    }
    return taps;
  }

  /** Returns planes with their padding around them. */
  private Object padded(Object x, int planes) {
    if (isWhole()) {
      return x;
    }
    Object out = kernels.memory().array(x, planes * plane());
    parallel()
        .run(
            planes,
            GRAIN / plane(),
            (from, to) -> {
              Elements.fill(out, from * plane(), to * plane(), 0);
              copyInner(x, out, from, to, true);
            });
    return out;
  }

  /** Copies planes to the inner part of others, or back, if they have one in common. */
  private void copyInner(Object from, Object to, int first, int end, boolean inwards) {
    int rows = Math.min(down.n(), height() - down.padding());
    int columns = Math.min(across.n(), width() - across.padding());
    for (int line = first * down.n(); line < end * down.n() && columns > 0; line++) {
      int plane = line / down.n();
      int row = line % down.n();
      if (row < rows) {
        int outer = line * across.n();
        int inner = (plane * height() + down.padding() + row) * width() + across.padding();
        System.arraycopy(from, inwards ? outer : inner, to, inwards ? inner : outer, columns);
      }
    }
  }

  private Parallel parallel() {
    return kernels.parallel();
  }

  /** Computes the result of a convolution. */
  public void result(Channels c, Object x, Object w, Object y) {
    int[] taps = taps(c.in);
    Object planes = padded(x, c.batch * c.groups * c.in);
    if (c.areFew()) {
      int lines = c.batch * c.groups * c.out * down.count();
      parallel()
          .run(
              lines,
              grain((long) taps.length * across.count()),
              (from, to) -> WINDOWS.of(x).result(this, c, taps, planes, w, y, from, to));
      return;
    }
    Tiles tiles = Tiles.of(taps.length, windows());
    int units = c.batch * c.groups * tiles.count;
    int grain = grain((long) c.out * taps.length * tiles.size);
    parallel()
        .run(
            units,
            Math.max(grain, Math.ceilDiv(units, PIECES)),
            (from, to) -> result(c, taps, planes, w, y, tiles, from, to));
  }

  /** Returns how many items of this many multiplications are a piece of work. */
  private static int grain(long multiplications) {
    return (int) Math.max(1, GRAIN / Math.max(multiplications, 1));
  }

  private void result(
      Channels c, int[] taps, Object x, Object w, Object y, Tiles tiles, int from, int to) {
    int terms = taps.length;
    boolean asIs = isPointwise();
    Object columns = asIs ? x : ArraySource.NEW.array(x, terms * tiles.size);
    for (int unit = from; unit < to; unit++) {
      int group = unit / tiles.count;
      int first = tiles.first(unit % tiles.count);
      int n = tiles.sizeOf(unit % tiles.count);
      int at = group * c.in * plane();
      if (!asIs) {
        WINDOWS.of(x).lay(this, taps, x, at, first, n, columns);
      }
      kernels
          .product(x, c.out, n, terms)
          .multiply(
              w,
              group % c.groups * c.out * terms,
              terms,
              false,
              columns,
              asIs ? at + first : 0,
              asIs ? plane() : n,
              false,
              y,
              group * c.out * windows() + first,
              windows(),
              c.out,
              n,
              terms);
    }
  }

  /** Computes the transpose of a convolution by its input. */
  public void input(Channels c, Object y, Object w, Object x) {
    int planes = c.batch * c.groups * c.in;
    Object whole = isWhole() ? x : kernels.memory().array(x, planes * plane());
    if (c.areFew()) {
      int terms = c.out * taps();
      parallel()
          .run(
              planes * height(),
              grain((long) terms * across.count()),
              (from, to) -> WINDOWS.of(x).input(this, c, y, w, whole, from, to));
    } else {
      int blocks = blocks(c, c.batch * c.groups);
      parallel()
          .run(
              c.batch * c.groups * blocks,
              1,
              (from, to) -> {
                for (int i = from; i < to; i++) {
                  input(c, y, w, whole, i / blocks, new Block(i % blocks, blocks, c.in));
                }
              });
    }
    if (!isWhole()) {
      int size = down.n() * across.n();
      parallel()
          .run(
              planes,
              GRAIN / Math.max(size, 1),
              (from, to) -> {
                Elements.fill(x, from * size, to * size, 0);
                copyInner(whole, x, from, to, false);
              });
    }
  }

  /** Returns into how many blocks the input's channels are cut where there are pieces already. */
  private int blocks(Channels c, int pieces) {
    long each = c.work(this) / GRAIN / Math.max(pieces, 1);
    return Math.clamp(Math.min(each, PIECES / Math.max(pieces, 1)), 1, Math.max(c.in, 1));
  }

  /** Part of a group's channels of the input. */
  private record Block(int first, int channels) {
    Block(int number, int count, int in) {
      this(
          (int) ((long) number * in / count),
          (int) ((number + 1L) * in / count - (long) number * in / count));
    }
  }

  private void input(Channels c, Object y, Object w, Object x, int group, Block block) {
    int[] taps = taps(block.channels());
    int terms = taps.length;
    int at = (group * c.in + block.first()) * plane();
    Tiles tiles = Tiles.of(terms, windows());
    boolean asIs = isPointwise();
    Object columns = asIs ? x : ArraySource.NEW.array(x, terms * tiles.size);
    if (!asIs) {
      Elements.fill(x, at, at + block.channels() * plane(), 0);
    }
    for (int tile = 0; tile < tiles.count; tile++) {
      int first = tiles.first(tile);
      int n = tiles.sizeOf(tile);
      kernels
          .product(x, terms, n, c.out)
          .multiply(
              w,
              (group % c.groups * c.out * c.in + block.first()) * taps(),
              c.in * taps(),
              true,
              y,
              group * c.out * windows() + first,
              windows(),
              false,
              columns,
              asIs ? at + first : 0,
              asIs ? plane() : n,
              terms,
              n,
              c.out);
      if (!asIs) {
        WINDOWS.of(x).collect(this, taps, columns, first, n, x, at);
      }
    }
  }

  /** Computes the transpose of a convolution by its weights. */
  public void weights(Channels c, Object x, Object y, Object w) {
    Object planes = padded(x, c.batch * c.groups * c.in);
    int size = c.groups * c.out * c.in * taps();
    Tiles tiles = Tiles.of(c.in * taps(), windows());
    int units = c.batch * (c.areFew() ? down.count() : tiles.count);
    int parts = parts(c, units, size);
    Object partial = parts == 1 ? w : kernels.memory().array(w, parts * size);
    if (c.areFew()) {
      weightsByLines(c, planes, y, partial, new Parts(units, parts));
    } else {
      weightsByTiles(c, planes, y, partial, new Parts(units, parts), tiles);
    }
    if (parts > 1) {
      kernels.reduce(ArrayKernels.Reduction.SUM, partial, 1, parts, size, w);
    }
  }

  /** Units of work in parts of about one size. */
  private record Parts(int units, int count) {
    int begin(int part) {
      return (int) ((long) units * part / count);
    }
  }

  private int parts(Channels c, int units, int size) {
    long most = Math.min(c.work(this) / GRAIN, PARTIAL / Math.max(size, 1));
    return Math.clamp(Math.min(most, units), 1, PIECES);
  }

  private void weightsByLines(Channels c, Object x, Object y, Object sums, Parts parts) {
    int[] taps = taps(c.in);
    int channels = c.groups * c.out;
    long work = (long) parts.units / parts.count * across.count() * taps.length;
    parallel()
        .run(
            parts.count * channels,
            grain(work),
            (from, to) -> {
              for (int i = from; i < to; i++) {
                int first = parts.begin(i / channels);
                int end = parts.begin(i / channels + 1);
                int at = i * taps.length;
                WINDOWS.of(x).weights(this, c, taps, x, y, i % channels, first, end, sums, at);
              }
            });
  }

  private void weightsByTiles(
      Channels c, Object x, Object y, Object sums, Parts parts, Tiles tiles) {
    int blocks = blocks(c, parts.count * c.groups);
    parallel()
        .run(
            parts.count * c.groups * blocks,
            1,
            (from, to) -> {
              for (int i = from; i < to; i++) {
                int group = i / blocks % c.groups;
                int part = i / blocks / c.groups;
                Block block = new Block(i % blocks, blocks, c.in);
                weights(c, x, y, sums, parts, part, group, block, tiles);
              }
            });
  }

  private void weights(
      Channels c,
      Object x,
      Object y,
      Object sums,
      Parts parts,
      int part,
      int group,
      Block block,
      Tiles tiles) {
    int[] taps = taps(block.channels());
    int terms = taps.length;
    int step = c.in * taps();
    int to = (part * c.groups + group) * c.out * step + block.first() * taps();
    boolean asIs = isPointwise();
    Object columns = asIs ? x : ArraySource.NEW.array(x, terms * tiles.size);
    Object term = ArraySource.NEW.array(x, c.out * terms);
    int begin = parts.begin(part);
    for (int row = 0; row < c.out; row++) {
      Elements.fill(sums, to + row * step, to + row * step + terms, 0);
    }
    for (int unit = begin; unit < parts.begin(part + 1); unit++) {
      int image = unit / tiles.count * c.groups + group;
      int first = tiles.first(unit % tiles.count);
      int n = tiles.sizeOf(unit % tiles.count);
      int at = (image * c.in + block.first()) * plane();
      if (!asIs) {
        WINDOWS.of(x).lay(this, taps, x, at, first, n, columns);
      }
      kernels
          .product(x, c.out, terms, n)
          .multiply(
              y,
              image * c.out * windows() + first,
              windows(),
              false,
              columns,
              asIs ? at + first : 0,
              asIs ? plane() : n,
              true,
              term,
              0,
              terms,
              c.out,
              terms,
              n);
      WINDOWS.of(x).add(term, c.out, terms, sums, to, step);
    }
  }

  /** Computes the maxima of windows: {@code (planes, …)} of elements to those of windows. */
  public void max(Object x, int planes, Object y) {
    int work = taps() * windows();
    parallel().run(planes, grain(work), (from, to) -> WINDOWS.of(x).max(this, x, y, from, to));
  }

  /**
   * Computes {@code Σ s g} where {@code s} are the shares of a plane's elements in the maxima of
   * the windows: 1 / (how many equal it) for those that equal it, else 0; NaN where it is NaN.
   * Where {@code g} is 0 a term is 0.
   *
   * @param back whether {@code g} is of windows, and the sums are over the windows that an element
   *     is in, not over a window's elements
   */
  public void share(boolean back, Object x, Object g, int planes, Object out) {
    int work = 3 * taps() * windows();
    parallel()
        .run(
            planes,
            grain(work),
            (from, to) -> WINDOWS.of(x).share(this, back, x, g, out, from, to));
  }
}
