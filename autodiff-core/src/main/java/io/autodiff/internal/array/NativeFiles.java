package io.autodiff.internal.array;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Native libraries that lie in a jar, unpacked into the user's cache folder.
 *
 * <p>The folder is named after the checksum of the library, so that another version has other
 * files; a complete file is not written a second time. Each file is first written under another
 * name and then moved, so that two programs that start at the same time do not disturb each other.
 * Where the cache folder cannot be written, a temporary folder that only this user can read takes
 * its place.
 */
final class NativeFiles {
  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir", "."));

  private static final List<String> SUFFIXES =
      List.of(".so.0", ".so.3", ".so", ".0.dylib", ".3.dylib", ".dylib", ".dll");

  private NativeFiles() {}

  /** Returns this machine's name in bytedeco's artifacts: {@code linux-x86_64}. */
  static String platform() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    String family =
        os.startsWith("mac") ? "macosx" : os.startsWith("windows") ? "windows" : "linux";
    return family
        + "-"
        + switch (arch) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64" -> "arm64";
          default -> arch;
        };
  }

  /**
   * Returns the libraries of a folder of a jar, unpacked; those whose name begins with {@code
   * library} last, since the others are what it needs.
   *
   * @param folder with a slash at its end
   * @throws IOException if there is no such library, or it cannot be unpacked; the message says
   *     which
   */
  static List<Path> unpack(ClassLoader loader, String folder, String library) throws IOException {
    return unpack(loader, folder, library, cache());
  }

  static List<Path> unpack(ClassLoader loader, String folder, String library, Path cache)
      throws IOException {
    URL found = find(loader, folder + library);
    if (found == null) {
      throw new IOException(missing(folder, library));
    }
    URLConnection connection = found.openConnection();
    connection.setUseCaches(false);
    if (!(connection instanceof JarURLConnection jar)) {
      throw new IOException(found + " is not in a jar");
    }
    try (JarFile file = jar.getJarFile()) {
      return unpack(file, file.getJarEntry(jar.getEntryName()), folder, cache);
    }
  }

  /** Returns whether there is a library in a folder of a jar. */
  static boolean isPresent(ClassLoader loader, String folder, String library) {
    return find(loader, folder + library) != null;
  }

  /** Returns the message that there is none. */
  static String missing(String folder, String library) {
    return "no " + folder + library + " in the class path";
  }

  private static @Nullable URL find(ClassLoader loader, String name) {
    for (String suffix : SUFFIXES) {
      URL found = loader.getResource(name + suffix);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static List<Path> unpack(JarFile jar, JarEntry main, String folder, Path cache)
      throws IOException {
    Path target = target(cache, main);
    List<Path> libraries = new ArrayList<>();
    for (JarEntry entry : jar.stream().toList()) {
      String name = entry.getName();
      boolean other = !name.equals(main.getName()) && name.startsWith(folder);
      if (other && isNeeded(name.substring(folder.length()))) {
        libraries.add(unpack(jar, entry, target));
      }
    }
    libraries.add(unpack(jar, main, target));
    return libraries;
  }

  private static Path unpack(JarFile jar, JarEntry entry, Path target) throws IOException {
    Path file = target.resolve(entry.getName().substring(entry.getName().lastIndexOf('/') + 1));
    if (!Files.isRegularFile(file) || Files.size(file) != entry.getSize()) {
      Path part = Files.createTempFile(target, "part", null);
      try (InputStream in = jar.getInputStream(entry)) {
        Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    }
    if (target.startsWith(TEMPORARY)) {
      file.toFile().deleteOnExit();
    }
    return file;
  }

  /** Returns whether a file is a library other than the glue of JavaCPP. */
  private static boolean isNeeded(String name) {
    boolean library = name.contains(".so") || name.endsWith(".dylib") || name.endsWith(".dll");
    return library && !name.contains("/") && !name.contains("jni");
  }

  private static Path target(Path cache, JarEntry main) throws IOException {
    try {
      String file = main.getName().substring(main.getName().lastIndexOf('/') + 1);
      String library = file.substring(0, file.indexOf('.')).replaceFirst("^lib", "");
      String version = library + "-" + Long.toHexString(main.getCrc());
      return Files.createDirectories(cache.resolve("autodiff").resolve(version));
    } catch (IOException e) {
      Path temporary = Files.createTempDirectory("autodiff");
      temporary.toFile().deleteOnExit();
      return temporary;
    }
  }

  private static Path cache() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    String local = System.getenv("LOCALAPPDATA");
    Path home = Path.of(System.getProperty("user.home", "."));
    if (xdg != null && Path.of(xdg).isAbsolute()) {
      return Path.of(xdg);
    }
    if (local != null) {
      return Path.of(local);
    }
    Path mac = home.resolve("Library").resolve("Caches");
    return Files.isDirectory(mac) ? mac : home.resolve(".cache");
  }
}
