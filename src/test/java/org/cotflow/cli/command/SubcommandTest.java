package org.cotflow.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class SubcommandTest {
  record Result(int steps) {}

  @Command(name = "trained")
  static final class Trained extends Subcommand<Result> {
    @Override
    protected Answer<Result> answer() {
      writeReport(
          () -> {
            throw new OutOfMemoryError("Java heap space");
          });
      return Answer.done(new Result(3));
    }
  }

  /** The run is whole, and its report can be written with more memory. */
  @Test
  void aReportWithoutMemoryDoesNotSpoilTheResult() {
    PrintStream former = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      assertEquals(0, new CommandLine(new Trained()).execute());
    } finally {
      System.setErr(former);
    }
    String note = said.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " ");
    assertTrue(
        note.contains("no report was written: out of memory (Java heap space); give Java more by"),
        note);
  }
}
