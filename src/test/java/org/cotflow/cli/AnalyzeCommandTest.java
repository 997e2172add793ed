package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalyzeCommandTest {
  private static final int STEPS = 3;

  @TempDir Path directory;

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private void train(String name, String... sets) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "data.samples=20",
                "network.depth=3",
                "network.width=[24,9,40]",
                "engine.block=8",
                "flow.step=0.5",
                "output.snapshot-every=1",
                "flow.steps=" + STEPS));
    all.addAll(List.of(sets));
    Call.train("moons", directory.resolve(name), all.toArray(String[]::new));
  }

  /** The kernels of such maps take long for many samples. */
  private void trainFew(String name, String... sets) {
    List<String> all = new ArrayList<>(List.of(sets));
    all.addAll(List.of("data.samples=10", "network.width=[9,8,12]", "flow.steps=2"));
    train(name, all.toArray(String[]::new));
  }

  private static List<Map<String, String>> table(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    String[] names = lines.get(0).split(",", -1);
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      assertEquals(names.length, cells.length, line);
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < names.length; i++) {
        row.put(names[i], cells[i]);
      }
      rows.add(row);
    }
    return rows;
  }

  private static double number(Map<String, String> row, String name) {
    return Double.parseDouble(row.get(name));
  }

  /** The kernel form is the recorded gradient at every step, whatever is trained and how. */
  @Test
  void theKernelFormIsTheRecordedGradientAlongRuns() throws IOException {
    List<List<String>> runs =
        List.of(
            List.of("engine.propagation=sweep"),
            List.of("network.bias=false", "init.u.std=0.8", "network.activation=gelu"),
            List.of(
                "flow.train=[u,b]",
                "flow.multipliers.u=0.3",
                "init.u.std=0.5",
                "network.output-average=true",
                "network.scale=2"),
            List.of("network.loss=cross-entropy", "init.u.std=0.5", "network.activation=relu"),
            List.of("network.depth-scheme=midpoint", "init.u.std=0.8"),
            List.of("network.depth-scheme=rk4", "network.substeps=2", "init.u.std=0.8"));
    for (List<String> sets : runs) {
      String name = "run" + runs.indexOf(sets);
      train(name, sets.toArray(String[]::new));
      Call call = Call.of("analyze", path(name), "--csv", path(name + ".csv"));
      assertEquals(0, call.code(), call.err());
      List<Map<String, String>> history = table(directory.resolve(name).resolve("history.csv"));
      List<Map<String, String>> rows = table(directory.resolve(name + ".csv"));
      assertEquals(3 * (STEPS + 1), rows.size());
      for (Map<String, String> row : rows) {
        Map<String, String> recorded = history.get(Integer.parseInt(row.get("step")));
        assertEquals(1, number(row, "grad_norm_sq") / number(recorded, "grad_norm_sq"), 1e-11);
        assertEquals(1, number(row, "dissipation") / number(recorded, "dissipation"), 1e-11);
        assertEquals(1, number(row, "risk") / number(recorded, "risk"), 1e-13);
        assertTrue(number(row, "kernel_form_difference") <= 1e-11);
        if (sets.contains("network.loss=cross-entropy")
            || sets.get(0).startsWith("network.depth-scheme")) {
          assertEquals("", row.get("pl_bound"));
        } else {
          assertTrue(number(row, "pl_bound") <= number(row, "pl_ratio"));
          assertTrue(number(row, "flow_bound") <= number(row, "flow_ratio"));
        }
      }
    }
  }

  /** The kernel form of maps comes from their pullbacks and pushes. */
  @Test
  void otherMapsHaveKernelsAndNameWhatTheirBoundLacks() throws IOException {
    trainFew(
        "tokens",
        "network.map=attention",
        "network.sites=[2]",
        "network.state-dim=4",
        "init.o.std=0.5");
    trainFew("gated", "network.map=gated", "init.u.std=0.5", "flow.multipliers.v=0.3");
    trainFew("perceptron", "network.map=perceptron", "init.u.std=0.5", "diagnostics.every=1");
    for (String name : List.of("tokens", "gated", "perceptron")) {
      Call call = Call.of("analyze", path(name), "--csv", path(name + ".csv"));
      assertEquals(0, call.code(), call.err());
      boolean bounded = name.equals("perceptron");
      String lacks = "none: it needs a bound of |D_x phi| over all x, and network.map = ";
      assertEquals(!bounded, call.out().contains(lacks), call.out());
      for (Map<String, String> row : table(directory.resolve(name + ".csv"))) {
        assertTrue(number(row, "kernel_form_difference") <= 1e-11, row.toString());
        assertTrue(number(row, "kernel_max") > 0 && number(row, "tangent_max") > 0);
        assertEquals(bounded, !row.get("pl_bound").isEmpty());
      }
    }
    Map<String, String> recorded =
        table(directory.resolve("perceptron").resolve("history.csv")).get(1);
    Map<String, String> analyzed = table(directory.resolve("perceptron.csv")).get(3);
    assertEquals("1", analyzed.get("step"));
    assertEquals(number(analyzed, "pl_bound"), number(recorded, "pl_bound"));
  }

  @Test
  void aSnapshotIsPrintedAndTheTableIsReproducible() throws IOException {
    train("run");
    Call one = Call.of("analyze", path("run"), "--step", "2", "--csv", path("one.csv"));
    assertEquals(0, one.code(), one.err());
    assertTrue(one.out().startsWith("step 2, flow time 1\n"), one.out());
    assertEquals(1, one.out().lines().filter(line -> line.startsWith("risk")).count());
    assertTrue(one.out().contains("lower bound"), one.out());
    assertTrue(one.out().contains("decay rate of the risk  none"), one.out());
    Call.of("analyze", path("run"), "--step", "2", "--csv", path("again.csv"));
    byte[] first = Files.readAllBytes(directory.resolve("one.csv"));
    assertTrue(Arrays.equals(first, Files.readAllBytes(directory.resolve("again.csv"))));
  }

  @Test
  void theDecayHasItsWindow() throws IOException {
    train("run", "output.snapshot-every=4", "flow.steps=5");
    Call call = Call.of("analyze", path("run"), "--csv", path("decay.csv"));
    assertEquals(0, call.code(), call.err());
    List<Map<String, String>> rows = table(directory.resolve("decay.csv"));
    assertEquals(0.0, number(rows.get(0), "decay_from"));
    assertEquals(2.0, number(rows.get(0), "decay_to"));
    assertTrue(number(rows.get(0), "decay_rate") > 0);
    assertTrue(number(rows.get(0), "decay_r2") > 0.5);
  }

  @Test
  void aMiniBatchIsNotComparedWithTheFullGradient() throws IOException {
    train("run", "flow.batch=5", "output.record-every=1");
    Call call = Call.of("analyze", path("run"), "--step", "1", "--csv", path("batch.csv"));
    assertEquals(0, call.code(), call.err());
    assertTrue(call.out().contains("no full-batch row of this step"), call.out());
    assertEquals("", table(directory.resolve("batch.csv")).get(0).get("kernel_form_difference"));
  }

  @Test
  void whatIsNoRunIsAnError() throws IOException {
    train("run");
    train("other", "data.seed=7");
    Files.copy(
        directory.resolve("other/provenance.json"),
        directory.resolve("run/provenance.json"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    for (Call call :
        List.of(
            Call.of("analyze", path("none")),
            Call.of("analyze", path("other"), "--step", "77"),
            Call.of("analyze", path("run")))) {
      assertEquals(2, call.code(), call.err());
      assertEquals(1, call.err().strip().lines().count(), call.err());
    }
  }

  @Test
  void damagedSnapshotsAreRefusedOrSaidToBeLeftOut() throws IOException {
    train("run");
    Path part = directory.resolve("run/measure/step=00000001/part-00000000.parquet");
    byte[] whole = Files.readAllBytes(part);
    byte[] changed = whole.clone();
    changed[whole.length / 2] ^= 1;
    Files.write(part, changed);
    Call call = Call.of("analyze", path("run"));
    assertEquals(2, call.code(), call.err());
    assertEquals(1, call.err().strip().lines().count(), call.err());
    assertTrue(call.err().contains(part + " is damaged: "), call.err());
    assertTrue(call.err().endsWith("; restore it, or take another step\n"), call.err());
    Files.write(part, Arrays.copyOf(whole, whole.length / 2));
    String note = "snapshots that are half written or damaged are left out: steps [1]";
    call = Call.of("analyze", path("run"));
    assertEquals(0, call.code(), call.err());
    assertEquals("note: " + note, call.err().strip());
    assertEquals(0, Call.of("report", path("run"), "--out", path("page.html")).code());
    String page = Files.readString(directory.resolve("page.html"));
    assertTrue(page.contains("damaged are left out: steps [1]"), "not in the report");
  }
}
