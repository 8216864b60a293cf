package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every public method can be called by reflection, as other languages of the JVM call it. */
class PublicOperationsTest {

  @ParameterizedTest
  @ValueSource(classes = {Scalar.class, Tensor.class, Value.class})
  void everyPublicMethodIsDeclaredByAPublicType(Class<?> type) {
    List<String> hidden =
        Arrays.stream(type.getMethods())
            .filter(m -> !Modifier.isPublic(m.getDeclaringClass().getModifiers()))
            .map(Method::toString)
            .toList();
    assertEquals(List.of(), hidden);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqrt", "sin", "sigmoid", "erf"})
  void anOperationIsCalledByReflection(String name)
      throws NoSuchMethodException, IllegalAccessException, InvocationTargetException {
    Scalar of = (Scalar) Scalar.class.getMethod(name).invoke(Scalar.of(4));
    Tensor tensor = (Tensor) Tensor.class.getMethod(name).invoke(Tensor.of(4));
    assertEquals(of.value(), tensor.item(), 1e-15);
    assertTrue(Scalar.class.getMethod(name).canAccess(Scalar.of(4)));
  }
}
