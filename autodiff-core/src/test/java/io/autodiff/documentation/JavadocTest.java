package io.autodiff.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The Javadoc of the exported packages says what callers must know. What that is, is found by
 * calling the methods: what they refuse, where they are no finite number, where their slopes jump,
 * whether a result has a shape of its own. A comment may leave it to its type's, or to that of a
 * method that it refers to.
 */
class JavadocTest {
  /** Refusals that the comment of a type may speak of for all its methods, and how it does. */
  private static final Map<String, Pattern> OF_TYPES =
      Map.of(
          "axis out of range", Pattern.compile("axis"),
          "element types differ", Pattern.compile("element\\s+types\\s+differ|that\\s+differ"),
          "shapes do not broadcast", Pattern.compile("not\\s+broadcast"),
          "shapes of prediction and target differ", Pattern.compile("shapes"),
          "no element to choose from", Pattern.compile("no\\s+elements"),
          "not a matrix", Pattern.compile("matri"));

  private static final Pattern SHAPE =
      Pattern.compile("→|shape|ax[ei]s|rank|row|column|element|matri|vector|diagonal");

  private static Comments comments;
  private static Map<Method, Trials> trials;

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
    trials = new LinkedHashMap<>();
    for (Class<?> type : List.of(Tensor.class, Scalar.class)) {
      for (Method method : operations(type)) {
        Trials tried = Trials.of(method, new SplittableRandom(7));
        if (tried != null) {
          trials.put(method, tried);
        }
      }
    }
  }

  /** The methods of values that callers see, but those that another declaration speaks for. */
  private static List<Method> operations(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(m -> m.getDeclaringClass().getPackageName().equals("io.autodiff"))
        .filter(m -> !m.isSynthetic() && !Modifier.isStatic(m.getModifiers()))
        .filter(m -> !comments.of(m).isHidden() && !comments.of(m).overrides())
        .toList();
  }

  @Test
  void everyPublicMemberIsDescribed() {
    assertTrue(comments.members().size() > 700, "members were read");
    assertEquals(
        List.of(),
        comments.members().stream()
            .filter(m -> !m.overrides() && m.isSilent())
            .map(Member::name)
            .toList());
  }

  @Test
  void whatAMethodThrowsItselfIsSaid() {
    List<String> silent = new ArrayList<>();
    for (Member member : comments.members()) {
      for (String exception : member.thrown()) {
        String tag = "@throws " + exception;
        if (!member.overrides() && !member.isHidden() && !comments.said(member).contains(tag)) {
          silent.add(member.name() + ": " + exception);
        }
      }
    }
    assertEquals(List.of(), silent);
  }

  @Test
  void whatIsRefusedIsSaid() {
    List<String> silent = new ArrayList<>();
    trials.forEach(
        (method, tried) -> {
          Member member = comments.of(method);
          tried.refusals().stream()
              .filter(refusal -> !saysRefusal(member, refusal))
              .forEach(refusal -> silent.add(member.name() + ": " + refusal));
        });
    assertEquals(List.of(), silent);
  }

  private static boolean saysRefusal(Member member, String refusal) {
    Pattern words = OF_TYPES.get(refusal);
    return comments.said(member).contains("@throws AutodiffException")
        || (words != null
            && member.type().contains("AutodiffException")
            && words.matcher(member.type()).find());
  }

  @Test
  void nothingIsRefusedByAnotherKindOfError() {
    List<String> escapes = new ArrayList<>();
    trials.forEach((method, tried) -> escapes.addAll(tried.escapes()));
    assertEquals(List.of(), escapes);
  }

  @Test
  void everyOperationIsTriedWithArgumentsThatItTakes() {
    assertTrue(trials.size() > 300, trials.size() + " methods");
    assertEquals(
        List.of(),
        trials.entrySet().stream()
            .filter(tried -> !tried.getValue().isAccepted())
            .map(tried -> comments.of(tried.getKey()).name())
            .toList());
  }

  @Test
  void shapesThatAreNotTheOperandsAreSaid() {
    List<String> silent = new ArrayList<>();
    trials.forEach(
        (method, tried) -> {
          Member member = comments.of(method);
          if (tried.givesAnotherShape() && !SHAPE.matcher(comments.said(member)).find()) {
            silent.add(member.name());
          }
        });
    assertEquals(List.of(), silent);
  }

  @Test
  void whereAFunctionIsNoFiniteNumberOrHasAKinkIsSaid() {
    List<String> silent = new ArrayList<>();
    for (Method method : operations(Scalar.class)) {
      if (Points.takes(method)) {
        Member member = comments.of(method);
        String said = comments.said(member);
        Points.of(method).entrySet().stream()
            .filter(found -> !found.getKey().words().matcher(said).find())
            .forEach(found -> silent.add(member.name() + ": " + found));
      }
    }
    assertEquals(List.of(), silent);
  }
}
