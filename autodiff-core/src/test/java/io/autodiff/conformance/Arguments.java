package io.autodiff.conformance;

import io.autodiff.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A sample's arguments bound to the names of an operator's signature. */
final class Arguments {
  private final Map<String, @Nullable Object> bound = new HashMap<>();
  private final Tensor[] variables;

  /**
   * Binds positional and named arguments.
   *
   * @param signature the names of all parameters in order; {@code *name} takes what is left
   * @param variables what stands for the tensors whose gradient is asked
   */
  Arguments(Golden sample, String signature, Tensor[] variables) {
    this.variables = variables;
    String[] names = signature.split(" ");
    List<@Nullable Object> given = sample.args();
    for (int i = 0; i < given.size(); i++) {
      String name = names[Math.min(i, names.length - 1)];
      if (name.startsWith("*")) {
        bound.put(name.substring(1), new ArrayList<>(given.subList(i, given.size())));
        break;
      }
      if (i >= names.length) {
        throw new IllegalArgumentException("argument " + i + " is not in: " + signature);
      }
      bound.put(name, given.get(i));
    }
    sample
        .kwargs()
        .forEach(
            (name, value) -> {
              if (!Arrays.asList(names).contains(name) && !signature.contains("*" + name)) {
                throw new IllegalArgumentException(name + " is not in: " + signature);
              }
              bound.put(name, value);
            });
  }

  /** Returns whether an argument is given and not null. */
  boolean has(String name) {
    return bound.get(name) != null;
  }

  /** Returns an argument as it was read. */
  Object raw(String name) {
    Object value = bound.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  boolean isNumber(String name) {
    return bound.get(name) instanceof Double;
  }

  boolean isFlag(String name) {
    return bound.get(name) instanceof Boolean;
  }

  boolean isText(String name) {
    return bound.get(name) instanceof String;
  }

  /**
   * Returns a tensor, recorded if its gradient is asked; a number stands for a tensor of rank 0.
   */
  Tensor tensor(String name) {
    return asTensor(raw(name));
  }

  private Tensor asTensor(Object value) {
    return switch (value) {
      case Golden.Input i -> i.var() < 0 ? i.value() : variables[i.var()];
      case Double d -> Tensor.full(d);
      case Golden.Mask m -> mask(m);
      case Golden.Indices i ->
          Tensor.of(i.shape(), Arrays.stream(i.values()).asDoubleStream().toArray());
      default -> throw new IllegalArgumentException("not a tensor: " + value);
    };
  }

  /** Returns a tensor, or {@code otherwise} where none is given. */
  @Nullable Tensor tensorOr(String name, @Nullable Tensor otherwise) {
    return has(name) ? tensor(name) : otherwise;
  }

  /** Returns a list of tensors. */
  Tensor[] tensors(String name) {
    return ((List<?>) raw(name)).stream().map(e -> asTensor((Object) e)).toArray(Tensor[]::new);
  }

  static Tensor mask(Golden.Mask m) {
    double[] values = new double[m.values().length];
    Arrays.setAll(values, i -> m.values()[i] ? 1 : 0);
    return Tensor.of(m.shape(), values);
  }

  double number(String name) {
    return asNumber(raw(name));
  }

  double number(String name, double otherwise) {
    return has(name) ? number(name) : otherwise;
  }

  /** Returns a number; infinity is written as a string. */
  private static double asNumber(Object value) {
    return switch (value) {
      case Double d -> d;
      case Boolean b -> b ? 1 : 0;
      case String s ->
          switch (s) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> throw new IllegalArgumentException("not a number: " + s);
          };
      case Golden.Input i when i.value().size() == 1 -> i.value().item();
      case Golden.Indices i when i.values().length == 1 -> i.values()[0];
      default -> throw new IllegalArgumentException("not a number: " + value);
    };
  }

  int integer(String name) {
    return (int) number(name);
  }

  int integer(String name, int otherwise) {
    return has(name) ? integer(name) : otherwise;
  }

  boolean flag(String name, boolean otherwise) {
    return has(name) ? (Boolean) raw(name) : otherwise;
  }

  String text(String name, String otherwise) {
    return has(name) ? (String) raw(name) : otherwise;
  }

  /** Returns one integer or a list of them as an array. */
  int[] ints(String name) {
    return asInts(raw(name));
  }

  int[] ints(String name, int... otherwise) {
    return has(name) ? ints(name) : otherwise;
  }

  /** Returns a number for each of {@code n} axes, given as one for all or one for each. */
  int[] each(String name, int n, int... otherwise) {
    int[] given = has(name) ? ints(name) : otherwise;
    if (given.length == 0) {
      given = otherwise;
    }
    if (given.length == n) {
      return given;
    }
    int[] all = new int[n];
    Arrays.fill(all, given[0]);
    return all;
  }

  static int[] asInts(Object value) {
    return switch (value) {
      case List<?> l -> l.stream().mapToInt(e -> (int) asNumber((Object) e)).toArray();
      case Golden.Indices i -> i.values();
      default -> new int[] {(int) asNumber(value)};
    };
  }

  Golden.Indices indices(String name) {
    return (Golden.Indices) raw(name);
  }
}
