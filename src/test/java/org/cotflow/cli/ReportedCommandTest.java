package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that a report gives does what the report says: the same numbers again. */
class ReportedCommandTest {
  private static final Pattern COMMAND = Pattern.compile("(?s)<pre class=\"command\">(.*?)</pre>");

  @TempDir Path directory;

  private static void done(List<String> arguments) {
    Call call = Call.of(arguments.toArray(String[]::new));
    assertEquals(0, call.code(), call.err());
  }

  /** Reads the command out of a page as a shell would, and runs it. */
  private String runAgain(Path run, Path again) throws IOException, InterruptedException {
    Matcher found = COMMAND.matcher(Files.readString(run.resolve("report.html")));
    assertTrue(found.find());
    String command =
        found
            .group(1)
            .replace("&#39;", "'")
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&");
    Process shell =
        new ProcessBuilder("bash", "-c", "set -- " + command + "\nprintf '%s\\0' \"$@\"").start();
    byte[] words = shell.getInputStream().readAllBytes();
    assertEquals(0, shell.waitFor());
    List<String> arguments =
        new ArrayList<>(List.of(new String(words, StandardCharsets.UTF_8).split("\0")));
    assertEquals("scripts/cotflow", arguments.remove(0));
    arguments.replaceAll(word -> word.equals("NEW_DIRECTORY") ? again.toString() : word);
    done(arguments);
    return command;
  }

  @Test
  void aRunEndsWithTheSameDigest() throws IOException, InterruptedException {
    Path run = directory.resolve("it's <one> & only");
    List<String> arguments = new ArrayList<>(List.of("train", "moons", "--out", run.toString()));
    arguments.addAll(
        TrainCalls.sets("data.samples=40", "network.width=8", "flow.steps=5", "init.seed=3"));
    done(arguments);
    Path again = directory.resolve("again");
    String command = runAgain(run, again);
    String digest = digest(run);
    assertEquals(digest, digest(again));
    assertTrue(command.endsWith("# ends with measure digest " + digest), command);
  }

  private static String digest(Path run) throws IOException {
    Matcher digest =
        Pattern.compile("\"measureDigest\": \"([0-9a-f]{64})\"")
            .matcher(Files.readString(run.resolve("summary.json")));
    assertTrue(digest.find());
    return digest.group(1);
  }

  @Test
  void aSweepEndsWithTheSameTablesAndRuns() throws IOException, InterruptedException {
    Path sweep = directory.resolve("a sweep");
    List<String> arguments =
        new ArrayList<>(List.of("sweep", "gaussian", "--plain", "--out", sweep.toString()));
    arguments.addAll(
        TrainCalls.sets(
            "data.samples=6",
            "flow.steps=2",
            "sweep.network.width=[2,4]",
            "sweep.init.seed=range(2)",
            "sweep.init.w.std=1/sqrt(network.width)",
            "sweep.reference.network.width=9",
            "sweep.laws.size={of=output_error, power-law=[network.width]}",
            "sweep.keep-runs=true"));
    done(arguments);
    Path again = directory.resolve("again");
    runAgain(sweep, again);
    for (String table : List.of("runs.csv", "laws.csv", "fits.csv", "references.csv")) {
      assertEquals(
          Files.readString(sweep.resolve(table)), Files.readString(again.resolve(table)), table);
    }
    Path kept = Path.of("runs/run=00003");
    assertEquals(digest(sweep.resolve(kept)), digest(again.resolve(kept)));
  }
}
