package org.cotflow.sweep;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepFilesTest {
  @Test
  void aSweepNeedsAllFilesButItsReport(@TempDir Path directory) throws IOException {
    Location sweep = Locations.of(directory.toString());
    assertFalse(SweepFiles.isNeeded(sweep, "runs.csv"), "no sweep is here");
    sweep.resolve("sweep.conf").replaceText("");
    for (String name : List.of("runs.csv", "sweep.conf", "provenance.json", "tables.sha256")) {
      assertTrue(SweepFiles.isNeeded(sweep, name), name);
    }
    assertFalse(SweepFiles.isNeeded(sweep, "report.html"));
  }
}
