package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands in docs/data.md do what the page says, in their order. */
class DataPageTest {
  private static final String PROMPT = "$ scripts/cotflow ";

  @TempDir Path temporary;

  /** A command with the lines that the page shows below it. */
  private record Shown(String command, List<String> lines) {}

  private static List<Shown> commands() throws IOException {
    List<Shown> commands = new ArrayList<>();
    boolean inBlock = false;
    for (String line : Files.readAllLines(Path.of("docs/data.md"))) {
      if (line.startsWith("```")) {
        inBlock = line.equals("```console");
      } else if (inBlock && line.startsWith("$ ")) {
        assertTrue(line.startsWith(PROMPT) || line.startsWith("$ cat "), line);
        commands.add(new Shown(line, new ArrayList<>()));
      } else if (inBlock) {
        commands.get(commands.size() - 1).lines().add(line);
      }
    }
    return commands;
  }

  private List<String> printed(String command) throws IOException {
    if (command.startsWith("$ cat ")) {
      return Files.readAllLines(Path.of(command.substring("$ cat ".length())));
    }
    String[] words =
        command.substring(PROMPT.length()).replace("runs/", temporary + "/").split(" ");
    Call call = Call.of(words);
    List<String> lines = new ArrayList<>(call.errLines());
    lines.addAll(call.outLines());
    return lines.stream().map(line -> line.replace(temporary + "/", "runs/")).toList();
  }

  @Test
  void theCommandsPrintWhatThePageShows() throws IOException {
    List<Shown> commands = commands();
    assertEquals(12, commands.size());
    for (Shown shown : commands) {
      List<String> printed = printed(shown.command());
      int from = 0;
      for (String line : shown.lines()) {
        if (line.equals("...")) {
          continue;
        }
        int at = printed.subList(from, printed.size()).indexOf(line);
        assertTrue(at >= 0, () -> shown.command() + " does not print: " + line + "\n" + printed);
        from += at + 1;
      }
    }
    String report = Files.readString(temporary.resolve("flats/report.html"));
    assertTrue(report.contains("Columns of the data"), "the report shows no columns");
    assertTrue(report.contains("city=Leipzig"), "the report shows no categories");
  }
}
