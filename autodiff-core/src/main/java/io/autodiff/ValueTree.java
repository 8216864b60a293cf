package io.autodiff;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The values within an argument or a result of any structure: a scalar or tensor, an array or list,
 * or a record of such, nested as deep as one likes. A record's other components are left as they
 * are.
 */
public final class ValueTree {
  private ValueTree() {}

  /** Returns the values in order. */
  static List<Value<?>> leaves(Object tree) {
    List<Value<?>> leaves = new ArrayList<>();
    map(
        tree,
        leaf -> {
          leaves.add(leaf);
          return leaf;
        });
    return leaves;
  }

  /** Returns the same structure with other values in the places of its own. */
  @SuppressWarnings("unchecked") // each part is replaced by one of its own class
  static <T> T like(T tree, List<? extends Value<?>> leaves) {
    Iterator<? extends Value<?>> next = leaves.iterator();
    return (T) map(tree, _ -> next.next());
  }

  private static Object map(Object tree, UnaryOperator<Value<?>> f) {
    return switch (tree) {
      case Value<?> leaf -> f.apply(leaf);
      case List<?> list -> list.stream().map(part -> map(part, f)).toList();
      case Object[] array -> mapArray(array, f);
      case Record record -> mapRecord(record, f);
      default ->
          throw new AutodiffException(
              "derivative: no structure of values",
              "an object of " + tree.getClass(),
              "a Scalar or Tensor, or an array, list or record of them",
              null);
    };
  }

  private static Object mapArray(Object[] array, UnaryOperator<Value<?>> f) {
    Object mapped = Array.newInstance(array.getClass().getComponentType(), array.length);
    for (int i = 0; i < array.length; i++) {
      Array.set(mapped, i, map(array[i], f));
    }
    return mapped;
  }

  private static Object mapRecord(Record record, UnaryOperator<Value<?>> f) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    @Nullable Object[] parts = new Object[components.length];
    try {
      for (int i = 0; i < parts.length; i++) {
        types[i] = components[i].getType();
        components[i].getAccessor().setAccessible(true);
        Object part = components[i].getAccessor().invoke(record);
        parts[i] = holdsValues(part) ? map(part, f) : part;
      }
      Constructor<?> constructor = record.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(parts);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException | RuntimeException e) {
      if (e instanceof AutodiffException rejected) {
        throw rejected;
      }
      throw inaccessible(record.getClass(), e);
    }
  }

  private static boolean holdsValues(@Nullable Object part) {
    return part instanceof Value<?>
        || part instanceof Record
        || (part instanceof List<?> list && list.stream().anyMatch(ValueTree::holdsValues))
        || (part instanceof Object[] array
            && Arrays.stream(array).anyMatch(ValueTree::holdsValues));
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
