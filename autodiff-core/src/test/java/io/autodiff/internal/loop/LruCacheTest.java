package io.autodiff.internal.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class LruCacheTest {
  @Test
  void aFullCacheLosesTheEntryThatWasLeastRecentlyUsed() {
    LruCache<String, Object> cache = new LruCache<>(2);
    Object a = cache.get("a", _ -> new Object());
    Object b = cache.get("b", _ -> new Object());
    assertSame(a, cache.get("a", _ -> new Object()));
    Object c = cache.get("c", _ -> new Object());
    assertSame(a, cache.get("a", _ -> new Object()));
    assertSame(c, cache.get("c", _ -> new Object()));
    assertNotSame(b, cache.get("b", _ -> new Object()));
  }

  @Test
  void makingAnEntryMayUseTheCache() {
    LruCache<Integer, Integer> factorials = new LruCache<>(8);
    assertEquals(120, factorial(factorials, 5));
    assertEquals(6, factorials.get(3, _ -> 0), "kept on the way");
  }

  private static int factorial(LruCache<Integer, Integer> cache, int n) {
    return cache.get(n, k -> k == 0 ? 1 : k * factorial(cache, k - 1));
  }

  @Test
  void anEntryThatWasMadeFirstIsKept() {
    LruCache<String, Object> cache = new LruCache<>(2);
    Object first = new Object();
    Object found =
        cache.get(
            "a",
            key -> {
              cache.get(key, _ -> first);
              return new Object();
            });
    assertSame(first, found);
  }
}
