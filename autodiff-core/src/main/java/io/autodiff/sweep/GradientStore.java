package io.autodiff.sweep;

import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.internal.array.Elements;
import io.autodiff.tape.ArrayPool;
import io.autodiff.tape.Recording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a traversal found out: the derivatives that it keeps. Once they are released, the tape's
 * next traversal writes over them.
 */
public final class GradientStore {
  /** What is left of derivatives that were released. */
  public static final GradientStore RELEASED = new GradientStore();

  private static final int FEW = 8;
  private static final int[] NO_NODES = {};
  private static final Tensor[] NO_COTANGENTS = {};
  private static final double[] NO_ADJOINTS = {};

  /**
   * The nodes whose cotangents are kept, from {@link #first} on. The traversal meets the last node
   * first and this array is filled from its end, so that they ascend.
   */
  private int[] met = NO_NODES;

  private @Nullable Tensor[] cotangents = NO_COTANGENTS;
  private int first;
  private int[] nodes = NO_NODES;
  private double[] adjoints = NO_ADJOINTS;
  private List<Parameter> namedParameters = List.of();
  private boolean named;
  private int expected;

  // Traversals of scalars alone need none of these.
  private @Nullable IdentityHashMap<Parameter, Tensor> parameters;
  private @Nullable BitSet dropped;
  private ArrayPool.@Nullable Kept kept;

  /**
   * Begins a traversal.
   *
   * @param to the values to keep, ascending
   * @param byName the parameters among them, if the call named the values; else they are the scalar
   *     variables
   * @param parameterCount about how many parameters there are
   */
  void begin(int[] to, @Nullable List<Parameter> byName, int parameterCount) {
    nodes = to;
    named = byName != null;
    namedParameters = byName == null ? List.of() : byName;
    expected = parameterCount;
  }

  /** Forgets everything and lets its arrays be used again, after its gradients were released. */
  void clear() {
    Arrays.fill(cotangents, first, cotangents.length, null);
    first = cotangents.length;
    if (parameters != null) {
      parameters.clear();
    }
    if (dropped != null) {
      dropped.clear();
    }
    if (kept != null) {
      kept.restore();
    }
  }

  /** Returns whether no tensor has a cotangent, and the adjoint of each scalar is 0. */
  public boolean isZero() {
    return first == cotangents.length && Arrays.stream(adjoints).allMatch(g -> g == 0);
  }

  /** Returns whether the call named the values to keep. */
  public boolean isNamed() {
    return named;
  }

  /** Returns whether the call named a node's value. */
  public boolean isNamed(int node) {
    return named && position(node) >= 0;
  }

  /** Takes the adjoints of the nodes {@code [from, to)} out of the array; others are 0. */
  void keepAdjoints(double[] all, int from, int to) {
    if (adjoints.length != nodes.length) {
      adjoints = new double[nodes.length];
    }
    for (int i = 0; i < nodes.length; i++) {
      int node = nodes[i];
      adjoints[i] = node >= from && node < to ? all[node] : 0;
    }
  }

  /** Keeps the cotangent of a node, one before those kept so far. */
  void keep(int node, Tensor cotangent) {
    if (first == 0) {
      grow();
    }
    first--;
    met[first] = node;
    cotangents[first] = cotangent;
    keepArray(cotangent);
  }

  /** Makes room in front of the nodes that are kept. */
  private void grow() {
    int count = met.length;
    first = Math.max(FEW, count);
    int[] grownMet = new int[first + count];
    @Nullable Tensor[] grownCotangents = new Tensor[first + count];
    System.arraycopy(met, 0, grownMet, first, count);
    System.arraycopy(cotangents, 0, grownCotangents, first, count);
    met = grownMet;
    cotangents = grownCotangents;
  }

  /** Adds to what a parameter receives the cotangent of one of its nodes. */
  void keep(Parameter parameter, Tensor cotangent) {
    if (parameters == null) {
      parameters = new IdentityHashMap<>(expected);
    }
    Tensor before = parameters.get(parameter);
    Tensor sum = before == null ? cotangent : before.add(cotangent);
    parameters.put(parameter, sum);
    if (first == cotangents.length || cotangents[first] != sum) {
      keepArray(sum);
    }
  }

  private void keepArray(Tensor cotangent) {
    if (kept == null) {
      kept = new ArrayPool.Kept();
    }
    kept.add(cotangent.storage());
  }

  /** Notes that a node's cotangent was passed on and not kept. */
  void drop(int node) {
    if (dropped == null) {
      dropped = new BitSet();
    }
    dropped.set(node);
  }

  /** Returns where the adjoint of a node is kept; below 0 if it is not. */
  public int position(int node) {
    int count = nodes.length;
    int place = count == 0 ? 0 : node - nodes[0]; // where it is if they follow one another
    return place >= 0 && place < count && nodes[place] == node
        ? place
        : Arrays.binarySearch(nodes, node);
  }

  public double adjoint(int position) {
    return adjoints[position];
  }

  public @Nullable Tensor cotangent(int node) {
    int position = Arrays.binarySearch(met, first, met.length, node);
    return position < 0 ? null : cotangents[position];
  }

  public @Nullable Tensor cotangent(Parameter parameter) {
    return parameters == null ? null : parameters.get(parameter);
  }

  /** Returns the derivatives by some values of the record that was traversed, as constants. */
  List<Value<?>> of(List<? extends Value<?>> by) {
    List<Value<?>> all = new ArrayList<>(by.size());
    for (Value<?> v : by) {
      int node = Recording.node(v);
      all.add(
          switch (v) {
            case Scalar _ -> {
              int position = position(node);
              yield Scalar.of(position < 0 ? 0 : adjoints[position]);
            }
            case Tensor t -> {
              Tensor cotangent = cotangent(node);
              yield cotangent == null
                  ? t.zerosLike()
                  : Tensor.wrap(cotangent.shape(), cotangent.storage());
            }
          });
    }
    return all;
  }

  /** Copies the derivatives by some values into an array of zeros, one after the other. */
  void copy(List<? extends Value<?>> by, double[] numbers) {
    int at = 0;
    for (Value<?> v : by) {
      int node = Recording.node(v);
      switch (v) {
        case Scalar _ -> {
          int position = position(node);
          numbers[at] = position < 0 ? 0 : adjoints[position];
        }
        case Tensor _ -> {
          Tensor cotangent = cotangent(node);
          for (int i = 0; cotangent != null && i < cotangent.size(); i++) {
            numbers[at + i] = Elements.get(cotangent.storage(), i);
          }
        }
      }
      at += v.shape().size();
    }
  }

  /** Returns the arrays that the derivatives hold; null if they hold none. */
  ArrayPool.@Nullable Kept kept() {
    return kept;
  }

  /** Returns whether the derivative by a tensor that has no cotangent here is 0, or not known. */
  public boolean isZero(int node) {
    return named ? position(node) >= 0 : dropped == null || !dropped.get(node);
  }

  /** Returns whether the derivative by a parameter that has none here is 0, or not known. */
  public boolean isZero(Parameter parameter) {
    return !named || namedParameters.contains(parameter);
  }
}
