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
  private final Class<? extends K> template;
  private volatile @Nullable K doubles;
  private volatile @Nullable K floats;

  private TypedKernel(Class<K> kernel, Class<? extends K> template) {
    this.kernel = kernel;
    this.template = template;
  }

  /**
   * Returns both forms of a kernel.
   *
   * @param kernel the interface
   * @param template the class for {@code double[]}, of this package and without state; it is
   *     initialised when the kernel is first asked for
   */
  static <K> TypedKernel<K> of(Class<K> kernel, Class<? extends K> template) {
    return new TypedKernel<>(kernel, template);
  }

  /** Returns a kernel that serves both types. */
  static <K> TypedKernel<K> ofBoth(Class<K> kernel, K both) {
    TypedKernel<K> typed = new TypedKernel<>(kernel, kernel);
    typed.doubles = both;
    typed.floats = both;
    return typed;
  }

  /** Returns the kernel for the type of {@code array}, a {@code double[]} or {@code float[]}. */
  K of(Object array) {
    boolean wide = array instanceof double[];
    K known = wide ? doubles : floats;
    return known != null ? known : make(wide);
  }

  private synchronized K make(boolean wide) {
    K known = wide ? doubles : floats;
    if (known != null) {
      return known;
    }
    if (wide) {
      K made = instance(kernel, template);
      doubles = made;
      return made;
    }
    K made = instance(kernel, define(FloatKernelClass.derive(bytes(template))));
    floats = made;
    return made;
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

  /** Defines a hidden class of this package. */
  static Class<?> define(byte[] classFile) {
    ClassDump.write(classFile);
    try {
      return MethodHandles.lookup().defineHiddenClass(classFile, true).lookupClass();
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("a kernel's class was not defined", e);
    }
  }

  /** Returns an instance of a class. */
  static <K> K instance(Class<K> kernel, Class<?> type) {
    try {
      return kernel.cast(type.getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("kernel " + kernel.getSimpleName() + " was not made", e);
    }
  }
}
