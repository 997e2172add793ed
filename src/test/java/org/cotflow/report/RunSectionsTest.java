package org.cotflow.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.cotflow.report.Document.Table;
import org.junit.jupiter.api.Test;

class RunSectionsTest {
  @Test
  void valuesOfAConfigurationTakeOneLine() {
    assertEquals("not set", RunSections.plain("null"));
    assertEquals("moons", RunSections.plain("\"moons\""));
    assertEquals("-2", RunSections.plain("-2.0"));
    assertEquals("[1, 2]", RunSections.plain("[1, 2]"));
    assertEquals(
        "{ \"area\" = mean, \"rent\" = drop }",
        RunSections.plain("{\n  \"area\" = mean\n  \"rent\" = drop\n}"));
  }

  @Test
  void risksOfRunsCompareDownTheirColumn() {
    Table runs =
        new Table(
            List.of("run", "test risk", "steps"),
            List.of(
                List.of("a", "0.0361", "100"),
                List.of("b", "8.421e-4", "20"),
                List.of("c", "", "3"),
                List.of("d", "infinite", "1")));
    assertEquals(
        List.of(
            List.of("a", "0.03610", "100"),
            List.of("b", "0.0008421", "20"),
            List.of("c", "", "3"),
            List.of("d", "infinite", "1")),
        RunSections.withRisksAlike(runs).rows());
  }
}
