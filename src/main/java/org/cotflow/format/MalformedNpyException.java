package org.cotflow.format;

import java.io.IOException;

/** An array that is not read; the message continues the sentence "file.npz: X ...". */
final class MalformedNpyException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedNpyException(String message) {
    super(message);
  }
}
