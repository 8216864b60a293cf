package io.autodiff.nn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.nn.RunnablePage;
import io.autodiff.nn.RunnablePage.Block;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The pages' programs run and print what the pages say. */
class PagesTest {
  @TestFactory
  Stream<DynamicTest> readme() throws IOException {
    return blocks("../README.md");
  }

  @TestFactory
  Stream<DynamicTest> cookbookOfTheCore() throws IOException {
    return blocks("../autodiff-core/COOKBOOK.md");
  }

  @TestFactory
  Stream<DynamicTest> cookbookOfNetworks() throws IOException {
    return blocks("COOKBOOK.md");
  }

  private static Stream<DynamicTest> blocks(String name) throws IOException {
    List<Block> blocks = new RunnablePage(Path.of(name)).blocks();
    assertFalse(blocks.isEmpty(), name);
    RunnablePage.Session session = new RunnablePage.Session(new ShellExecution());
    return blocks.stream()
        .map(block -> DynamicTest.dynamicTest(name + ", " + block, () -> run(block, session)))
        .onClose(session::close);
  }

  private static void run(Block block, RunnablePage.Session session) {
    String printed = session.run(block);
    if (!block.prints(printed)) {
      assertEquals(block.prints(), printed);
    }
  }

  @Test
  void whatIsPrintedIsComparedNumberByNumber() {
    Block block = new Block(1, "", "loss 0.25 after 7 steps, from …\nend");
    assertTrue(block.prints("loss 0.26   after 7 steps, from here to\nthere\nend"));
    assertFalse(block.prints("loss 0.28 after 7 steps, from here\nend"));
    assertFalse(block.prints("loss 0.25 after 8 steps, from here\nend"));
    assertFalse(block.prints("loss 0.25 after 7 steps, from here\nend\nmore"));
    assertFalse(block.prints("loss NaN after 7 steps, from here\nend"));
  }
}
