package io.autodiff.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;

/**
 * Gives each elementwise operation a loop of its own.
 *
 * <p>One loop shared by several functions calls them through an unpredictable pointer and is 20 to
 * 60 times slower than a loop that knows its function. So a template class, written once in plain
 * Java, is defined again under a hidden name for each class of function: the copies share their
 * text, but each has its own profile and machine code, into which the compiler inlines the one
 * function that it ever sees.
 */
public final class Stamp {
  private Stamp() {}

  private static final ClassValue<UnaryLoop> UNARY =
      new ClassValue<>() {
        @Override
        protected UnaryLoop computeValue(Class<?> function) {
          return copy(UnaryTemplate.class, UnaryLoop.class);
        }
      };

  private static final ClassValue<BinaryLoop> BINARY =
      new ClassValue<>() {
        @Override
        protected BinaryLoop computeValue(Class<?> function) {
          return copy(BinaryTemplate.class, BinaryLoop.class);
        }
      };

  /** Returns the loop of the functions of one class. */
  public static UnaryLoop unary(Class<?> function) {
    return UNARY.get(function);
  }

  /** Returns the loop of the functions of one class. */
  public static BinaryLoop binary(Class<?> function) {
    return BINARY.get(function);
  }

  private static <L> L copy(Class<? extends L> template, Class<L> loop) {
    try (InputStream in = template.getResourceAsStream(template.getSimpleName() + ".class")) {
      if (in == null) {
        throw new IllegalStateException("class file of " + template + " not found");
      }
      MethodHandles.Lookup copy = MethodHandles.lookup().defineHiddenClass(in.readAllBytes(), true);
      return loop.cast(copy.lookupClass().getDeclaredConstructor().newInstance());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("loop for " + template + " could not be made", e);
    }
  }
}
