package io.autodiff.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Value;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The catalogue of functions holds every scalar function of the library. */
class FunctionsTest {
  /** Methods of values that are no functions of formulas, and why. */
  private static final Set<String> NO_FUNCTION =
      Set.of(
          "alias detach snapshot stopGradient self constant zerosLike onesLike fullLike", // kinds
          "apply define", // operations of authors
          "add sub mul div rsub rdiv", // operators
          "gt ge lt le eq ne", // operators
          "fma polynomial", // written by operators
          "pow square", // found under their names
          "binaryCrossEntropyOnLogits logFloor", // losses
          "erfcx sinc elu hardTanh"); // the forms with an order or a bound

  @Test
  void everyScalarFunctionOfTheLibraryIsAFunctionOfFormulas() {
    Set<String> excepted = new TreeSet<>();
    NO_FUNCTION.forEach(names -> excepted.addAll(List.of(names.split(" ", -1))));
    List<String> missing =
        Arrays.stream(Value.class.getMethods())
            .filter(m -> !Modifier.isStatic(m.getModifiers()))
            .filter(m -> Value.class.isAssignableFrom(m.getReturnType()))
            .map(Method::getName)
            .filter(name -> !excepted.contains(name) && Functions.find(formulaName(name)) == null)
            .distinct()
            .toList();
    assertEquals(List.of(), missing);
  }

  private static String formulaName(String method) {
    return method.equals("where") ? "if" : method;
  }

  @Test
  void noAliasHidesAFunction() {
    Functions.aliases()
        .forEach(
            (alias, name) -> {
              assertTrue(Functions.all().containsKey(name), name);
              assertNull(Functions.all().get(alias), alias);
            });
  }
}
