package org.cotflow.report.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.format.CsvTable;
import org.cotflow.sweep.TrialTable;
import org.junit.jupiter.api.Test;

class SweepKeyTest {
  private static List<SweepKey> keys(String table) {
    CsvTable parsed = CsvTable.parse(table);
    List<TrialTable.Row> rows = new ArrayList<>();
    for (CsvTable.Row row : parsed.rows()) {
      Map<String, String> cells = new LinkedHashMap<>();
      parsed.columns().forEach(column -> cells.put(column, row.text(column)));
      rows.add(new TrialTable.Row(rows.size(), cells, 0, "done", "", Map.of(), ""));
    }
    return SweepKey.of(parsed.columns(), rows);
  }

  @Test
  void sizesComeFirstThenNumbersThenWords() {
    List<SweepKey> keys =
        keys(
            "network.activation,network.scale,network.width,network.depth,init.seed\n"
                + "tanh,1,16,4,0\nrelu,2,16,8,1\ntanh,2,4,8,2\nrelu,1,4,4,3\ntanh,1,4,8,4\n"
                + "tanh,1,16,8,5\nrelu,1,16,4,6\n");
    assertEquals(
        List.of("network.depth", "network.width", "network.scale", "network.activation"),
        keys.stream().map(SweepKey::name).toList());
    assertEquals(List.of("4", "16"), keys.get(1).values());
    assertEquals(List.of("tanh", "relu"), keys.get(3).values());
    assertTrue(!keys.get(3).isNumeric() && keys.get(2).isNumeric());
  }

  /** A step tied to the scale tells no runs apart that the scale does not. */
  @Test
  void whatFollowsFromAnotherKeyIsLeftOut() {
    List<SweepKey> keys = keys("network.scale,flow.step\n1,0.5\n4,0.03125\n1,0.5\n");
    assertEquals(List.of("network.scale"), keys.stream().map(SweepKey::name).toList());
    assertEquals(2, keys("a,b\n1,1\n1,2\n2,1\n").size());
  }

  @Test
  void whatDoesNotVaryIsLeftOut() {
    assertTrue(keys("a,data.seed\n1,1\n1,2\n").isEmpty());
  }

  @Test
  void wordsHaveCellsAndNoCurves() {
    List<SweepKey> words = keys("a,b\nx,u\nx,v\ny,u\n");
    assertEquals(2, words.size());
    assertEquals(null, SweepFigures.along(words));
    List<SweepKey> mixed = keys("a,b\nx,1\nx,2\ny,1\n");
    assertEquals("b", SweepFigures.along(mixed).name());
    assertEquals("a", SweepFigures.besides(mixed, SweepFigures.along(mixed)).name());
  }
}
