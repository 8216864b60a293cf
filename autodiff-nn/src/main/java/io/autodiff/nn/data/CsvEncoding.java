package io.autodiff.nn.data;

import io.autodiff.nn.data.CsvSchema.Confidence;
import io.autodiff.nn.data.CsvSchema.Finding;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/**
 * The encoding of a text, found out from its first bytes.
 *
 * @param mark the number of bytes of the byte order mark
 */
record CsvEncoding(Charset charset, int mark, Finding finding) {
  private static final Charset WINDOWS = Charset.forName("windows-1252");

  private static CsvEncoding of(Charset charset, int mark, Confidence confidence, String reason) {
    return new CsvEncoding(charset, mark, new Finding(charset.name(), confidence, reason));
  }

  /** Finds the encoding out. */
  static CsvEncoding of(byte[] start) {
    for (Charset marked :
        new Charset[] {
          StandardCharsets.UTF_8, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE
        }) {
      int mark = mark(start, marked);
      if (mark > 0) {
        return of(marked, mark, Confidence.CERTAIN, "it begins with a byte order mark");
      }
    }
    // Half of the bytes of English text in UTF-16 are NUL, the first or the second of each two.
    int[] zeros = new int[2];
    boolean ascii = true;
    boolean controls = false;
    for (int i = 0; i < start.length; i++) {
      zeros[i & 1] += start[i] == 0 ? 1 : 0;
      ascii &= start[i] >= 0;
      controls |= start[i] < -96;
    }
    int many = start.length / 8;
    if (zeros[0] > many && zeros[1] * 8 < zeros[0]) {
      return of(StandardCharsets.UTF_16BE, 0, Confidence.LIKELY, "every other byte is NUL");
    }
    if (zeros[1] > many && zeros[0] * 8 < zeros[1]) {
      return of(StandardCharsets.UTF_16LE, 0, Confidence.LIKELY, "every other byte is NUL");
    }
    if (decodes(start, StandardCharsets.UTF_8)) {
      return of(
          StandardCharsets.UTF_8,
          0,
          Confidence.CERTAIN,
          ascii ? "all of it is ASCII" : "all of it is valid, not all ASCII");
    }
    if (isNearlyUtf8(start)) {
      return of(
          StandardCharsets.UTF_8,
          0,
          Confidence.LIKELY,
          "most of it is valid; --encoding says else");
    }
    return controls && decodes(start, WINDOWS)
        ? of(WINDOWS, 0, Confidence.LIKELY, "not UTF-8, and Latin-1 has no such characters")
        : of(StandardCharsets.ISO_8859_1, 0, Confidence.GUESSED, "not UTF-8; --encoding says else");
  }

  /** Returns an encoding that the caller named, with the length of its mark. */
  static CsvEncoding given(Charset charset, byte[] start) {
    return new CsvEncoding(charset, mark(start, charset), Finding.given(charset.name()));
  }

  private static int mark(byte[] start, Charset charset) {
    byte[] mark =
        charset.name().startsWith("UTF-") ? "\uFEFF".getBytes(charset) : new byte[] {0, 0, 0, 0, 0};
    boolean same = start.length >= mark.length;
    for (int i = 0; same && i < mark.length; i++) {
      same = start[i] == mark[i];
    }
    return same ? mark.length : 0;
  }

  /** Returns whether bytes are text in an encoding, whose last character may be cut off. */
  private static boolean decodes(byte[] bytes, Charset charset) {
    CharsetDecoder decoder = charset.newDecoder();
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    return !decoder.decode(ByteBuffer.wrap(bytes), out, false).isError();
  }

  /**
   * Returns whether most characters beyond ASCII are valid UTF-8: those that hold several bytes.
   */
  private static boolean isNearlyUtf8(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    long broken = text.chars().filter(c -> c == '\uFFFD').count();
    long valid = text.chars().filter(c -> c > 127 && c != '\uFFFD').count();
    return valid > 2 * broken;
  }

  /** Returns the text of the first bytes. */
  String decode(byte[] start) {
    int length = (start.length - mark) & (charset.name().startsWith("UTF-16") ? -2 : -1);
    return new String(start, mark, length, charset);
  }
}
