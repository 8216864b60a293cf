package io.autodiff.transform;

import io.autodiff.Value;
import io.autodiff.sweep.Transform;
import io.autodiff.sweep.UnitVectors;
import java.util.List;

/**
 * A function's value and derivative at one point: the function is recorded once, and its derivative
 * applied to any number of vectors, forward and in reverse. Used by the thread that made it.
 *
 * @param <X> the argument
 * @param <Y> the result
 */
public final class Linearization<X, Y> {
  /**
   * The value of a function and its tangent in one direction.
   *
   * @param <Y> the structure of both
   */
  public record WithValue<Y>(Y value, Y tangent) {}

  private final Transform transform;
  private final X argument;
  private final Y result;
  private final List<Value<?>> arguments;
  private final List<Value<?>> results;

  Linearization(Transform transform, X argument, List<Value<?>> arguments, Y result) {
    this.transform = transform;
    this.argument = argument;
    this.result = result;
    this.arguments = arguments;
    this.results = ValueTree.leaves(result);
  }

  /** Returns the function's result. */
  public Y value() {
    return ValueTree.like(result, transform.results(results));
  }

  /** Returns the tangent of the result where {@code tangent} is that of the argument. */
  public Y jvp(X tangent) {
    List<List<Value<?>>> direction = List.of(ValueTree.leaves(tangent, argument));
    return ValueTree.like(result, transform.pushforward(results, arguments, direction).get(0));
  }

  /** Returns the cotangent of the argument where {@code cotangent} is that of the result. */
  public X vjp(Y cotangent) {
    return ValueTree.like(
        argument, transform.pullback(results, ValueTree.leaves(cotangent, result), arguments));
  }

  @Override
  public String toString() {
    return "derivative at one point of "
        + UnitVectors.size(results)
        + " numbers by "
        + UnitVectors.size(arguments);
  }
}
