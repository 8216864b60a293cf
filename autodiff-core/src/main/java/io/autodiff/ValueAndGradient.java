package io.autodiff;

/**
 * A function's value and its gradient at one point.
 *
 * @param <V> how the value is given: a {@code Double}, a {@link Scalar} that may be recorded, or
 *     the structure of a result that holds more than what was differentiated
 * @param <G> how the gradient is given: numbers, or the structure of the argument
 */
public record ValueAndGradient<V, G>(V value, G gradient) {}
