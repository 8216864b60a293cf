package io.autodiff.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.Arithmetic;
import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.documentation.Comments.Member;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The Javadoc of the exported packages says what callers must know. What that is, is found by
 * calling the methods: what they refuse, where they are NaN, where their slopes jump.
 */
class JavadocTest {
  private static Comments comments;

  @BeforeAll
  static void read() throws IOException {
    Path sources = Path.of("src", "main", "java");
    String module = Files.readString(sources.resolve("module-info.java"));
    comments =
        new Comments(
            Pattern.compile("exports ([\\w.]+);")
                .matcher(module)
                .results()
                .map(found -> sources.resolve(found.group(1).replace('.', '/')))
                .toList());
  }

  @Test
  void everyPublicMemberIsDescribed() {
    List<String> silent =
        comments.members().stream()
            .filter(m -> !m.overrides() && isSilent(m.text()))
            .map(Member::name)
            .toList();
    assertEquals(List.of(), silent);
  }

  private static boolean isSilent(String text) {
    return text == null || text.isBlank() || text.strip().startsWith("@");
  }

  @Test
  void whatAMethodThrowsIsSaid() {
    List<String> silent =
        comments.members().stream()
            .filter(m -> !m.overrides() && !m.isHidden())
            .flatMap(m -> m.thrown().stream().filter(e -> !says(m, e)).map(e -> m.name() + ": " + e))
            .toList();
    assertEquals(List.of(), silent);
  }

  private static boolean says(Member member, String exception) {
    return comments.said(member).contains("@throws")
        || exception.equals("axis out of range") && member.type().contains("axis");
  }

  @Test
  void whatIsRefusedIsSaid() {
    List<String> silent = new ArrayList<>();
    for (Class<?> type : List.of(Tensor.class, Scalar.class)) {
      for (Method method : operations(type)) {
        Member member = comments.of(method);
        long t0 = System.nanoTime();
        Trials trials = member.isHidden() ? null : Trials.of(method, new SplittableRandom(7));
        if (trials == null) {
          System.out.println("SKIP " + method);
          continue;
        }
        trials.refusals().stream().filter(r -> !says(member, r)).map(r -> member.name() + " refuses: " + r).forEach(silent::add);
        trials.escapes().stream().limit(2).map(e -> member.name() + " ends in " + e).forEach(silent::add);
        if (System.nanoTime() - t0 > 300_000_000L) System.out.println("SLOW " + (System.nanoTime() - t0) / 1000000 + member.name());
        if (!trials.isAccepted()) silent.add(member.name() + " accepts nothing");
      }
    }
    System.out.println(String.join("\n", silent));assertEquals("", String.join("\n", silent));
  }

  private static List<Method> operations(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(m -> m.getDeclaringClass().getPackageName().equals("io.autodiff"))
        .filter(m -> !m.isSynthetic() && !Modifier.isStatic(m.getModifiers()))
        .toList();
  }
}
