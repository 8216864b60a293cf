package io.autodiff.nn.io;

import io.autodiff.Tensor;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Reads and writes NumPy's NPZ files: named arrays, each an {@link Npy} in a ZIP archive. */
public final class Npz {
  private static final String SUFFIX = ".npy";

  private Npz() {}

  /**
   * Reads all arrays of a file by name, in its order.
   *
   * @throws FormatException if the file is not whole and sound
   */
  public static Map<String, Tensor> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString());
    }
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String name = entry.getName();
        if (!name.endsWith(SUFFIX)) {
          throw new FormatException(file, "holds \"" + name + "\", which is no array");
        }
        String array = name.substring(0, name.length() - SUFFIX.length());
        if (arrays.put(array, read(zip, entry, file)) != null) {
          throw new FormatException(file, "holds \"" + array + "\" twice");
        }
      }
    } catch (ZipException | EOFException e) {
      throw new FormatException(file, "not a sound NPZ file: " + e.getMessage(), e);
    }
    return Collections.unmodifiableMap(arrays);
  }

  private static Tensor read(ZipFile zip, ZipEntry entry, Path file) throws IOException {
    String source = file + ": \"" + entry.getName() + "\"";
    try (InputStream in = new BufferedInputStream(zip.getInputStream(entry))) {
      return Npy.read(in, source);
    }
  }

  /** Writes a file, or replaces it, as a whole or not at all. */
  public static void write(Path file, Map<String, Tensor> arrays) throws IOException {
    AtomicFile.write(file, out -> write(arrays, out));
  }

  private static void write(Map<String, Tensor> arrays, OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.setLevel(Deflater.BEST_SPEED);
    for (Map.Entry<String, Tensor> array : arrays.entrySet()) {
      zip.putNextEntry(new ZipEntry(array.getKey() + SUFFIX));
      Npy.write(array.getValue(), zip);
      zip.closeEntry();
    }
    zip.finish();
  }
}
