package io.autodiff.transform;

import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.sweep.SweepChecks;
import io.autodiff.sweep.UnitVectors;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The values within an argument or a result of any structure: a scalar or tensor, an array or list,
 * a map of any keys or a record of such, nested as deep as one likes. A record's other components
 * are left as they are. A map keeps its keys and their order; two maps belong together by their
 * keys, in whatever order.
 *
 * {@snippet class="io.autodiff.snippets.ValueSnippetsTest" region="value-tree"}
 *
 * <p>What these functions return is recorded where a value within is, as any operation.
 */
public final class ValueTree {
  private static final String STRUCTURES =
      "a Scalar or Tensor, or an array, list, map or record of them";

  /** Found once for each class: the first call of a fresh method costs more than what it reads. */
  private static final ClassValue<RecordAccess> RECORDS =
      new ClassValue<>() {
        @Override
        protected RecordAccess computeValue(Class<?> type) {
          try {
            return RecordAccess.of(type);
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
          }
        }
      };

  private ValueTree() {}

  /**
   * Returns the structure with a function applied to each value.
   *
   * @param ofScalar what becomes of a scalar
   * @param ofTensor what becomes of a tensor
   * @throws AutodiffException if {@code tree} is no structure of values
   */
  public static <T> T map(T tree, UnaryOperator<Scalar> ofScalar, UnaryOperator<Tensor> ofTensor) {
    List<Value<?>> mapped = new ArrayList<>();
    for (Value<?> leaf : leaves(tree)) {
      mapped.add(
          switch (leaf) {
            case Scalar s -> ofScalar.apply(s);
            case Tensor t -> ofTensor.apply(t);
          });
    }
    return like(tree, mapped);
  }

  /**
   * Returns the structure of {@code a} with a function applied to each value of {@code a} and the
   * one in the same place of {@code b}.
   *
   * @param ofScalars what becomes of two scalars
   * @param ofTensors what becomes of two tensors, of whatever shapes
   * @throws AutodiffException if the structures differ
   */
  public static <T> T zip(
      T a, T b, BinaryOperator<Scalar> ofScalars, BinaryOperator<Tensor> ofTensors) {
    List<Value<?>> left = leaves(a);
    List<Value<?>> right = leaves(b, a);
    SweepChecks.checkCount("tree: values", right, "values of the other", left);
    List<Value<?>> zipped = new ArrayList<>();
    for (int k = 0; k < left.size(); k++) {
      Value<?> other = right.get(k);
      zipped.add(
          switch (left.get(k)) {
            case Scalar s when other instanceof Scalar r -> ofScalars.apply(s, r);
            case Tensor t when other instanceof Tensor r -> ofTensors.apply(t, r);
            default ->
                throw new AutodiffException(
                    "tree: two values in the same place are of two kinds",
                    SweepChecks.kind(left.get(k)) + " and " + SweepChecks.kind(other),
                    "two scalars or two tensors",
                    null);
          });
    }
    return like(a, zipped);
  }

  /**
   * Returns {@code a x + y}, value by value.
   *
   * @throws AutodiffException if the structures differ, or shapes do not broadcast
   */
  public static <T> T axpy(double a, T x, T y) {
    return zip(x, y, (s, t) -> s.mul(a).add(t), (s, t) -> s.mul(a).add(t));
  }

  /**
   * Returns the sum of the products of all numbers of {@code a} with those of {@code b}.
   *
   * @throws AutodiffException if structures or shapes differ
   */
  public static <T> Scalar dot(T a, T b) {
    List<Value<?>> left = leaves(a);
    List<Value<?>> right = leaves(b, a);
    SweepChecks.checkCount("tree: values", right, "values of the other", left);
    Scalar sum = Scalar.of(0);
    for (int k = 0; k < left.size(); k++) {
      SweepChecks.checkFits("tree: a value", right.get(k), "counterpart", left.get(k));
      sum =
          sum.add(
              switch (left.get(k)) {
                case Scalar s -> s.mul((Scalar) right.get(k));
                case Tensor t -> t.mul((Tensor) right.get(k)).sum();
              });
    }
    return sum;
  }

  /**
   * Returns the values in order: the first of a list or array first, a record's as it declares
   * them, a map's as it is iterated.
   *
   * @throws AutodiffException if {@code tree} is no structure of values
   */
  public static List<Value<?>> leaves(Object tree) {
    List<Value<?>> leaves = new ArrayList<>();
    collect(present(tree, ""), leaves);
    return leaves;
  }

