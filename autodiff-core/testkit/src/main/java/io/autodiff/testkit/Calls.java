package io.autodiff.testkit;

import java.util.List;
import java.util.stream.Stream;

/** Calls of the library's methods by their names. */
final class Calls {
  private Calls() {}

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
    try {
      return new Expression.Call(
          kind.getMethod(name, parameters),
          Stream.concat(Stream.of(receiver), Stream.of(arguments)).toList());
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("no method " + name + " of " + kind + List.of(parameters), e);
    }
  }
}
