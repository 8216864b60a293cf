package io.autodiff.internal.loop;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A cache of bounded size that threads may share; when it is full, the entry that was least
 * recently used goes.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class LruCache<K, V> {
  private final Map<K, V> entries;

  /**
   * Makes an empty cache.
   *
   * @param capacity the largest number of entries
   */
  public LruCache(int capacity) {
    this.entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > capacity;
          }
        };
  }

  /**
   * Returns the value of a key; if there is none, the one that {@code maker} makes. The cache is
   * not locked meanwhile, so the maker may use it; if two threads make a value of one key, both get
   * the one that was made first.
   */
  public V get(K key, Function<? super K, ? extends V> maker) {
    V known = lookUp(key);
    return known != null ? known : keepFirst(key, maker.apply(key));
  }

  private synchronized @Nullable V lookUp(K key) {
    return entries.get(key);
  }

  private synchronized V keepFirst(K key, V made) {
    V former = entries.putIfAbsent(key, made);
    return former != null ? former : made;
  }
}
