package io.autodiff.documentation;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The public types and members of a source folder with their comments, read by the compiler. */
final class Comments {

  /**
   * A public type or member.
   *
   * @param name its type, and its own name with the parameters' types, without type arguments
   * @param type the comment of the type that declares it
   * @param text its own comment, with tags
   * @param thrown the exceptions that its own body makes and throws
   * @param overrides whether another declaration speaks for it
   */
  record Member(
      String name, String type, @Nullable String text, Set<String> thrown, boolean overrides) {

    /** Returns the simple name of a method. */
    String method() {
      return name.replaceAll("\\(.*", "").replaceAll(".*\\.", "");
    }

    /** Whether there is no comment, or nothing but tags. */
    boolean isSilent() {
      return text == null || text.isBlank() || text.strip().startsWith("@");
    }

    /** Whether the comment keeps it out of the site. */
    boolean isHidden() {
      return text != null && text.contains("@hidden");
    }
  }

  private final List<Member> members = new ArrayList<>();

  /** Reads the packages, folders of Java files; folders below them are other packages. */
  Comments(List<Path> packages) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path each : packages) {
      try (Stream<Path> list = Files.list(each)) {
        list.filter(f -> f.toString().endsWith(".java"))
            .filter(f -> !f.endsWith("package-info.java"))
            .forEach(files::add);
      }
    }
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
      DocTrees trees = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new Reader(trees).scan(unit, null);
      }
    }
  }

  List<Member> members() {
    return members;
  }

  /** Returns the member that declares a method. */
  Member of(Method method) {
    String parameters =
        Arrays.stream(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(","));
    String type = method.getDeclaringClass().getName().replaceAll(".*[.]", "").replace('$', '.');
    String name = type + "." + method.getName() + "(" + parameters + ")";
    return members.stream()
        .filter(m -> m.name.equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no source of " + name));
  }

  /**
   * Returns what is said of a method: its own comment and those of methods of the same name that it
   * refers to.
   */
  String said(Member member) {
    String own = member.text == null ? "" : member.text;
    StringBuilder all = new StringBuilder(own);
    for (Member other : members) {
      String link = "#" + other.method();
      boolean linked =
          own.contains(link + "(") || own.contains(link + "}") || own.contains(link + " ");
      if (linked && !other.equals(member) && other.text != null) {
        all.append('\n').append(other.text);
      }
    }
    return all.toString();
  }

  private final class Reader extends TreePathScanner<Void, Void> {
    private final DocTrees trees;

    Reader(DocTrees trees) {
      this.trees = trees;
    }

    @Override
    public Void visitClass(ClassTree node, Void unused) {
      if (isPublic(node.getModifiers().getFlags())) {
        add(name(getCurrentPath()), Set.of(), false);
        return super.visitClass(node, null);
      }
      return null;
    }

    @Override
    public Void visitMethod(MethodTree node, Void unused) {
      ClassTree in = (ClassTree) getCurrentPath().getParentPath().getLeaf();
      boolean ofRecord = node.getReturnType() == null && in.getKind() == Tree.Kind.RECORD;
      if (isPublic(node.getModifiers().getFlags()) && !ofRecord) {
        String parameters =
            node.getParameters().stream()
                .map(p -> erased(p.getType()))
                .collect(Collectors.joining(","));
        String method = node.getReturnType() == null ? "<init>" : node.getName().toString();
        boolean overrides =
            node.getModifiers().getAnnotations().stream()
                .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
        String owner = name(getCurrentPath().getParentPath());
        add(owner + "." + method + "(" + parameters + ")", thrown(node), overrides);
      }
      return null;
    }

    @Override
    public Void visitVariable(VariableTree node, Void unused) {
      Set<Modifier> flags = node.getModifiers().getFlags();
      ClassTree owner = (ClassTree) getCurrentPath().getParentPath().getLeaf();
      boolean component = owner.getKind() == Tree.Kind.RECORD && !flags.contains(Modifier.STATIC);
      if (isPublic(flags) && !component) {
        add(name(getCurrentPath().getParentPath()) + "." + node.getName(), Set.of(), false);
      }
      return null;
    }

    private void add(String name, Set<String> thrown, boolean overrides) {
      TreePath path = getCurrentPath();
      StringBuilder types = new StringBuilder();
      for (TreePath at = path; at != null; at = at.getParentPath()) {
        if (at.getLeaf() instanceof ClassTree) {
          types.append(comment(at)).append('\n');
        }
      }
      members.add(new Member(name, types.toString(), comment(path), thrown, overrides));
    }

    private @Nullable String comment(TreePath path) {
      return trees.getDocComment(path);
    }

    /** Members of interfaces are public without saying so; enum constants too. */
    private boolean isPublic(Set<Modifier> flags) {
      TreePath parent = getCurrentPath().getParentPath();
      boolean inInterface =
          parent.getLeaf() instanceof ClassTree owner && owner.getKind() == Tree.Kind.INTERFACE;
      return flags.contains(Modifier.PUBLIC)
          || flags.contains(Modifier.PROTECTED)
          || (inInterface && !flags.contains(Modifier.PRIVATE));
    }
  }

  private static String name(TreePath path) {
    String name = ((ClassTree) path.getLeaf()).getSimpleName().toString();
    return path.getParentPath().getLeaf() instanceof ClassTree
        ? name(path.getParentPath()) + "." + name
        : name;
  }

  /** A variable of type V stands for a kind of value. */
  private static String erased(Tree type) {
    String text = type.toString().replaceAll("@\\w+ ?", "");
    while (text.contains("<")) {
      text = text.replaceAll("<[^<>]*>", "");
    }
    text = text.replace("...", "[]").replaceAll(".*\\.", "").replace(" ", "");
    return text.equals("V") ? "Value" : text;
  }

  private static Set<String> thrown(MethodTree method) {
    Set<String> names = new TreeSet<>();
    new TreeScanner<Void, Void>() {
      @Override
      public Void visitThrow(ThrowTree node, Void unused) {
        if (node.getExpression() instanceof NewClassTree made) {
          names.add(made.getIdentifier().toString());
        }
        return null;
      }

      @Override
      public Void visitLambdaExpression(LambdaExpressionTree node, Void unused) {
        return null;
      }

      @Override
      public Void visitClass(ClassTree node, Void unused) {
        return null;
      }
    }.scan(method.getBody(), null);
    return names;
  }
}
