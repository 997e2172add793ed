package org.cotflow.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in docs/library.md compile, and the first one does what the page says. */
class LibraryPageTest {
  @TempDir static Path classes;

  private static PagePrograms programs;

  @BeforeAll
  static void compile() throws IOException {
    programs = PagePrograms.compile("docs/library.md", classes);
  }

  @Test
  void thePageHasThreePrograms() {
    assertEquals(List.of("TrainMoons", "WatchRun", "SweepMoons"), programs.names());
  }

  @Test
  void theFirstProgramTrainsAndPredicts() throws Exception {
    List<String> lines = programs.run("TrainMoons");
    assertEquals(3, lines.size(), lines::toString);
    assertTrue(Double.parseDouble(lines.get(0).substring("accuracy ".length())) > 0.7);
    assertTrue(lines.get(1).startsWith("risk "), lines::toString);
    assertTrue(lines.get(2).startsWith("outputs "), lines::toString);
  }
}
