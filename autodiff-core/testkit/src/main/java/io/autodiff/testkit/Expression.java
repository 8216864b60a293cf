package io.autodiff.testkit;

import io.autodiff.Value;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Collectors;

/** A piece of Java code that can be evaluated: calls of public methods. */
sealed interface Expression {

  /**
   * Returns what the code computes.
   *
   * @param values what the variables of the code hold
   */
  Object evaluate(List<Value<?>> values);

  /**
   * Returns the code.
   *
   * @param names what the variables of the code are called
   */
  String code(List<String> names);

  /** A variable, by its number. */
  record Variable(int number) implements Expression {
    @Override
    public Object evaluate(List<Value<?>> values) {
      return values.get(number);
    }

    @Override
    public String code(List<String> names) {
      return names.get(number);
    }
  }

  /** A number, a shape, a tensor of numbers and the like. */
  record Literal(Object value) implements Expression {
    @Override
    public Object evaluate(List<Value<?>> values) {
      return value;
    }

    @Override
    public String code(List<String> names) {
      return Literals.code(value);
    }
  }

  /** An array of values. */
  record Row(Class<?> type, List<Expression> elements) implements Expression {
    @Override
    public Object evaluate(List<Value<?>> values) {
      Object array = Array.newInstance(type, elements.size());
      for (int i = 0; i < elements.size(); i++) {
        Array.set(array, i, elements.get(i).evaluate(values));
      }
      return array;
    }

    @Override
    public String code(List<String> names) {
      return elements.stream()
          .map(e -> e.code(names))
          .collect(Collectors.joining(", ", "new " + type.getSimpleName() + "[] {", "}"));
    }
  }

  /** One element of an array. */
  record Element(Expression array, int position) implements Expression {
    @Override
    public Object evaluate(List<Value<?>> values) {
      return Array.get(array.evaluate(values), position);
    }

    @Override
    public String code(List<String> names) {
      return array.code(names) + "[" + position + "]";
    }
  }

  /**
   * A call of a public method.
   *
   * @param inputs the receiver, unless the method is static, and the arguments
   */
  record Call(Method method, List<Expression> inputs) implements Expression {
    private boolean isStatic() {
      return Modifier.isStatic(method.getModifiers());
    }

    @Override
    public Object evaluate(List<Value<?>> values) {
      int skipped = isStatic() ? 0 : 1;
      Object[] arguments = new Object[inputs.size() - skipped];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = inputs.get(i + skipped).evaluate(values);
      }
      Object receiver = isStatic() ? null : inputs.get(0).evaluate(values);
      try {
        return method.invoke(receiver, arguments);
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException("an operation fails: " + method, e.getCause());
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("an operation is not public: " + method, e);
      }
    }

    @Override
    public String code(List<String> names) {
      List<String> codes = inputs.stream().map(e -> e.code(names)).toList();
      String receiver = isStatic() ? method.getDeclaringClass().getSimpleName() : codes.get(0);
      String arguments = String.join(", ", isStatic() ? codes : codes.subList(1, codes.size()));
      return receiver + "." + method.getName() + "(" + arguments + ")";
    }
  }
}
