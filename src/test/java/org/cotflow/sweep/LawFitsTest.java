package org.cotflow.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Locations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What laws are fitted to, and what fits.csv says of it. */
class LawFitsTest {
  private static final String GRID =
      "network.width = [4, 16, 64]\n data.seed = range(2)\n init.seed = range(4)\n"
          + "errors.at = [0]\n reference { network.width = 200, init.seed = 1000 }\n";

  @TempDir Path directory;

  private Path swept(String name, String laws) throws IOException {
    Path place = directory.resolve(name);
    ExperimentSweep.of(SmallSweep.source(GRID + laws))
        .run(Locations.of(place.toString()), new ThreadRunner(2, 1e9), SweepMonitor.NONE);
    return place;
  }

  @Test
  void runsOfOneDrawOfTheDataAreOneWitness() throws IOException {
    String law = "of = output_error, power-law = [network.width]";
    Path place =
        swept("draws", "laws.all { " + law + " }\n laws.each { " + law + ", per = [data.seed] }");
    List<Map<String, String>> rows = Table.read(place.resolve("laws.csv")).rows();
    assertTrue(rows.get(0).get("warnings").contains("2 replica groups"), rows.toString());
    assertEquals("each", rows.get(2).get("law"));
    assertFalse(rows.get(2).get("warnings").contains("replica groups"), rows.toString());
  }

  @Test
  void powerLawsAndFreeExponentsHaveBands() throws IOException {
    Path place =
        swept(
            "bands",
            "laws.power { of = output_error, per = [data.seed], power-law = [network.width] }\n"
                + "laws.free { of = output_error, per = [data.seed], exponents = free,"
                + " terms { a = \"1 / network.width\" } }");
    List<Map<String, String>> rows = Table.read(place.resolve("fits.csv")).rows();
    assertEquals(2 * 24, rows.size());
    for (Map<String, String> row : rows) {
      double fitted = Double.parseDouble(row.get("fitted"));
      assertTrue(Double.parseDouble(row.get("low")) <= fitted, row.toString());
      assertTrue(Double.parseDouble(row.get("high")) >= fitted, row.toString());
    }
  }

  @Test
  void theMeanIsTheOneThatTheFitTakes() throws IOException {
    String law = "of = output_error, per = [data.seed], terms { a = \"1 / network.width\" }";
    Path place =
        swept(
            "means",
            "laws.sum { " + law + " }\n laws.squares { " + law + ", combine = quadrature }");
    double[] sums = new double[2];
    double[] means = new double[2];
    for (Map<String, String> row : Table.read(place.resolve("fits.csv")).rows()) {
      if (row.get("group").equals("data.seed=1") && Integer.parseInt(row.get("run")) < 8) {
        int law0 = row.get("law").equals("sum") ? 0 : 1;
        double value = Double.parseDouble(row.get("value"));
        sums[law0] += law0 == 0 ? value / 4 : value * value / 4;
        means[law0] = Double.parseDouble(row.get("mean"));
      }
    }
    assertEquals(sums[0], means[0], 1e-12);
    assertEquals(Math.sqrt(sums[1]), means[1], 1e-12);
    assertTrue(means[1] > means[0]);
  }
}
