package io.autodiff.spark;

import io.autodiff.nn.io.Safetensors;
import io.autodiff.nn.io.TensorFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Tensor files in any file system that Hadoop knows. */
final class RemoteFiles {
  private RemoteFiles() {}

  /** Writes a file, or replaces it: under another name first, which then becomes its own. */
  static void write(Path file, TensorFile content, Configuration hadoop) throws IOException {
    write(file, bytes(content), hadoop);
  }

  static void write(Path file, byte[] content, Configuration hadoop) throws IOException {
    FileSystem system = file.getFileSystem(hadoop);
    Path temporary = new Path(file.getParent(), "." + file.getName() + ".tmp");
    try (OutputStream out = system.create(temporary, true)) {
      out.write(content);
    }
    system.delete(file, false);
    if (!system.rename(temporary, file)) {
      throw new IOException(file + ": could not be renamed from " + temporary);
    }
  }

  static TensorFile read(Path file, Configuration hadoop) throws IOException {
    return read(readBytes(file, hadoop));
  }

  static byte[] readBytes(Path file, Configuration hadoop) throws IOException {
    try (InputStream in = file.getFileSystem(hadoop).open(file)) {
      return in.readAllBytes();
    }
  }

  /** Returns a file's content as it lies on a disk. */
  static byte[] bytes(TensorFile content) throws IOException {
    java.nio.file.Path local = Files.createTempFile("autodiff", ".safetensors");
    try {
      Safetensors.write(local, content);
      return Files.readAllBytes(local);
    } finally {
      Files.deleteIfExists(local);
    }
  }

  /** Returns the content that bytes hold. */
  static TensorFile read(byte[] bytes) throws IOException {
    java.nio.file.Path local = Files.createTempFile("autodiff", ".safetensors");
    try {
      Files.write(local, bytes);
      return Safetensors.read(local);
    } finally {
      Files.deleteIfExists(local);
    }
  }
}
