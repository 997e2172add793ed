package org.cotflow.run.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.format.CsvTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run wrote is complete, or refused. */
class SealedTextTest {
  @TempDir Path directory;

  private static String resource(String name) throws IOException {
    try (InputStream in = SealedTextTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void assertWholeOrRefused(String text, String... sections) throws IOException {
    Path path = directory.resolve("text.conf");
    Location file = Locations.of(path.toString());
    Files.writeString(path, text);
    assertEquals(text, SealedText.read(file, sections));
    String stripped = text.stripTrailing();
    for (int end = 0; end < stripped.length(); end += 13) {
      Files.writeString(path, text.substring(0, end));
      assertThrows(UserInputException.class, () -> SealedText.read(file, sections), "" + end);
    }
    for (int at = text.indexOf("\n}\n"); at >= 0; at = text.indexOf("\n}\n", at + 3)) {
      if (at + 3 < text.length()) { // cut behind a section that is whole
        Files.writeString(path, text.substring(0, at + 3));
        assertThrows(UserInputException.class, () -> SealedText.read(file, sections), "" + at);
      }
    }
    Files.writeString(path, text.replace("  step = 0.5\n", "").replace("  steps = 2\n", ""));
    assertThrows(UserInputException.class, () -> SealedText.read(file, sections));
  }

  /** As version 0.1.0 wrote them before there were digests. */
  @Test
  void textsOfEarlierVersionsAreReadIfTheyAreComplete() throws IOException {
    assertWholeOrRefused(resource("undigested-run.conf"));
    assertWholeOrRefused(resource("undigested-sweep.conf"), "sweep");
  }

  @Test
  void aTableThatWasCutOrChangedIsRefused() throws IOException {
    Location place = Locations.of(directory.toString());
    Path table = directory.resolve("runs.csv");
    String text = "a,b\n1,2\n3,4\n";
    Files.writeString(table, text);
    assertEquals(2, TableDigests.read(place, "runs.csv").rows().size());
    TableDigests.write(place, java.util.List.of("runs.csv", "laws.csv"));
    assertEquals(CsvTable.parse(text), TableDigests.read(place, "runs.csv"));
    assertEquals(0, TableDigests.read(place, "laws.csv").rows().size());
    for (String wrong :
        new String[] {"", "a,b\n", "a,b\n1,2\n", text + "5,6\n", "a,b\n1,2\n3,5\n"}) {
      Files.writeString(table, wrong);
      String message =
          assertThrows(UserInputException.class, () -> TableDigests.read(place, "runs.csv"))
              .getMessage();
      assertTrue(message.contains("runs.csv was cut off or changed"), message);
    }
    Files.delete(table);
    assertThrows(UserInputException.class, () -> TableDigests.read(place, "runs.csv"));
    Files.writeString(table, text);
    Path digests = directory.resolve("tables.sha256");
    String whole = Files.readString(digests);
    Files.writeString(digests, whole.substring(0, 30));
    assertThrows(UserInputException.class, () -> TableDigests.read(place, "runs.csv"));
    TableDigests.drop(place);
    assertEquals(2, TableDigests.read(place, "runs.csv").rows().size());
  }
}
