package org.cotflow.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether the arguments of this process came through. In a locale such as C, Java reads letters
 * beyond ASCII as {@code ?}; only Linux says what they were.
 */
final class Arguments {
  private static final Path RAW = Path.of("/proc/self/cmdline");

  private Arguments() {}

  /** What is wrong, in one line; null if nothing is, or if that is not known. */
  static String lost() {
    Charset encoding = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    try {
      encoding.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(RAW)));
      return null;
    } catch (CharacterCodingException wrong) {
      return ("an argument has letters that Java cannot read in this locale (%s); set a UTF-8"
              + " locale, such as LC_ALL=C.UTF-8")
          .formatted(encoding.name());
    } catch (IOException notLinux) {
      return null;
    }
  }
}
