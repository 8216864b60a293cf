package io.autodiff.nn;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/**
 * A page of Markdown whose Java is compiled as a user's class of one method for each entry. The
 * first block of code declares what all entries may use. A row of a table is an entry: an
 * expression in the last cell but one, what it gives in the last. A further block is one, too: what
 * its variables hold is said by comments of numbers. The class has the page's line numbers.
 */
final class CompiledPage {
  private static final Pattern ASSIGNMENT = Pattern.compile(".*?(\\w+) = .*; +// ([\\[\\d-].*)");

  private final List<Entry> entries = new ArrayList<>();
  private final List<String> source;
  private final Class<?> compiled;

  /** An expression or a block, the line where it begins, and what it gives. */
  record Entry(int line, String code, String gives) {
    @Override
    public String toString() {
      return "line " + line + ": " + code;
    }
  }

  CompiledPage(Path page) throws IOException {
    List<String> lines = Files.readAllLines(page);
    source = new ArrayList<>(Collections.nCopies(lines.size(), ""));
    boolean declared = false;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).equals("```java")) {
        int end = lines.subList(i, lines.size()).indexOf("```") + i;
        if (declared) {
          addBlock(lines, i + 1, end);
        } else {
          declare(lines, i + 1, end);
        }
        declared = true;
        i = end;
      } else if (lines.get(i).startsWith("|---")) {
        while (++i < lines.size() && lines.get(i).startsWith("|")) {
          addRow(i, lines.get(i));
        }
      }
    }
    source.add("}");
    compiled = compile();
  }

  private void declare(List<String> lines, int from, int to) {
    String before = "public final class Page {";
    for (int i = from; i < to; i++) {
      String line = lines.get(i);
      if (!line.isEmpty() && !line.startsWith("import ")) {
        source.set(i, before + " static " + line);
        before = "";
      } else {
        source.set(i, line);
      }
    }
  }

  private void addRow(int line, String row) {
    String[] cells = row.split("\\|", -1);
    if (cells.length < 5) {
      throw new IllegalArgumentException("line " + (line + 1) + " is no entry: " + row);
    }
    String code = quoted(line, cells[cells.length - 3]);
    entries.add(new Entry(line + 1, code, quoted(line, cells[cells.length - 2])));
    source.set(line, head(line + 1) + "var found = " + code + "; return found; }");
  }

  private static String quoted(int line, String cell) {
    String text = cell.strip();
    if (text.length() < 3 || !text.startsWith("`") || !text.endsWith("`")) {
      throw new IllegalArgumentException("line " + (line + 1) + " has no code in: " + cell);
    }
    return text.substring(1, text.length() - 1);
  }

  private void addBlock(List<String> lines, int from, int to) {
    List<String> gives = new ArrayList<>();
    for (int i = from; i < to; i++) {
      String line = lines.get(i);
      Matcher assignment = ASSIGNMENT.matcher(line);
      if (assignment.matches()) {
        gives.add(assignment.group(2));
        line = line.substring(0, line.indexOf("//")) + "found.add(" + assignment.group(1) + ");";
      }
      source.set(i, line);
    }
    source.set(from, head(from + 1) + "var found = new ArrayList<Object>();" + source.get(from));
    source.set(to, "return found; }");
    entries.add(new Entry(from + 1, lines.get(from), gives.toString()));
  }

  private static String head(int line) {
    return "public static Object line" + line + "() throws Exception { ";
  }

  private Class<?> compile() throws IOException {
    Path folder = Files.createTempDirectory("page");
    Path file = Files.write(folder.resolve("Page.java"), source);
    Path classFile = folder.resolve("Page.class");
    try {
      StringWriter messages = new StringWriter();
      ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
      PrintWriter out = new PrintWriter(messages);
      if (javac.run(out, out, arguments(folder, file)) != 0) {
        throw new IllegalArgumentException("the page does not compile:\n" + messages);
      }
      return new PageLoader().define(Files.readAllBytes(classFile));
    } finally {
      Files.deleteIfExists(classFile);
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  private static String[] arguments(Path folder, Path file) {
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", folder.toString()));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    String modules = System.getProperty("jdk.module.path");
    if (modules != null) {
      arguments.addAll(List.of("-p", modules, "--add-modules", "io.autodiff.nn"));
    }
    arguments.add(file.toString());
    return arguments.toArray(String[]::new);
  }

  /** A class loader of the page's class. */
  private static final class PageLoader extends ClassLoader {
    PageLoader() {
      super(CompiledPage.class.getClassLoader());
    }

    Class<?> define(byte[] bytes) {
      return defineClass("Page", bytes, 0, bytes.length);
    }
  }

  List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** Returns what an entry's code gives, or throws what it throws. */
  Object run(Entry entry) throws Throwable {
    try {
      return compiled.getMethod("line" + entry.line()).invoke(null);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
