package org.cotflow.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.cotflow.sweep.LawRow;
import org.junit.jupiter.api.Test;

class LawTableTest {
  private static String printed(LawRow... rows) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    LawTable.print(out, List.of(rows));
    out.flush();
    return text.toString();
  }

  private static LawRow row(String group, Double rSquared, String warnings) {
    return new LawRow(
        "size", "a", 0.15, 0.03, 0.29, rSquared, group, 0.04, 0.27, null, null, 9, 45, warnings);
  }

  @Test
  void theScatterOverDataIsNotTakenForAnInterval() {
    String text =
        printed(
            row("data.seed=0", 0.98, "few replicas"),
            row("over 20 of data.seed", null, "median, smallest and largest"));
    List<String> lines = text.lines().toList();
    assertTrue(lines.get(0).matches("law +term +estimate +95 % from +to +R\\^2 +group"), text);
    assertTrue(lines.get(1).matches("size +a +0.1500 +0.03000 +0.2900 +0.9800 +data.seed=0"), text);
    assertTrue(
        lines.get(3).matches("law +term +median +90 % from +to +smallest +largest +group"), text);
    assertTrue(
        lines
            .get(4)
            .matches("size +a +0.1500 +0.04000 +0.2700 +0.03000 +0.2900 +over 20 of data.seed"),
        text);
    assertEquals("note: law size, data.seed=0: few replicas", lines.get(6));
    assertEquals(8, lines.size(), text);
  }

  @Test
  void withoutLawsThereIsNothingToPrint() {
    assertEquals("", printed());
    assertEquals(1, printed(row("", null, "")).lines().filter(l -> l.startsWith("size")).count());
  }
}
