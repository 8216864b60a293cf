package io.autodiff.nn.io;

import java.io.IOException;

/** A file whose content was refused; the message names the file, the place and the fault. */
public final class FormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param source the file's name, and the place in it where that is known
   * @param problem what is wrong there
   */
  public FormatException(Object source, String problem) {
    super(source + ": " + problem);
  }

  /**
   * @param source the file's name, and the place in it where that is known
   * @param problem what is wrong there
   * @param cause what the parser said
   */
  public FormatException(Object source, String problem, Throwable cause) {
    super(source + ": " + problem, cause);
  }
}
