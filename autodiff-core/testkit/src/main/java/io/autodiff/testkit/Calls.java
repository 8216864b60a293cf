package io.autodiff.testkit;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;

/** Calls of the library's methods by their names. */
final class Calls {
  private Calls() {}

  /** Returns the call of a static method. */
  static Expression ofStatic(
      Class<?> kind, String name, Class<?>[] parameters, Expression... arguments) {
    return new Expression.Call(method(kind, name, parameters), List.of(arguments));
  }

  static Expression of(Expression receiver, Class<?> kind, String name) {
    return of(receiver, kind, name, new Class<?>[0]);
  }

  static Expression of(
      Expression receiver, Class<?> kind, String name, Class<?> parameter, Expression argument) {
    return of(receiver, kind, name, new Class<?>[] {parameter}, argument);
  }

  static Expression of(
      Expression receiver,
      Class<?> kind,
      String name,
      Class<?>[] parameters,
      Expression... arguments) {
    return new Expression.Call(
        method(kind, name, parameters),
        Stream.concat(Stream.of(receiver), Stream.of(arguments)).toList());
  }

  private static Method method(Class<?> kind, String name, Class<?>... parameters) {
    try {
      return kind.getMethod(name, parameters);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("no method " + name + " of " + kind + List.of(parameters), e);
    }
  }
}
