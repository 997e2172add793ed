package org.cotflow.run.store;

import java.io.IOException;
import java.util.List;
import org.cotflow.base.Location;
import org.cotflow.base.Sha256;
import org.cotflow.base.UserInputException;
import org.cotflow.config.UndigestedConfig;

/**
 * Configuration texts that end in a digest of themselves. HOCON is still readable when it is cut
 * between two keys, and the missing keys would then take their defaults.
 */
public final class SealedText {
  private static final String MARK = "# SHA-256 of all lines above: ";

  private SealedText() {}

  /** Replaces a file by a text with its digest. */
  public static void write(Location file, String text) throws IOException {
    file.replaceText(sealed(text));
  }

  /**
   * Reads the text that {@link #write} wrote, or the complete text of an earlier version.
   *
   * @param sections those of the text besides the keys of an experiment
   * @throws UserInputException if the file holds something else
   */
  public static String read(Location file, String... sections) throws IOException {
    String text = file.readText();
    int end = text.lastIndexOf(MARK);
    if (end >= 0 && text.equals(sealed(text.substring(0, end)))) {
      return text.substring(0, end);
    }
    if (end < 0 && UndigestedConfig.isComplete(text, List.of(sections))) {
      return text;
    }
    String why = end < 0 ? "its last line, a digest, is missing" : "its digest differs";
    throw new UserInputException(
        ("%s was cut off or changed after it was written (%s); restore it, or begin anew in"
                + " another directory")
            .formatted(file, why));
  }

  private static String sealed(String text) {
    String lines = text.endsWith("\n") ? text : text + "\n";
    return lines + MARK + Sha256.of(lines) + "\n";
  }
}
