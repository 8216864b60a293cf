package io.autodiff.snippets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The figures of the Javadoc and of the cookbook are what the library draws. {@code
 * -Dautodiff.figures=write} writes them anew.
 */
class FiguresTest {
  private static final Path SOURCES = Path.of("src", "main", "java", "io", "autodiff");

  /** A figure, and where the comments find it. */
  enum Figure {
    COOKBOOK(Path.of("pages", "graph.svg")) {
      @Override
      String draw() {
        return TAPE.draw();
      }
    },
    TAPE(SOURCES.resolve(Path.of("doc-files", "tape.svg"))) {
      @Override
      String draw() {
        return function().draw().names(List.of("x", "y")).adjoints(2, 3).svg();
      }
    },
    GRADIENT(SOURCES.resolve(Path.of("program", "doc-files", "gradient.svg"))) {
      @Override
      String draw() {
        return function().gradient().simplified().draw().names(List.of("x", "y")).svg();
      }
    };

    private final Path file;

    Figure(Path file) {
      this.file = file;
    }

    abstract String draw();

    private static Program function() {
      return Program.of(v -> v[0].mul(v[1]).add(v[0].sin()), 2, 3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void isWhatIsDrawn(Figure figure) throws IOException {
    if ("write".equals(System.getProperty("autodiff.figures"))) {
      Files.createDirectories(figure.file.getParent());
      Files.writeString(figure.file, figure.draw());
    }
    assertEquals(figure.draw(), Files.readString(figure.file));
  }
}
