package org.cotflow.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.UserInputException;
import org.junit.jupiter.api.Test;

class CsvReaderTest {
  private static List<List<String>> rows(String text) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    try (CsvReader reader = reader(text)) {
      for (List<String> row = reader.next(); row != null; row = reader.next()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static CsvReader reader(String text) throws IOException {
    return new CsvReader(
        new ByteArrayInputStream(text.getBytes(UTF_8)),
        CsvDialect.USUAL.withSeparator(','),
        "f.csv");
  }

  @Test
  void splitsRowsAndCells() throws IOException {
    List<List<String>> expected = List.of(List.of("a", "", "c "), List.of("1", "2", ""));
    assertEquals(expected, rows("a,,c \n1,2,\n"));
    assertEquals(expected, rows("a,,c \r\n1,2,"));
    assertEquals(expected, rows("\uFEFFa,,c \r1,2,\r"));
    assertEquals(List.of(), rows(""));
    assertEquals(List.of(), rows("\r\n\n"));
  }

  @Test
  void quotedCellsHoldAnything() throws IOException {
    assertEquals(
        List.of(List.of("a,b", "say \"x\"", "two\r\nlines"), List.of("", "5'6\"", "\u00e9")),
        rows("\"a,b\",\"say \"\"x\"\"\",\"two\r\nlines\"\n\"\",5'6\",\u00e9\n"));
  }

  @Test
  void countsLines() throws IOException {
    try (CsvReader reader = reader("a\r\n\"x\ny\"\n\n\nb")) {
      int[] lines = {1, 2, 6};
      for (int line : lines) {
        reader.next();
        assertEquals(line, reader.line());
      }
    }
  }

  @Test
  void readsAcrossItsBuffer() throws IOException {
    String cell = "x".repeat(100_000);
    assertEquals(
        List.of(List.of(cell, cell + "\""), List.of("1")), rows(cell + ",\"" + cell + "\"\"\"\n1"));
  }

  @Test
  void saysWhichQuoteIsWrong() {
    String open = assertThrows(UserInputException.class, () -> rows("a\n1,\"2\n3")).getMessage();
    assertEquals("f.csv line 2: a quoted cell begins here and never ends", open);
    String after = assertThrows(UserInputException.class, () -> rows("\"a\"b")).getMessage();
    assertEquals(
        "f.csv line 1: \"b\" follows a closing quote; a quote inside a quoted cell is written"
            + " twice",
        after);
  }
}
