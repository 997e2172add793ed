package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.cotflow.base.Invocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command works where the environment has next to nothing, on a terminal too. */
class EnvironmentsIT {
  private static final String NOWHERE = "/proc/nowhere";
  private static final Pattern COLOR = Pattern.compile("\033\\[[0-9;]*m");
  private static final String SMALL =
      " --set data.samples=40 --set network.width=8 --set network.depth=3 --set flow.steps=3";
  private static final List<String> CALLS =
      List.of(
          "--help",
          "--version",
          "help train",
          "help --man",
          "completion bash",
          "list",
          "config moons",
          "new my --data table.csv",
          "train my.conf --set flow.steps=2 --set network.width=8 --out runs/my",
          "train moons --dry-run" + SMALL,
          "train moons --out runs/a" + SMALL,
          "train moons --out runs/b --set init.seed=3" + SMALL,
          "resume runs/a --set flow.steps=4",
          "sweep moons --out sweep --set sweep.network.width=[3,5]" + SMALL,
          "predict runs/a --part test",
          "export runs/a --out a.npz",
          "distance runs/a runs/b",
          "geodesic runs/a runs/b --at 0.5 --out between",
          "barycenter runs/a runs/b --out mean.npz",
          "analyze runs/a",
          "certify certified --run --no-search",
          "report runs/a runs/b --out both.html",
          "report runs/a --plain",
          "report runs/a --figures figures",
          "plan moons --no-spark --calibration 0.05" + SMALL,
          "watch runs");

  @TempDir Path directory;

  /** What every command says on a terminal, with these variables and no others. */
  private String said(List<String> variables, List<String> options, String... further)
      throws IOException, InterruptedException {
    Files.writeString(
        directory.resolve("table.csv"),
        "a;b;caf\u00e9\n1;2;3\n2;3;4\n3;5;6\n4;4;4\n5;7;1\n6;1;2\n");
    List<List<String>> calls = new ArrayList<>();
    CALLS.forEach(words -> calls.add(List.of(words.split(" "))));
    List.of(further).forEach(words -> calls.add(List.of(words.split(" "))));
    List<String> command = new ArrayList<>(List.of("/usr/bin/env", "-i"));
    command.addAll(variables);
    command.addAll(CallsInTurn.command(directory, calls));
    command.addAll(command.indexOf("-cp"), options);
    String quoted = String.join(" ", command.stream().map(Invocation::quoted).toList());
    Path printed =
        CallsInTurn.run(directory, List.of("script", "-q", "-e", "-c", quoted, "/dev/null"));
    assertEquals(
        List.of(),
        Files.readAllLines(printed).stream()
            .filter(line -> !line.matches("WARNING: Using incubator modules.*|follows runs/a.*"))
            .toList());
    Set<String> commands = new TreeSet<>();
    StringBuilder text = new StringBuilder();
    for (CallsInTurn.Said one : CallsInTurn.said(directory)) {
      assertEquals(0, one.code(), one.toString());
      commands.add(one.call().split(" ")[0]);
      text.append(one.text());
    }
    assertTrue(commands.containsAll(Main.commandLine().getSubcommands().keySet()), "" + commands);
    return text.toString();
  }

  /** What Java says of a user without a name, as in many containers: no home, no path. */
  @Test
  void withoutHomePathAndColor() throws IOException, InterruptedException {
    String said =
        said(List.of("LC_ALL=C", "TERM=xterm-256color", "NO_COLOR=1"), List.of("-Duser.home=?"));
    assertFalse(COLOR.matcher(said).find(), said);
  }

  @Test
  void onADumbTerminalWithAHomeThatCannotBeWritten() throws IOException, InterruptedException {
    String said =
        said(
            List.of("LC_ALL=C", "TERM=dumb", "HOME=" + NOWHERE, "PATH=/usr/bin:/bin"),
            List.of(
                "-Duser.home=" + NOWHERE,
                "-Dcotflow.log=" + NOWHERE + "/cotflow.log",
                "-Dlog4j2.configurationFile=classpath:org/cotflow/log4j2.properties"),
            "train moons --out runs/spark --set engine.kind=spark --set spark.master=local[1]"
                + SMALL);
    assertFalse(said.contains("\033"), said);
  }
}