  /** Adds the values within a structure; makes no part of it anew. */
  private static void collect(Object tree, List<Value<?>> leaves) {
    if (tree instanceof Value<?> leaf) { // most are
      leaves.add(leaf);
      return;
    }
    switch (tree) {
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          collect(presentAt(list.get(i), i, "a list"), leaves);
        }
      }
      case Map<?, ?> map ->
          map.forEach((key, part) -> collect(present(part, " of key " + key), leaves));
      case Object[] array -> {
        for (int i = 0; i < array.length; i++) {
          if (array[i] instanceof Value<?> leaf) {
            leaves.add(leaf);
          } else {
            collect(presentAt(array[i], i, "an array"), leaves);
          }
        }
      }
      case Record record -> {
        for (Object part : components(record)) {
          if (part != null && holdsValues(part)) {
            collect(part, leaves);
          }
        }
      }
      default -> throw noStructure(tree);
    }
  }

  /**
   * Returns all numbers, those of a tensor row-major, in the order of {@link #leaves(Object)};
   * {@code jax.flatten_util.ravel_pytree}.
   *
   * @throws AutodiffException if {@code tree} is no structure of values, or one may not be read
   */
  public static double[] numbers(Object tree) {
    List<Value<?>> leaves = leaves(tree);
    double[] all = new double[UnitVectors.size(leaves)];
    int at = 0;
    for (Value<?> leaf : leaves) {
      switch (leaf) {
        case Scalar s -> all[at] = s.value();
        case Tensor t -> System.arraycopy(t.values(), 0, all, at, t.size());
      }
      at += leaf.shape().size();
    }
    return all;
  }

  /**
   * Returns the values in the order of those of another structure that it should be like: the order
   * of its maps' keys.
   *
   * @throws AutodiffException if two maps have not the same keys
   */
  static List<Value<?>> leaves(Object tree, Object like) {
    List<Value<?>> leaves = new ArrayList<>();
    align(tree, like, leaves);
    return leaves;
  }

  private static void align(@Nullable Object tree, @Nullable Object like, List<Value<?>> leaves) {
    List<Object> parts = parts(tree);
    List<Object> others = parts(like);
    if (tree instanceof Map<?, ?> map && like instanceof Map<?, ?> other) {
      checkKeys(map, other);
      other.keySet().forEach(key -> align(map.get(key), other.get(key), leaves));
    } else if (!parts.isEmpty() && parts.size() == others.size()) {
      for (int k = 0; k < parts.size(); k++) {
        align(parts.get(k), others.get(k), leaves);
      }
    } else {
      leaves.addAll(leaves(present(tree, "")));
    }
  }

  /** Returns what an array, a list or a record holds that holds values in its turn. */
  private static List<Object> parts(@Nullable Object tree) {
    List<Object> parts = new ArrayList<>();
    switch (tree) {
      case List<?> list -> parts.addAll(list);
      case Object[] array -> parts.addAll(Arrays.asList(array));
      case Record record -> {
        for (Object part : components(record)) {
          if (holdsValues(part)) {
            parts.add(part);
          }
        }
      }
      case null, default -> {}
    }
    return parts;
  }

  private static void checkKeys(Map<?, ?> map, Map<?, ?> like) {
    if (!map.keySet().equals(like.keySet())) {
      throw new AutodiffException(
          "derivative: the keys of two maps differ",
          map.keySet().toString(),
          "the keys " + like.keySet(),
          null);
    }
  }

  /**
   * Returns the same structure with other values in the places of its own.
   *
   * @param leaves in the order of {@link #leaves(Object)}
   * @throws AutodiffException if there are more or fewer than in {@code tree}
   */
  @SuppressWarnings("unchecked") // each part is replaced by one of its own class
  public static <T> T like(T tree, List<? extends Value<?>> leaves) {
    Replacement next = new Replacement(leaves);
    T made = (T) map(tree, next);
    if (next.places != leaves.size()) {
      SweepChecks.checkCount("tree: values", leaves, "places", leaves(tree));
    }
    return made;
  }

  /** The values that take the places of others, one after the other. */
  private static final class Replacement {
    private final List<? extends Value<?>> leaves;
    private int places;

    Replacement(List<? extends Value<?>> leaves) {
      this.leaves = leaves instanceof RandomAccess ? leaves : new ArrayList<>(leaves);
    }

    /** Returns the value for the next place, or what stands there if there is none left. */
    Value<?> of(Value<?> leaf) {
      int place = places++;
      return place < leaves.size() ? leaves.get(place) : leaf;
    }
  }

  private static Object map(@Nullable Object tree, Replacement f) {
    if (tree instanceof Value<?> leaf) { // most are
      return f.of(leaf);
    }
    Object present = present(tree, "");
    return switch (present) {
      case List<?> list -> mapList(list, f);
      case Map<?, ?> map -> mapMap(map, f);
      case Object[] array -> mapArray(array, f);
      case Record record -> mapRecord(record, f);
      default -> throw noStructure(present);
    };
  }

  private static AutodiffException noStructure(Object object) {
    return new AutodiffException(
        "derivative: no structure of values",
        "an object of class " + object.getClass().getTypeName(),
        STRUCTURES,
        object instanceof Number || object instanceof double[]
            ? "Scalar.of(...) and Tensor.of(...) make values of numbers"
            : null);
  }

  private static Object present(@Nullable Object tree, String place) {
    if (tree == null) {
      throw new AutodiffException(
          "derivative: a value is missing", "null" + place, STRUCTURES, null);
    }
    return tree;
  }

  private static Object presentAt(@Nullable Object part, int place, String structure) {
    return part != null ? part : present(null, " at place " + place + " of " + structure);
  }

  private static Object mapList(List<?> list, Replacement f) {
    List<Object> mapped = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      mapped.add(map(presentAt(list.get(i), i, "a list"), f));
    }
    return Collections.unmodifiableList(mapped);
  }

  private static Object mapMap(Map<?, ?> map, Replacement f) {
    @SuppressWarnings("unchecked") // only keys of the map itself are compared
    Map<Object, Object> mapped =
        map instanceof SortedMap<?, ?> sorted
            ? new TreeMap<>(((SortedMap<Object, ?>) sorted).comparator())
            : new LinkedHashMap<>();
    map.forEach((key, part) -> mapped.put(key, map(present(part, " of key " + key), f)));
    return mapped;
  }

  private static Object mapArray(Object[] array, Replacement f) {
    Object[] mapped = array.clone(); // of the same class
    for (int i = 0; i < array.length; i++) {
      Object part = array[i];
      mapped[i] =
          part instanceof Value<?> leaf ? f.of(leaf) : map(presentAt(part, i, "an array"), f);
    }
    return mapped;
  }

  private static Object mapRecord(Record record, Replacement f) {
    @Nullable Object[] parts = components(record);
    Arrays.setAll(parts, i -> holdsValues(parts[i]) ? map(parts[i], f) : parts[i]);
    return reflected(
        record.getClass(), () -> RECORDS.get(record.getClass()).constructor.newInstance(parts));
  }

  private static @Nullable Object[] components(Record record) {
    return reflected(
        record.getClass(),
        () -> {
          List<Method> accessors = RECORDS.get(record.getClass()).accessors;
          @Nullable Object[] parts = new Object[accessors.size()];
          for (int i = 0; i < parts.length; i++) {
            parts[i] = accessors.get(i).invoke(record);
          }
          return parts;
        });
  }

  /** How the components of a class of records are read, and how a record is made of them. */
  private record RecordAccess(List<Method> accessors, Constructor<?> constructor) {
    static RecordAccess of(Class<?> type) throws ReflectiveOperationException {
      RecordComponent[] components = type.getRecordComponents();
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      List<Method> accessors = Arrays.stream(components).map(RecordComponent::getAccessor).toList();
      accessors.forEach(accessor -> accessor.setAccessible(true));
      return new RecordAccess(accessors, constructor);
    }
  }

  /** What may fail since a class is not open to this module. */
  private interface Reflection<R> {
    R run() throws ReflectiveOperationException;
  }

  private static <R> R reflected(Class<?> type, Reflection<R> work) {
    try {
      return work.run();
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw inaccessible(type, e);
    }
  }

  private static boolean holdsValues(@Nullable Object part) {
    return switch (part) {
      case Value<?> _, Record _ -> true;
      case List<?> list -> anyHolds(list);
      case Map<?, ?> map -> anyHolds(map.values());
      case Object[] array -> anyHolds(Arrays.asList(array));
      case null, default -> false;
    };
  }

  private static boolean anyHolds(Collection<?> parts) {
    return parts.stream().anyMatch(ValueTree::holdsValues);
  }

  private static AutodiffException inaccessible(Class<?> type, Throwable cause) {
    AutodiffException e =
        new AutodiffException(
            "derivative: the components of a record cannot be read",
            type + " in " + type.getModule(),
            "a record in a package that is open to io.autodiff",
            type.getModule().isNamed()
                ? "opens " + type.getPackageName() + " to io.autodiff; in its module-info"
                : null);
    e.initCause(cause);
    return e;
  }
}
