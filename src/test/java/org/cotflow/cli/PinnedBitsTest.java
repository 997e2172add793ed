package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinnedBitsTest {
  @Test
  void measuresAndTablesHaveTheBitsThatAreWrittenDown(@TempDir Path directory) throws IOException {
    assertEquals(PinnedRuns.PINS, PinnedRuns.measure(directory));
  }
}
