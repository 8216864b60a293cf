package io.autodiff.op;

import java.util.Arrays;

/** An immutable list of integers that is equal to another with the same elements. */
public final class Ints {
  private final int[] values;

  private Ints(int[] values) {
    this.values = values;
  }

  /** Returns the list of these integers. */
  public static Ints of(int... values) {
    return new Ints(values.clone());
  }

  /** Returns a list that uses {@code values} itself; the caller must not change it afterwards. */
  public static Ints wrap(int... values) {
    return new Ints(values);
  }

  /** Returns the elements as a new array. */
  public int[] toArray() {
    return values.clone();
  }

  /** Returns the array itself, which must not be changed. */
  int[] array() {
    return values;
  }

  /** Returns one element. */
  public int get(int i) {
    return values[i];
  }

  /** Returns the number of elements. */
  public int size() {
    return values.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ints i && Arrays.equals(values, i.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
