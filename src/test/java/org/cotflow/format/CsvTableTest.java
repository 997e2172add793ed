package org.cotflow.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CsvTableTest {
  @Test
  void quotedCellsHoldCommasLinesAndQuotes() {
    CsvTable table = CsvTable.parse("run,reason,risk\n0,\"a, \"\"b\"\"\nc\",0.5\r\n1,,\n");
    assertEquals(2, table.rows().size());
    assertEquals("a, \"b\"\nc", table.rows().get(0).text("reason"));
    assertEquals(0.5, table.rows().get(0).number("risk"));
    assertNull(table.rows().get(1).number("risk"));
    assertEquals("", table.rows().get(1).text("no such column"));
  }

  @Test
  void aLineWithoutItsEndIsNoRow() {
    assertEquals(1, CsvTable.parse("a,b\n1,2\n3,").rows().size());
    assertTrue(CsvTable.parse("").rows().isEmpty());
    assertTrue(CsvTable.parse("a,b").columns().isEmpty());
  }

  @Test
  void shortRowsAndWordsAreNoNumbers() {
    CsvTable table = CsvTable.parse("a,b\n1\nx,y\n");
    assertNull(table.rows().get(0).number("b"));
    assertNull(table.rows().get(1).number("a"));
  }
}
