package io.autodiff.testkit;

import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A public method that computes a value from values.
 *
 * @param kind what stands for a parameter that may be either kind of value: {@code Scalar} or
 *     {@code Tensor}
 * @param rule what is known of its operands and constants
 */
record Operation(Method method, Class<?> kind, Rule rule) {
  private static final int FEWEST = 2;
  private static final int MOST = 3;

  /**
   * What an operation needs to know of its operands and constants.
   *
   * @param domains where the operands lie, from the first on; the others are any numbers
   * @param constants what its parameters are that are no values; null for what their types say
   * @param parts the components of a result that is a record; none for all
   * @param readsNumbers whether it reads numbers, so that no program can be recorded of it
   */
  record Rule(
      List<Domain> domains,
      @Nullable Constants constants,
      List<String> parts,
      boolean readsNumbers) {
    static final Rule NONE = new Rule(List.of(), null, List.of(), false);
  }

  /** Returns the name with the types of the parameters: {@code sum(int[],boolean)}. */
  static String signature(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(Collectors.joining(",", method.getName() + "(", ")"));
  }

  /** Returns the name with its class: {@code Tensor.sum(int[],boolean)}. */
  String name() {
    return kind.getSimpleName() + "." + signature(method);
  }

  private boolean isStatic() {
    return Modifier.isStatic(method.getModifiers());
  }

  /** Returns the kinds of the operands; of any number of them two or three. */
  List<Class<?>> operandKinds(RandomGenerator random) {
    List<Class<?>> kinds = new ArrayList<>();
    if (!isStatic()) {
      kinds.add(kind);
    }
    for (Class<?> type : method.getParameterTypes()) {
      if (type.isArray() && isValue(type.getComponentType())) {
        int count = random.nextInt(FEWEST, MOST + 1);
        Stream.generate(type::getComponentType).limit(count).forEach(kinds::add);
      } else if (isValue(type)) {
        kinds.add(type == Value.class ? kind : type);
      }
    }
    return kinds;
  }

  /** Returns this operation of operands that may lie on kinks. */
  Operation rough() {
    List<Domain> domains =
        rule.domains.stream().map(d -> d.isOfMatrices() ? d : new Domain.Reals()).toList();
    return new Operation(
        method, kind, new Rule(domains, rule.constants, rule.parts, rule.readsNumbers));
  }

  /** Returns whether the last operands are any number of them. */
  boolean takesAnyNumber() {
    Class<?>[] types = method.getParameterTypes();
    return Arrays.stream(types).anyMatch(t -> t.isArray() && isValue(t.getComponentType()));
  }

  static boolean isValue(Class<?> type) {
    return type == Value.class || type == Scalar.class || type == Tensor.class;
  }

  private static boolean isOperand(Class<?> type) {
    return isValue(type) || (type.isArray() && isValue(type.getComponentType()));
  }

  /**
   * Returns the operation of some values as code, or null if it does not fit them.
   *
   * @param operands the numbers of its operands
   * @param values all values so far
   * @param random chooses constants and, of several results, one
   */
  @Nullable Expression of(List<Integer> operands, List<Value<?>> values, RandomGenerator random) {
    List<Value<?>> actual = new ArrayList<>();
    operands.forEach(i -> actual.add(values.get(i)));
    List<Class<?>> others =
        Arrays.stream(method.getParameterTypes())
            .filter(type -> !isOperand(type))
            .collect(Collectors.toList());
    Constants choice = rule.constants == null ? Constants.byTypes(others) : rule.constants;
    Object[] constants = choice.choose(actual, random);
    if (constants == null) {
      return null;
    }
    List<Expression> inputs = new ArrayList<>();
    for (int i = 0; i < actual.size(); i++) {
      Domain domain = i < rule.domains.size() ? rule.domains.get(i) : new Domain.Reals();
      if (!domain.accepts(actual.get(i))) {
        return null;
      }
      inputs.add(domain.of(new Expression.Variable(operands.get(i)), actual.get(i), random));
    }
    return part(new Expression.Call(method, arranged(inputs, constants)), values, random);
  }

  /** Returns operands and constants in the order of the parameters. */
  private List<Expression> arranged(List<Expression> operands, Object... constants) {
    List<Expression> inputs = new ArrayList<>();
    int operand = 0;
    int constant = 0;
    if (!isStatic()) {
      inputs.add(operands.get(operand++));
    }
    for (Class<?> type : method.getParameterTypes()) {
      if (type.isArray() && isValue(type.getComponentType())) {
        inputs.add(
            new Expression.Row(
                type.getComponentType(), operands.subList(operand, operands.size())));
        operand = operands.size();
      } else if (isValue(type)) {
        inputs.add(operands.get(operand++));
      } else {
        Object chosen = constants[constant++];
        inputs.add(chosen instanceof Expression e ? e : new Expression.Literal(chosen));
      }
    }
    return inputs;
  }

  /** Returns a call whose result is one value, of several results one. */
  private @Nullable Expression part(
      Expression call, List<Value<?>> values, RandomGenerator random) {
    Object result = call.evaluate(values);
    if (result.getClass().isArray()) {
      int count = Array.getLength(result);
      return count == 0 ? null : new Expression.Element(call, random.nextInt(count));
    }
    if (result instanceof Record r) {
      List<RecordComponent> components =
          Arrays.stream(r.getClass().getRecordComponents())
              .filter(c -> rule.parts.isEmpty() || rule.parts.contains(c.getName()))
              .toList();
      Method accessor = components.get(random.nextInt(components.size())).getAccessor();
      return new Expression.Call(accessor, List.of(call));
    }
    return call;
  }

  @Override
  public String toString() {
    return name();
  }
}
