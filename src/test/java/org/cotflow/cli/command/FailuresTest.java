package org.cotflow.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.run.StepNotWrittenException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailuresTest {
  @TempDir Path directory;

  @Test
  void aPlaceThatCannotBeUsedIsTheUsersMistakeUnlessARunWasAtAStep() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    IOException refused =
        assertThrows(
            IOException.class,
            () -> Locations.of(file.resolve("below").toString()).replace(new byte[1]));

    UserInputException wrong = Failures.userInput(new UncheckedIOException(refused));
    assertEquals(refused.getMessage(), wrong.getMessage());
    assertNull(Failures.userInput(new StepNotWrittenException("history", 7, refused)));
    assertEquals(
        "cannot write the history of step 7: " + refused.getMessage(),
        Failures.describe(new StepNotWrittenException("history", 7, refused)));
  }
}
