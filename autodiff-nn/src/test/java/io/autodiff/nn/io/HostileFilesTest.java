package io.autodiff.nn.io;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.autodiff.DType;
import io.autodiff.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** Files that were cut, damaged or made to mislead: read, or refused, within little memory. */
class HostileFilesTest {
  private static final int SMALL = 4 << 20;

  /** The readers, each with a sound file of its kind. */
  enum Kind {
    SAFETENSORS {
      @Override
      void read(Path file) throws IOException {
        Safetensors.read(file);
      }

      @Override
      byte[] make() throws IOException {
        Map<String, Tensor> tensors = Map.of("w", Tensor.ones(3, 4), "b", Tensor.ones(4));
        return bytes(f -> Safetensors.write(f, new TensorFile(tensors, Map.of("k", "v"))));
      }
    },
    NPY {
      @Override
      void read(Path file) throws IOException {
        Npy.read(file);
      }

      @Override
      byte[] make() throws IOException {
        return bytes(f -> Npy.write(f, Tensor.ones(5, 2)));
      }
    },
    NPZ {
      @Override
      void read(Path file) throws IOException {
        Npz.read(file);
      }

      @Override
      byte[] make() throws IOException {
        return bytes(f -> Npz.write(f, Map.of("a", Tensor.ones(5, 2), "b", Tensor.ones(3))));
      }
    },
    IDX {
      @Override
      void read(Path file) throws IOException {
        Idx.read(file, DType.FLOAT32);
      }

      @Override
      byte[] make() {
        return IdxTest.images();
      }
    },
    IDX_GZIP {
      @Override
      void read(Path file) throws IOException {
        Idx.read(file, DType.FLOAT32);
      }

      @Override
      byte[] make() throws IOException {
        var out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
          gzip.write(IdxTest.images());
        }
        return out.toByteArray();
      }
    };

    abstract void read(Path file) throws IOException;

    abstract byte[] make() throws IOException;
  }

  private interface Writer {
    void write(Path file) throws IOException;
  }

  private static final Path FILE = temporary();
  private static final Map<Kind, byte[]> SOUND = sound();

  @AfterContainer
  static void deleteFile() throws IOException {
    Files.deleteIfExists(FILE);
  }

  @Property(tries = 300, seed = "4")
  void cutFileIsRefused(@ForAll Kind kind, @ForAll @IntRange(max = 10_000) int at)
      throws IOException {
    byte[] sound = sound(kind);
    Path file = Files.write(FILE, Arrays.copyOf(sound, at % sound.length));
    assertThrows(FormatException.class, () -> kind.read(file));
  }

  @Property(tries = 1000, seed = "4")
  void damagedFileIsReadOrRefused(
      @ForAll Kind kind, @ForAll @IntRange(max = 10_000) int at, @ForAll byte value)
      throws IOException {
    byte[] damaged = sound(kind).clone();
    damaged[at % damaged.length] = value;
    readOrRefuse(kind, damaged);
  }

  @Property(tries = 300, seed = "4")
  void noiseIsReadOrRefused(@ForAll Kind kind, @ForAll byte[] noise) throws IOException {
    byte[] head = Arrays.copyOf(sound(kind), 8);
    readOrRefuse(kind, noise);
    readOrRefuse(kind, ByteBuffer.allocate(8 + noise.length).put(head).put(noise).array());
  }

  private static void readOrRefuse(Kind kind, byte[] content) throws IOException {
    Path file = Files.write(FILE, content);
    long allocated =
        allocatedBy(
            () -> {
              try {
                kind.read(file);
              } catch (FormatException e) {
                assertTrue(e.toString().contains(file.toString()), e::toString);
              }
            });
    assertTrue(allocated < SMALL, () -> kind + " allocated " + allocated);
  }

  @Example
  void sizesBeyondTheEndOfTheFileCostNoMemory() throws IOException {
    long[] claims = {100_000_000, 2_000_000_000};
    for (long claim : claims) {
      byte[] idx = ByteBuffer.allocate(12).put(new byte[] {0, 0, 8, 1}).putInt((int) claim).array();
      assertCheaplyRefused(Kind.IDX, idx);
      String npy = new String(sound(Kind.NPY), StandardCharsets.ISO_8859_1);
      byte[] shaped =
          npy.replace("(5, 2,)", "(" + claim + ",)").getBytes(StandardCharsets.ISO_8859_1);
      assertCheaplyRefused(Kind.NPY, shaped);
      var zip = new ByteArrayOutputStream();
      try (ZipOutputStream out = new ZipOutputStream(zip)) {
        out.putNextEntry(new ZipEntry("a.npy"));
        out.write(shaped);
      }
      assertCheaplyRefused(Kind.NPZ, zip.toByteArray());
      ByteBuffer safetensors = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
      assertCheaplyRefused(Kind.SAFETENSORS, safetensors.putLong(claim).array());
    }
  }

  private static void assertCheaplyRefused(Kind kind, byte[] content) throws IOException {
    Path file = Files.write(FILE, content);
    long allocated = allocatedBy(() -> assertThrows(FormatException.class, () -> kind.read(file)));
    assertTrue(allocated < SMALL, () -> kind + " allocated " + allocated);
  }

  private interface Action {
    void run() throws IOException;
  }

  private static long allocatedBy(Action action) throws IOException {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    action.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private static byte[] bytes(Writer writer) throws IOException {
    Path file = Files.createTempFile("sound", "");
    try {
      writer.write(file);
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }

  private static byte[] sound(Kind kind) {
    return Objects.requireNonNull(SOUND.get(kind));
  }

  private static Map<Kind, byte[]> sound() {
    Map<Kind, byte[]> sound = new EnumMap<>(Kind.class);
    try {
      for (Kind kind : Kind.values()) {
        sound.put(kind, kind.make());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sound;
  }

  private static Path temporary() {
    try {
      return Files.createTempFile("hostile", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
