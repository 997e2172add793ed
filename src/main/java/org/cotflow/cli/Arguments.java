package org.cotflow.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cotflow.base.Invocation;
import org.cotflow.config.hocon.SparkConfEntries;

/**
 * The arguments and the working directory of this process, and whether they came through. In a
 * locale such as C, Java reads letters beyond ASCII as {@code ?}; only Linux says what they were.
 */
final class Arguments {
  private static final Path RAW = Path.of("/proc/self/cmdline");
  private static final Path DIRECTORY = Path.of("/proc/self/cwd");

  private Arguments() {}

  /** The command as one line for a shell, without secrets. */
  static String shown(String... words) {
    return Stream.concat(Stream.of("cotflow"), Stream.of(words).map(SparkConfEntries::redacted))
        .map(Invocation::quoted)
        .collect(Collectors.joining(" "));
  }

  /** What is wrong, in one line; null if nothing is, or if that is not known. */
  static String lost() {
    Charset encoding = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    try {
      encoding.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(RAW)));
      return comesThrough(Files.readSymbolicLink(DIRECTORY))
          ? null
          : lost("the name of the working directory", encoding);
    } catch (CharacterCodingException wrong) {
      return lost("an argument", encoding);
    } catch (IOException notLinux) {
      return null;
    }
  }

  private static String lost(String what, Charset encoding) {
    return ("%s has letters that Java cannot read in this locale (%s); set a UTF-8 locale, such as"
            + " LC_ALL=C.UTF-8")
        .formatted(what, encoding.name());
  }

  /** Whether a path is the same after it was a text. */
  private static boolean comesThrough(Path path) {
    try {
      return Path.of(path.toString()).equals(path);
    } catch (InvalidPathException unmappable) {
      return false;
    }
  }
}
