package io.autodiff.nn.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.random.RandomGenerator;

/**
 * Elements in random order within a window: each is drawn from at most {@code size} elements that
 * were read and not yet returned. The order is fully random if all elements fit the window.
 */
final class ShuffleWindow<T> implements Iterator<T> {
  private final Iterator<T> elements;
  private final int size;
  private final RandomGenerator random;
  private final List<T> window = new ArrayList<>();

  ShuffleWindow(Iterator<T> elements, int size, RandomGenerator random) {
    this.elements = elements;
    this.size = size;
    this.random = random;
  }

  @Override
  public boolean hasNext() {
    return !window.isEmpty() || elements.hasNext();
  }

  @Override
  public T next() {
    while (window.size() < size && elements.hasNext()) {
      window.add(elements.next());
    }
    if (window.isEmpty()) {
      throw new NoSuchElementException();
    }
    T last = window.removeLast();
    int drawn = random.nextInt(window.size() + 1);
    return drawn == window.size() ? last : window.set(drawn, last);
  }
}
