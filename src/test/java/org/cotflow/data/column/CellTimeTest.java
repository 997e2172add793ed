package org.cotflow.data.column;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CellTimeTest {
  @ParameterizedTest
  @CsvSource({
    "1970-01-01, 0",
    "1969-12-31, -1",
    "2024-02-29, 19782",
    "2024-02-29T06:00, 19782.25",
    "2024-02-29 18:00:00, 19782.75",
    "2024-02-29T18:00:00.000000000, 19782.75",
    "2024-02-29T18:00:00Z, 19782.75",
    "2024-02-29T18:00+06:00, 19782.5",
    "2024-02-29T18:00:00-06:00, 19783",
    "1970-01-01T00:01:07.500, 0.00078125"
  })
  void timesAreDays(String text, double days) {
    assertEquals(days, CellTime.days(text).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2024",
        "2024-2-29",
        "2023-02-29",
        "29.02.2024",
        "2024/02/29",
        "2024-02-29T",
        "2024-02-29T24:30",
        "2024-02-29T18:00+6",
        "2024-02-29T18:00:00,5",
        "x2024-02-29"
      })
  void otherTextIsNoTime(String text) {
    assertTrue(CellTime.days(text).isEmpty());
  }
}
