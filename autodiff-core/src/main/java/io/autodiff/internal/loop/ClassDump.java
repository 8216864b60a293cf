package io.autodiff.internal.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Copies of the classes that are written at run time, to be read with {@code javap}: one file for
 * each in the folder that the system property {@code autodiff.dump} names, none without it.
 */
public final class ClassDump {
  private static final String FOLDER = "autodiff.dump";

  private ClassDump() {}

  /** Writes a class file under the class's simple name, if there is a folder for it. */
  public static void write(byte[] classFile) {
    String folder = System.getProperty(FOLDER);
    if (folder == null) {
      return;
    }
    String name = ClassFile.of().parse(classFile).thisClass().asSymbol().displayName();
    try {
      Files.write(Files.createDirectories(Path.of(folder)).resolve(name + ".class"), classFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
