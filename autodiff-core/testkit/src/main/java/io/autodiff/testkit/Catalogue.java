package io.autodiff.testkit;

import io.autodiff.LogDensities;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The operations that random graphs are made of: every public method of scalars and tensors that
 * computes a value, found by reflection, so that a new one is here as soon as it is public.
 */
final class Catalogue {
  /** The classes whose public methods are the operations. */
  static final List<Class<?>> SOURCES = List.of(Scalar.class, Tensor.class, LogDensities.class);

  /** The methods that compute a value and are no operation of a graph, each with the reason. */
  static final Map<String, String> EXCLUDED = excluded();

  private static final List<Operation> OPERATIONS = all();

  private Catalogue() {}

  private static Map<String, String> excluded() {
    Map<String, String> reasons = new LinkedHashMap<>();
    String free = "depends on no number of its operand";
    List.of("constant(double)", "fullLike(double)", "onesLike()", "zerosLike()")
        .forEach(name -> reasons.put(name, free));
    String cut = "its derivative is 0 by intention, not that of its values";
    List.of("detach()", "stopGradient()", "snapshot()").forEach(name -> reasons.put(name, cut));
    String itself = "is its operand";
    List.of("looseOn(TapeRecord)").forEach(name -> reasons.put(name, itself));
    String door = "takes an operation of a room that is not exported";
    List.of(
            "apply(Unary)",
            "apply(Binary,Scalar)",
            "apply(Binary,Tensor)",
            "apply(Binary,double)",
            "apply(Ternary,Scalar,Scalar)",
            "apply(Ternary,Tensor,Tensor)")
        .forEach(name -> reasons.put(name, door));
    reasons.put("gather(Shape,ToIntFunction)", "takes a function, of which there is no literal");
    String parameters = "refuses recorded parameters; the form with numbers is drawn";
    List.of("gammaInc(Value)", "gammaIncc(Value)", "betaInc(Value,Value)")
        .forEach(name -> reasons.put(name, parameters));
    reasons.put("dropout(double,RandomGenerator)", "has another value at every call");
    return Map.copyOf(reasons);
  }

  /** Returns the operations of the library, in an order that does not change. */
  static List<Operation> operations() {
    return OPERATIONS;
  }

  private static List<Operation> all() {
    List<Operation> all = new ArrayList<>();
    Map<String, Operation.Rule> rules = Rules.all();
    for (Class<?> source : SOURCES) {
      for (Method method : computing(source)) {
        String signature = Operation.signature(method);
        if (!EXCLUDED.containsKey(signature)) {
          Operation.Rule rule = rules.getOrDefault(signature, Operation.Rule.NONE);
          kinds(method, source).forEach(kind -> all.add(new Operation(method, kind, rule)));
        }
      }
    }
    return List.copyOf(all);
  }

  /** Returns the operations that a class of a user has: its public static methods of values. */
  static List<Operation> of(Class<?> holder) {
    return computing(holder).stream()
        .filter(method -> Modifier.isStatic(method.getModifiers()))
        .flatMap(
            method ->
                kinds(method, holder).stream()
                    .map(kind -> new Operation(method, kind, Operation.Rule.NONE)))
        .toList();
  }

  /** Returns the public methods of a class that make values of values. */
  static List<Method> computing(Class<?> source) {
    return Arrays.stream(source.getMethods())
        .filter(m -> !m.isBridge() && !m.isSynthetic())
        .filter(m -> isComputed(m.getReturnType()) && !operands(m).isEmpty())
        .sorted(Comparator.comparing(Operation::signature))
        .toList();
  }

  private static boolean isComputed(Class<?> type) {
    if (type.isRecord()) {
      return Arrays.stream(type.getRecordComponents()).allMatch(c -> isComputed(c.getType()));
    }
    return Operation.isValue(type) || (type.isArray() && isComputed(type.getComponentType()));
  }

  private static List<Class<?>> operands(Method method) {
    List<Class<?>> operands = new ArrayList<>();
    if (!Modifier.isStatic(method.getModifiers())) {
      operands.add(method.getDeclaringClass());
    }
    for (Class<?> type : method.getParameterTypes()) {
      Class<?> element = type.isArray() ? type.getComponentType() : type;
      if (Operation.isValue(element)) {
        operands.add(element);
      }
    }
    return operands;
  }

  /** Returns what a method's values may be: a static one of {@code Value} serves both kinds. */
  private static List<Class<?>> kinds(Method method, Class<?> source) {
    if (!Modifier.isStatic(method.getModifiers())) {
      return List.of(source);
    }
    return operands(method).contains(Value.class)
        ? List.of(Scalar.class, Tensor.class)
        : List.of(source);
  }
}
