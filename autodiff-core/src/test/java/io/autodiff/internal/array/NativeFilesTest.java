package io.autodiff.internal.array;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeFilesTest {
  @TempDir private Path folder;

  private ClassLoader jar(String... names) throws IOException {
    Path file = folder.resolve("natives.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file))) {
      for (String name : names) {
        out.putNextEntry(new JarEntry(name));
        out.write(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        out.closeEntry();
      }
    }
    return new URLClassLoader(new URL[] {file.toUri().toURL()}, null);
  }

  private static List<String> names(List<Path> files) {
    return files.stream().map(f -> f.getFileName().toString()).toList();
  }

  @Test
  void librariesAreUnpackedThoseThatAreNeededFirst() throws IOException {
    ClassLoader loader =
        jar("x/libfoo.so.0", "x/libjnifoo.so", "x/libbar.so.5", "x/lib/a.so", "x/foo.h", "y/b.so");
    Path cache = folder.resolve("cache");
    List<Path> files = NativeFiles.unpack(loader, "x/", "libfoo", cache);
    assertEquals(List.of("libbar.so.5", "libfoo.so.0"), names(files));
    assertEquals("x/libfoo.so.0", Files.readString(files.getLast()));
    assertTrue(files.getLast().startsWith(cache));
  }

  @Test
  void completeFilesAreUsedAgainAndOthersReplaced() throws IOException {
    ClassLoader loader = jar("x/libfoo.dylib", "x/libbar.dylib");
    Path cache = folder.resolve("cache");
    List<Path> files = NativeFiles.unpack(loader, "x/", "libfoo", cache);
    Files.writeString(files.getFirst(), "cut");
    Files.writeString(files.getLast(), "X/LIBFOO.DYLIB");
    assertEquals(files, NativeFiles.unpack(loader, "x/", "libfoo", cache));
    assertEquals("x/libbar.dylib", Files.readString(files.getFirst()));
    assertEquals("X/LIBFOO.DYLIB", Files.readString(files.getLast()));
    try (var left = Files.list(files.getFirst().getParent())) {
      assertEquals(2, left.count());
    }
  }

  @Test
  void temporaryFolderTakesThePlaceOfOneThatCannotBeWritten() throws IOException {
    Path blocked = Files.writeString(folder.resolve("cache"), "a file");
    List<Path> files = NativeFiles.unpack(jar("x/libfoo.dll"), "x/", "libfoo", blocked);
    assertEquals("x/libfoo.dll", Files.readString(files.getLast()));
    for (Path file : files) {
      Files.delete(file);
    }
    Files.delete(files.getLast().getParent());
  }

  @Test
  void missingLibraryIsNamed() throws IOException {
    ClassLoader loader = jar("x/libbar.so");
    var e =
        assertThrows(IOException.class, () -> NativeFiles.unpack(loader, "x/", "libfoo", folder));
    assertEquals("no x/libfoo in the class path", e.getMessage());
  }

  @Test
  void platformIsNamedAsInTheArtifacts() {
    assertTrue(NativeFiles.platform().matches("(linux|macosx|windows)-\\w+"));
  }
}
