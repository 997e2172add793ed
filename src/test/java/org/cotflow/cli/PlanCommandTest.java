package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanCommandTest {
  private static String[] plan(String... further) {
    List<String> arguments = new ArrayList<>(List.of("plan", "moons"));
    for (String set :
        List.of(
            "network.width=16", "network.depth=4", "data.samples=20", "spark.master=local[1]")) {
      arguments.add("--set");
      arguments.add(set);
    }
    arguments.addAll(List.of("--calibration", "0.2"));
    arguments.addAll(List.of(further));
    return arguments.toArray(String[]::new);
  }

  @Test
  void withoutSparkTheTableHasTheInProcessEngineAlone() {
    Call called = Call.of(plan("--no-spark"));
    assertEquals(0, called.code(), called.err());
    assertTrue(called.out().startsWith("moons: depth 4, width 16, "), called.out());
    assertEquals(9, called.out().lines().filter(line -> line.startsWith("in-process ")).count());
    assertEquals(0, called.out().lines().filter(line -> line.startsWith("spark ")).count());
    assertTrue(called.out().contains("in process: fastest is engine.propagation = "));
  }

  @Test
  void ofASweepTheCostliestRunAndAllOfItAreForecast() {
    String[] sweep = {
      "--no-spark",
      "--set",
      "engine.threads=2",
      "--set",
      "sweep.network.width=[2, 400]",
      "--set",
      "sweep.init.seed=range(3)"
    };
    Call called = Call.of(plan(sweep));
    assertEquals(0, called.code(), called.err());
    Matcher line =
        Pattern.compile(
                "sweep: 6 runs, about (\\S+) s of kernels on 2 threads, .*;"
                    + " costliest is network.width = 400, init.seed = 0, about (\\S+) s on one"
                    + " thread")
            .matcher(called.out());
    assertTrue(line.find(), called.out());
    double all = Double.parseDouble(line.group(1));
    double costliest = Double.parseDouble(line.group(2));
    assertTrue(all > 1.4 * costliest && all < 2 * costliest, line.group());
    assertFalse(Call.of(plan("--no-spark")).out().contains("sweep:"));
  }

  @Test
  void aClusterThatIsMeantHasItsExecutorsInTheTable() {
    Call called = Call.of(plan("--executors", "10", "--cores", "4", "--memory", "8"));
    assertEquals(0, called.code(), called.err());
    assertTrue(called.out().contains("Spark: 10 x 4 cores, 8.59 GB each"), called.out());
    assertEquals(9, called.out().lines().filter(line -> line.startsWith("spark ")).count());
    assertTrue(called.out().contains("measured here: empty Spark job "));
    assertTrue(called.out().contains("at 100 times the width, on Spark by "));
    assertTrue(called.out().contains("spark.executor.memory = "));
  }

  @Test
  void resultsThatSparkWouldRefuseAreTheUsersErrorBeforeARun() {
    Call called =
        Call.of(
            plan(
                "--set", "engine.kind=spark",
                "--set", "engine.propagation=newton",
                "--set", "network.depth=32",
                "--set", "network.state-dim=64",
                "--set", "data.samples=40",
                "--set", "spark.conf={ spark.driver.maxResultSize = 10m }"));
    // 32 layers of 40 x 64 x 65 numbers: velocities and Jacobians.
    assertEquals(2, called.code(), called.out());
    assertTrue(
        called
            .err()
            .contains("spark.driver.maxResultSize is 10m, but a job of this run returns 41m"),
        called.err());
  }

  @ParameterizedTest
  @CsvSource({
    "--executors,0,--executors is 0; it must be above 0",
    "--memory,-2,--memory is -2.0; it must be above 0",
    "--cores,many,Invalid value for option '--cores'"
  })
  void wrongOptionsAreTheUsersError(String option, String value, String complaint) {
    Call called = Call.of(plan(option, value));
    assertEquals(2, called.code());
    assertTrue(called.err().contains(complaint), called.err());
    assertEquals(1, called.err().lines().filter(line -> line.startsWith("cotflow: ")).count());
  }

  /** As train does: whoever plans or certifies sees which data are meant. */
  @Test
  void whatIsAssumedAboutTheDataIsSaid(@TempDir Path directory) throws IOException {
    Path table = Files.writeString(directory.resolve("t.csv"), "a,y\n1,0\n2,1\n3,0\n4,1\n5,0\n");
    String source = "data.source=csv:" + table;
    String note =
        "note: csv:"
            + table
            + ": data.task = classification is assumed: the target y holds 2 different whole"
            + " numbers";
    Call planned =
        Call.done("plan", "gaussian", "--no-spark", "--calibration", "0.02", "--set", source);
    Call certified =
        Call.of("certify", "gaussian", "--no-search", "--set", source, "--set", "network.width=4");
    for (Call call : List.of(planned, certified)) {
      assertTrue(call.err().lines().anyMatch(note::equals), call.err());
    }
  }
}
