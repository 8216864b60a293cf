package io.autodiff;

import io.autodiff.op.Opcode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The record of a tape: for each node a code, two arguments and a value, in arrays that grow by
 * chunks; 18 bytes a node. Constants are in a pool, and an argument below 0 is the complement of a
 * position in it. What does not fit (tensors, operations of three operands) is described in a side
 * table.
 */
final class Nodes {
  static final int SHIFT = 15;
  static final int CHUNK = 1 << SHIFT;
  static final int MASK = CHUNK - 1;
  private static final int FIRST_CAPACITY = 64;
  private static final int FIRST_POOL = 16;

  short[][] codes = {new short[FIRST_CAPACITY]};
  int[][] lefts = {new int[FIRST_CAPACITY]};
  int[][] rights = {new int[FIRST_CAPACITY]};
  double[][] values = {new double[FIRST_CAPACITY]};

  private short[] code = codes[0];
  private int[] left = lefts[0];
  private int[] right = rights[0];
  private double[] value = values[0];
  private int base;
  private int offset;

  private double[] pool = new double[FIRST_POOL];
  private int pooled;
  private int[] variables = new int[FIRST_POOL];
  private int variableCount;
  private final List<Node> side = new ArrayList<>();

  int size() {
    return base + offset;
  }

  int append(int op, int a, int b, double v) {
    int at = offset;
    if (at == code.length) {
      grow();
      at = offset;
    }
    code[at] = (short) op;
    left[at] = a;
    right[at] = b;
    value[at] = v;
    offset = at + 1;
    return base + at;
  }

  /** Appends an independent scalar variable. */
  int appendVariable(double v) {
    int node = append(Opcode.VARIABLE, 0, 0, v);
    noteVariable(node);
    return node;
  }

  private void noteVariable(int node) {
    if (variableCount == variables.length) {
      variables = Arrays.copyOf(variables, variableCount * 2);
    }
    variables[variableCount++] = node;
  }

  /** Returns the nodes of the scalar variables, ascending. */
  int[] variables() {
    return Arrays.copyOf(variables, variableCount);
  }

  private void grow() {
    int chunk = base >>> SHIFT;
    if (code.length < CHUNK) {
      int capacity = Math.min(CHUNK, code.length * 4);
      codes[chunk] = Arrays.copyOf(code, capacity);
      lefts[chunk] = Arrays.copyOf(left, capacity);
      rights[chunk] = Arrays.copyOf(right, capacity);
      values[chunk] = Arrays.copyOf(value, capacity);
      select(chunk, offset);
      return;
    }
    int next = chunk + 1;
    if (next == codes.length) {
      int slots = codes.length * 2;
      codes = Arrays.copyOf(codes, slots);
      lefts = Arrays.copyOf(lefts, slots);
      rights = Arrays.copyOf(rights, slots);
      values = Arrays.copyOf(values, slots);
    }
    if (codes[next] == null) {
      codes[next] = new short[CHUNK];
      lefts[next] = new int[CHUNK];
      rights[next] = new int[CHUNK];
      values[next] = new double[CHUNK];
    }
    select(next, 0);
  }

  private void select(int chunk, int at) {
    code = codes[chunk];
    left = lefts[chunk];
    right = rights[chunk];
    value = values[chunk];
    base = chunk << SHIFT;
    offset = at;
  }

  /** Returns how many bytes the arrays take, their reserve included. */
  long bytes() {
    long nodes = 0;
    for (short[] chunk : codes) {
      nodes += chunk == null ? 0 : chunk.length;
    }
    long each = Short.BYTES + 2 * Integer.BYTES + Double.BYTES;
    return nodes * each
        + (long) pool.length * Double.BYTES
        + (long) variables.length * Integer.BYTES;
  }

  int code(int node) {
    return codes[node >>> SHIFT][node & MASK];
  }

  int left(int node) {
    return lefts[node >>> SHIFT][node & MASK];
  }

  int right(int node) {
    return rights[node >>> SHIFT][node & MASK];
  }

  /** Returns the value of a scalar argument: of a node, or below 0 of a pooled constant. */
  double value(int argument) {
    return argument >= 0 ? values[argument >>> SHIFT][argument & MASK] : pool[~argument];
  }

  /** Adds a constant to the pool and returns the argument that denotes it. */
  int pool(double constant) {
    if (pooled == pool.length) {
      pool = Arrays.copyOf(pool, pooled * 2);
    }
    pool[pooled] = constant;
    return ~pooled++;
  }

  /** Adds a side entry and returns its number. */
  int describe(Node node) {
    side.add(node);
    return side.size() - 1;
  }

  /** Returns the side entry of a node whose code is {@code OTHER} or {@code TENSOR}. */
  Node described(int node) {
    return side.get(left(node));
  }

  /** Returns how far pool and side table reach, to come back to by {@link #truncate}. */
  int pooled() {
    return pooled;
  }

  int sideSize() {
    return side.size();
  }

  /** Forgets everything recorded after the given sizes. */
  void truncate(int size, int constants, int described) {
    boolean full = size > 0 && (size & MASK) == 0;
    select(full ? (size >>> SHIFT) - 1 : size >>> SHIFT, full ? CHUNK : size & MASK);
    pooled = constants;
    int kept = Arrays.binarySearch(variables, 0, variableCount, size);
    variableCount = kept < 0 ? ~kept : kept;
    side.subList(described, side.size()).clear();
  }

  /** Forgets everything and gives the arrays back. */
  void release() {
    codes = new short[][] {new short[FIRST_CAPACITY]};
    lefts = new int[][] {new int[FIRST_CAPACITY]};
    rights = new int[][] {new int[FIRST_CAPACITY]};
    values = new double[][] {new double[FIRST_CAPACITY]};
    select(0, 0);
    pool = new double[FIRST_POOL];
    pooled = 0;
    variables = new int[FIRST_POOL];
    variableCount = 0;
    side.clear();
  }

  /** Appends all of {@code other}'s nodes, renumbered, and returns the number of its first. */
  int appendAll(Nodes other) {
    int shift = size();
    int poolShift = pooled;
    for (int i = 0; i < other.pooled; i++) {
      pool(other.pool[i]);
    }
    int sideShift = side.size();
    for (Node node : other.side) {
      side.add(node.shifted(shift));
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
