package io.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.nn.CompiledPage.Entry;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page of names: what it lists exists and gives what the page says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ComingFromPyTorchAndJaxTest {
  private static final Pattern NUMBER =
      Pattern.compile("-?(\\d+(\\.\\d+)?(E-?\\d+)?|Infinity|NaN)");

  /** Half a unit of the fourth place, which is the last that the page gives. */
  private static final double ROUNDING = 0.500001e-4;

  private final CompiledPage page;

  ComingFromPyTorchAndJaxTest() throws IOException {
    page = new CompiledPage(Path.of("COMING-FROM-PYTORCH-AND-JAX.md"));
  }

  Stream<Entry> entries() {
    return page.entries().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("entries")
  void entryGivesWhatThePageSays(Entry entry) throws Throwable {
    String expected = entry.gives();
    if (expected.endsWith("Exception")) {
      Throwable thrown = assertThrows(Throwable.class, () -> page.run(entry));
      assertEquals(expected, thrown.getClass().getSimpleName());
      return;
    }
    Object found = page.run(entry);
    String text = expected.startsWith("(") ? ((Tensor) found).shape().toString() : text(found);
    assertEquals(structure(expected), structure(text), text);
    double[] numbers = numbers(text);
    double[] said = numbers(expected);
    for (int i = 0; i < said.length; i++) {
      assertEquals(said[i], numbers[i], ROUNDING, text);
    }
  }

  private static String structure(String text) {
    return NUMBER.matcher(text).replaceAll("#");
  }

  private static double[] numbers(String text) {
    return NUMBER
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  private static String text(Object found) throws ReflectiveOperationException {
    return switch (found) {
      case Scalar s -> text(s.value());
      case Tensor t when t.rank() == 0 -> text(t.item());
      case Tensor t -> text(IntStream.range(0, t.dim(0)).mapToObj(i -> t.select(0, i)).toList());
      case double[] numbers -> Arrays.toString(numbers);
      case int[] numbers -> Arrays.toString(numbers);
      case Object[] array -> text(List.of(array));
      case Map<?, ?> map -> text(List.copyOf(map.values()));
      case Record parts -> text(components(parts));
      case List<?> list -> {
        StringBuilder all = new StringBuilder();
        for (Object each : list) {
          all.append(all.isEmpty() ? "" : ", ").append(text(each));
        }
        yield "[" + all + "]";
      }
      case String string -> '"' + string + '"';
      default -> found.toString();
    };
  }

  private static List<Object> components(Record parts) throws ReflectiveOperationException {
    RecordComponent[] components = parts.getClass().getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = components[i].getAccessor().invoke(parts);
    }
    return List.of(values);
  }
}
