package io.autodiff.tape;

import io.autodiff.Parameter;
import io.autodiff.TapeException;
import io.autodiff.Tensor;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Op;
import io.autodiff.op.Opcode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The record of a tape: for each node a word (a code and two arguments) and a value, in arrays that
 * grow by chunks; 16 bytes a node. Constants are in a pool, and an argument below 0 is the
 * complement of a position in it. What does not fit (tensors, operations of three operands) is
 * described in a side table.
 *
 * <p>In a word the code takes the lowest 6 bits, the left argument the 29 above, the right one the
 * highest 29, so that a record has at most {@value #LIMIT} nodes.
 */
public final class NodeStore {
  public static final int SHIFT = 15;
  public static final int CHUNK = 1 << SHIFT;
  public static final int MASK = CHUNK - 1;
  public static final int LIMIT = 1 << 28;
  private static final int CODE_BITS = 6;
  private static final int ARGUMENT_BITS = 29;
  private static final long ARGUMENT = (1 << ARGUMENT_BITS) - 1;
  private static final int FIRST_POOL = 16;

  private static final long[][] NO_WORDS = {{}};
  private static final double[][] NO_VALUES = {{}};
  private static final int[] NO_VARIABLES = {};
  private static final @Nullable NodeDetails[] NO_NODES = {};
  private static final long[] NO_VERSIONS = {};

  public long[][] words;
  public double[][] values;

  private long[] word;
  private double[] value;
  private int base;

  /** The {@link #handle} of the next node. */
  private long next;

  private double[] pool = NO_VALUES[0];
  private int pooled;
  private int[] variables = NO_VARIABLES;
  private int variableCount;

  /** The side table and, beyond its end, what stood there before the tape was rewound. */
  private @Nullable NodeDetails[] side = NO_NODES;

  private int described;

  /** By side entry, the version that a parameter had when its node read it; else undefined. */
  private long[] versions = NO_VERSIONS;

  /** Makes an empty record in arrays of one that this thread closed, if there are any. */
  public NodeStore() {
    ChunkPool chunks = ChunkPool.ofThread();
    this.word = chunks.takeWords();
    this.value = chunks.takeNumbers(word.length);
    this.words = new long[][] {word};
    this.values = new double[][] {value};
  }

  public int size() {
    return index(next);
  }

  /** Returns what a handle knows of its node: its index and its generation. */
  static long handle(int index, int generation) {
    return (long) generation << Integer.SIZE | index;
  }

  /** Returns the index in a {@link #handle}. */
  public static int index(long handle) {
    return (int) handle;
  }

  /** Returns the generation in a {@link #handle}. */
  public static int generation(long handle) {
    return (int) (handle >> Integer.SIZE);
  }

  /** Returns the {@link #handle} of the node that was appended last. */
  long last() {
    return next - 1;
  }

  /** Returns the code in a word. */
  public static int code(long word) {
    return (int) word & ((1 << CODE_BITS) - 1);
  }

  /** Returns the left argument in a word. */
  public static int left(long word) {
    return (int) (word << ARGUMENT_BITS >> (CODE_BITS + ARGUMENT_BITS));
  }

  /** Returns the right argument in a word. */
  public static int right(long word) {
    return (int) (word >> (CODE_BITS + ARGUMENT_BITS));
  }

  public int append(int code, int a, int b, double v) {
    long[] codes = word;
    int at = (int) next - base;
    if (Integer.compareUnsigned(at, codes.length) >= 0) {
      return appendGrown(code, a, b, v);
    }
    codes[at] = (long) b << (CODE_BITS + ARGUMENT_BITS) | (a & ARGUMENT) << CODE_BITS | code;
    value[at] = v;
    return (int) next++;
  }

  private int appendGrown(int code, int a, int b, double v) {
    grow();
    return append(code, a, b, v);
  }

  /** Appends an independent scalar variable. */
  int appendVariable(double v) {
    int node = append(Opcode.VARIABLE, 0, 0, v);
    noteVariable(node);
    return node;
  }

  /** Appends independent scalar variables, one after another, and returns the first. */
  int appendVariables(double... numbers) {
    int first = size();
    reserveVariables(numbers.length);
    for (double v : numbers) {
      variables[variableCount] = append(Opcode.VARIABLE, 0, 0, v);
      variableCount++;
    }
    return first;
  }

  /** Appends a tensor's node, with a side entry. */
  public int append(NodeDetails node) {
    int entry = describe(node);
    Parameter parameter = node.parameter();
    if (parameter != null) {
      noteVersion(entry, parameter.version());
    }
    return append(Opcode.TENSOR, entry, 0, 0);
  }

  private void noteVersion(int entry, long version) {
    if (entry >= versions.length) {
      versions = Arrays.copyOf(versions, side.length);
    }
    versions[entry] = version;
  }

  /** Returns the version that a parameter had when the node read it. */
  public long version(int node) {
    return versions[left(node)];
  }

  private void noteVariable(int node) {
    reserveVariables(1);
    variables[variableCount++] = node;
  }

  private void reserveVariables(int more) {
    int count = variableCount + more;
    if (count > variables.length) {
      int room = Math.max(more == 1 ? FIRST_POOL : count, variableCount * 2);
      variables = Arrays.copyOf(variables, room);
    }
  }

  /** Returns the nodes of the scalar variables, ascending. */
  public int[] variables() {
    return variableCount == 0 ? NO_VARIABLES : Arrays.copyOf(variables, variableCount);
  }

  /** Makes room for one more. */
  private void grow() {
    int chunk = base >>> SHIFT;
    if (word.length < CHUNK) {
      int capacity = Math.min(CHUNK, word.length * 4);
      words[chunk] = Arrays.copyOf(word, capacity);
      values[chunk] = value.length >= capacity ? value : Arrays.copyOf(value, capacity);
      select(chunk, size());
      return;
    }
    int following = chunk + 1;
    checkRoom(following << SHIFT, "nodes");
    if (following == words.length) {
      words = Arrays.copyOf(words, words.length * 2);
      values = Arrays.copyOf(values, words.length);
    }
    if (words[following] == null) {
      ChunkPool chunks = ChunkPool.ofThread();
      words[following] = chunks.takeChunkOfWords();
      values[following] = chunks.takeChunkOfNumbers();
    }
    select(following, size());
  }

  private static void checkRoom(int size, String what) {
    if (size >= LIMIT) {
      throw new TapeException(
          "tape: full",
          size + " " + what,
          "at most " + LIMIT,
          "Checkpoint records a part again when it is needed; a loop may rewind or open a tape for"
              + " each step");
    }
  }

  private void select(int chunk, int size) {
    word = words[chunk];
    value = values[chunk];
    base = chunk << SHIFT;
    next = handle(size, generation(next));
  }

  /** Returns how many bytes the arrays take, their reserve included. */
  public long bytes() {
    long nodes = 0;
    for (long[] chunk : words) {
      nodes += chunk == null ? 0 : chunk.length;
    }
    return nodes * (Long.BYTES + Double.BYTES)
        + (long) pool.length * Double.BYTES
        + (long) variables.length * Integer.BYTES;
  }

  private long word(int node) {
    return words[node >>> SHIFT][node & MASK];
  }

  public int code(int node) {
    return code(word(node));
  }

  public int left(int node) {
    return left(word(node));
  }

  public int right(int node) {
    return right(word(node));
  }

  /** Returns the value of a scalar argument: of a node, or below 0 of a pooled constant. */
  public double value(int argument) {
    return argument >= 0 ? values[argument >>> SHIFT][argument & MASK] : pool[~argument];
  }

  /**
   * Returns what {@link #value(int)} does, sooner if the argument is a node of a chunk at hand.
   *
   * @param base the number of the chunk's first node
   */
  public double value(int argument, double[] chunk, int base) {
    int at = argument - base;
    return Integer.compareUnsigned(at, chunk.length) < 0 ? chunk[at] : value(argument);
  }

  /** Adds a constant to the pool and returns the argument that denotes it. */
  public int pool(double constant) {
    int at = pooled;
    if (at == pool.length) {
      growPool();
    }
    pool[at] = constant;
    pooled = at + 1;
    return ~at;
  }

  private void growPool() {
    checkRoom(pooled, "constants");
    ChunkPool chunks = ChunkPool.ofThread();
    double[] former = pool;
    pool = chunks.takeNumbers(Math.max(FIRST_POOL, pooled * 2));
    System.arraycopy(former, 0, pool, 0, pooled);
    chunks.giveBack(former);
  }

  /** Adds a side entry and returns its number. */
  int describe(NodeDetails node) {
    if (described == side.length) {
      side = Arrays.copyOf(side, Math.max(FIRST_POOL, described * 2));
    }
    side[described] = node;
    return described++;
  }

  /**
   * Returns what stood at the next side entry before the tape was rewound, if it is known: a loop
   * that records each step anew meets the nodes of the step before.
   */
  @Nullable NodeDetails former() {
    return described < side.length ? side[described] : null;
  }

  /** Returns {@link #former} if it is this operation on these operands. */
  @Nullable NodeDetails former(Op op, Tensor... operands) {
    NodeDetails former = former();
    return former != null && former.is(op, operands, this) ? former : null;
  }

  /** Returns {@link #former} if it is this operation on one operand, or on two. */
  @Nullable NodeDetails former(Op op, Tensor left, @Nullable Tensor right) {
    NodeDetails former = former();
    return former != null && former.is(op, left, right, this) ? former : null;
  }

  /** Returns the side entry of a node whose code is {@code OTHER} or {@code TENSOR}. */
  public NodeDetails described(int node) {
    return entry(left(node));
  }

  /** Returns the parameters that some nodes read. */
  public List<Parameter> parametersAt(int... some) {
    List<Parameter> parameters = new ArrayList<>(0);
    for (int node : some) {
      Parameter parameter = code(node) == Opcode.TENSOR ? described(node).parameter() : null;
      if (parameter != null) {
        parameters.add(parameter);
      }
    }
    return parameters;
  }

  private NodeDetails entry(int at) {
    return Objects.requireNonNull(side[at]);
  }

  /** Returns the elementwise operation of a scalar's node. */
  public Elementwise operation(int node) {
    int code = code(node);
    return code == Opcode.OTHER ? (Elementwise) described(node).op() : Opcode.operation(code);
  }

  /** Returns the nodes that a node takes, a number below 0 for each constant. */
  public int[] operands(int node) {
    int code = code(node);
    if (code == Opcode.TENSOR || code == Opcode.OTHER) {
      return described(node).inputs();
    }
    if (code == Opcode.VARIABLE) {
      return new int[0];
    }
    return code >= Opcode.FIRST_BINARY && code < Opcode.OTHER
        ? new int[] {left(node), right(node)}
        : new int[] {left(node)};
  }

  /** Returns the nodes that a node's derivative is passed on to, constants left out. */
  public int[] inputs(int node) {
    return switch (code(node)) {
      case Opcode.STOP, Opcode.GUARD, Opcode.OUTPUT -> new int[0];
      default -> IntStream.of(operands(node)).filter(input -> input >= 0).toArray();
    };
  }

  /** Marks which of the nodes {@code [from, end)} depend on one of the given nodes. */
  public boolean[] dependents(int from, int end, int[] sources) {
    boolean[] depend = new boolean[end - from];
    for (int source : sources) {
      if (source >= from && source < end) {
        depend[source - from] = true;
      }
    }
    for (int i = from; i < end; i++) {
      int code = code(i);
      boolean any = depend[i - from];
      if (code == Opcode.TENSOR || code == Opcode.OTHER) {
        for (int input : described(i).inputs()) {
          any |= input >= from && depend[input - from];
        }
      } else if (code != Opcode.VARIABLE) {
        int a = left(i);
        any |= a >= from && depend[a - from];
        if (code >= Opcode.FIRST_BINARY && code < Opcode.OTHER) {
          int b = right(i);
          any |= b >= from && depend[b - from];
        }
      }
      depend[i - from] = any;
    }
    return depend;
  }

  /** Returns how far pool and side table reach, to come back to by {@link #truncate}. */
  int pooled() {
    return pooled;
  }

  public int sideSize() {
    return described;
  }

  /** Forgets everything recorded after the given sizes and begins a generation of handles. */
  void truncate(int size, int constants, int entries, int generation) {
    boolean full = size > 0 && (size & MASK) == 0;
    next = handle(size, generation);
    select(full ? (size >>> SHIFT) - 1 : size >>> SHIFT, size);
    pooled = constants;
    int kept = Arrays.binarySearch(variables, 0, variableCount, size);
    variableCount = kept < 0 ? ~kept : kept;
    for (int i = entries; i < described; i++) {
      if (!entry(i).isWorthKeeping()) {
        side[i] = null;
      }
    }
    described = entries;
  }

  /** Forgets everything, keeps the arrays and begins a generation of handles. */
  void empty(int generation) {
    next = handle(0, generation);
    select(0, 0);
    pooled = 0;
    variableCount = 0;
    Arrays.fill(side, 0, described, null);
    described = 0;
  }

  /** Forgets everything and gives the arrays back; nothing may be appended any more. */
  void release() {
    ChunkPool chunks = ChunkPool.ofThread();
    chunks.giveBack(words[0]);
    chunks.giveBack(values[0]);
    for (int i = 1; i < words.length && words[i] != null; i++) {
      chunks.giveBackChunk(words[i], values[i]);
    }
    chunks.giveBack(pool);
    words = NO_WORDS;
    values = NO_VALUES;
    select(0, 0);
    pool = NO_VALUES[0];
    pooled = 0;
    variables = NO_VARIABLES;
    variableCount = 0;
    side = NO_NODES;
    described = 0;
    versions = NO_VERSIONS;
  }

  /** Appends all of {@code other}'s nodes, renumbered, and returns the number of its first. */
  int appendAll(NodeStore other) {
    int shift = size();
    int poolShift = pooled;
    for (int i = 0; i < other.pooled; i++) {
      pool(other.pool[i]);
    }
    int sideShift = described;
    for (int i = 0; i < other.described; i++) {
      NodeDetails node = other.entry(i);
      int entry = describe(node.shifted(shift));
      if (node.parameter() != null) {
        noteVersion(entry, other.versions[i]);
      }
    }
    for (int i = 0; i < other.size(); i++) {
      int code = other.code(i);
      int a = other.left(i);
      int b = other.right(i);
      if (code == Opcode.TENSOR || code == Opcode.OTHER) {
        a += sideShift;
      } else if (code == Opcode.ELEMENT) {
        a += shift;
      } else {
        a = a >= 0 ? a + shift : a - poolShift;
        b = b >= 0 ? b + shift : b - poolShift;
      }
      int node = append(code, a, b, other.value(i));
      if (code == Opcode.VARIABLE) {
        noteVariable(node);
      }
    }
    return shift;
  }
}
