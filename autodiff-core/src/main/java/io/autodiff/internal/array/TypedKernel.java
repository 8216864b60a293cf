package io.autodiff.internal.array;

import io.autodiff.internal.loop.ClassDump;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * A kernel in two forms: the one for {@code double[]}, written as a class, and the one for {@code
 * float[]}, derived from that class when it is first asked for.
 *
 * <p>The derived class is hidden; profiles and dumps show the template's name with {@code Float}
 * appended.
 *
 * @param <K> the kernel's interface, whose arrays are {@code Object}s
 */
public final class TypedKernel<K> {
  private final Class<K> kernel;
  private final K doubles;
  private volatile @Nullable K floats;

  private TypedKernel(Class<K> kernel, K doubles) {
    this.kernel = kernel;
    this.doubles = doubles;
  }

  /**
   * Returns both forms of a kernel.
   *
   * @param kernel the interface
   * @param doubles an instance for {@code double[]}, of a class of this package without state
   */
  static <K> TypedKernel<K> of(Class<K> kernel, K doubles) {
    return new TypedKernel<>(kernel, doubles);
  }

  /** Returns the kernel for the type of {@code array}, a {@code double[]} or {@code float[]}. */
  K of(Object array) {
    if (array instanceof double[]) {
      return doubles;
    }
    K known = floats;
    return known != null ? known : derive();
  }

  private synchronized K derive() {
    K known = floats;
    if (known == null) {
      known = instance(kernel, FloatKernelClass.derive(bytes(doubles.getClass())));
      floats = known;
    }
    return known;
  }

  /** Returns the class file of a class of this package. */
  static byte[] bytes(Class<?> type) {
    String name = type.getName().substring(type.getPackageName().length() + 1) + ".class";
    try (InputStream in = type.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("class file of " + type + " not found");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Defines a hidden class of this package and returns an instance. */
  static <K> K instance(Class<K> kernel, byte[] classFile) {
    ClassDump.write(classFile);
    try {
      MethodHandles.Lookup hidden = MethodHandles.lookup().defineHiddenClass(classFile, true);
      return kernel.cast(hidden.lookupClass().getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("kernel " + kernel.getSimpleName() + " was not made", e);
    }
  }
}
