package org.cotflow.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandardOutputTest {
  private static final String FULL =
      "Auf dem Ger\u00e4t ist kein Speicherplatz mehr verf\u00fcgbar";

  @TempDir Path directory;

  private static OutputStream failing(String... reasons) {
    return new OutputStream() {
      private int writes;

      @Override
      public void write(int one) throws IOException {
        throw new IOException(reasons[Math.min(writes++, reasons.length - 1)]);
      }
    };
  }

  private String loss(OutputStream out, String target) throws IOException {
    Path link =
        Files.createSymbolicLink(
            Files.createTempDirectory(directory, "of").resolve("1"), Path.of(target));
    StandardOutput output = new StandardOutput(out, link);
    PrintStream printer = new PrintStream(output, true);
    printer.println("a result");
    printer.println("and more");
    return output.loss();
  }

  @Test
  void theFirstReasonIsKept() throws IOException {
    assertEquals(
        "standard output cannot be written: " + FULL, loss(failing(FULL, "later"), "full"));
  }

  @Test
  void whatNobodyReadsIsNotLost() throws IOException {
    assertNull(loss(failing("Broken pipe"), "null"));
    assertNull(loss(failing("Daten\u00fcbergabe unterbrochen (broken pipe)"), "pipe:[4711]"));
    assertNull(loss(failing("Connection reset by peer"), "socket:[4711]"));
  }

  @Test
  void whatIsWrittenArrives() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertNull(loss(bytes, "full"));
    assertTrue(bytes.toString().startsWith("a result"), bytes.toString());
  }
}
