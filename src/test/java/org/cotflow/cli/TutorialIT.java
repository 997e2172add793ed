package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of README and tutorial, run in the order of the pages in a directory of their own,
 * print what the pages quote. Comments before indented blocks, which readers do not see, say what a
 * block is:
 *
 * <pre>
 *   &lt;!-- file: NAME --&gt;      a file that later commands read
 *   &lt;!-- prints --&gt;          lines that the command before prints, in this order
 *   &lt;!-- prints, varying: WORDS, WORDS --&gt;   but lines that begin with these words vary
 *   &lt;!-- not run: WHY --&gt;    commands that are not run here
 *   (none)                   commands that are run
 * </pre>
 */
class TutorialIT {
  private static final Pattern COMMENT = Pattern.compile("<!-- (.*) -->");
  private static final String PROGRAM = "scripts/cotflow ";

  /** Quoted within a paragraph: the last line of a command. */
  private static final Pattern QUOTED = Pattern.compile("`(cot_distance [0-9.]+)`");

  /** Where a command without --out would write into the directory of the tests. */
  private static final Set<String> WRITING = Set.of("train", "sweep");

  @TempDir static Path directory;

  private final List<String> ran = new ArrayList<>();
  private List<String> printed = List.of();

  @Test
  void thePagesSayWhatComesOut() throws IOException {
    for (String page : List.of("README.md", "docs/tutorial.md")) {
      run(Path.of(page));
    }
    Set<String> commands = new TreeSet<>(ran.stream().map(line -> line.split(" ")[0]).toList());
    assertTrue(
        commands.containsAll(List.of("train", "report", "distance", "sweep", "plan")),
        () -> "only " + commands + " were run");
  }

  private void run(Path page) throws IOException {
    String[] lines = Files.readString(page).split("\n");
    String comment = "";
    for (int i = 0; i < lines.length; i++) {
      Matcher said = COMMENT.matcher(lines[i]);
      if (said.matches()) {
        comment = said.group(1);
      } else if (lines[i].startsWith("    ")) {
        List<String> block = new ArrayList<>();
        for (; i < lines.length && (lines[i].startsWith("    ") || isInside(lines, i)); i++) {
          block.add(lines[i].isBlank() ? "" : lines[i].substring(4));
        }
        i--;
        block(page, comment, block);
        comment = "";
      } else {
        Matcher quoted = QUOTED.matcher(lines[i]);
        while (quoted.find()) {
          String line = quoted.group(1);
          assertTrue(printed.contains(line), () -> page + ": " + line + " is not in " + printed);
        }
      }
    }
  }

  /** An empty line between lines of a block. */
  private static boolean isInside(String[] lines, int at) {
    return lines[at].isBlank() && at + 1 < lines.length && lines[at + 1].startsWith("    ");
  }

  private void block(Path page, String comment, List<String> block) throws IOException {
    if (comment.startsWith("file: ")) {
      String text = String.join("\n", block) + "\n";
      Files.writeString(directory.resolve(comment.substring("file: ".length())), text);
    } else if (comment.startsWith("prints")) {
      compare(page, comment, block);
    } else if (!comment.startsWith("not run: ")) {
      for (String line : block) {
        if (line.startsWith("scripts/test ")) {
          continue; // it runs this
        }
        assertTrue(line.startsWith(PROGRAM), () -> page + ": what is this? " + line);
        call(page, line.substring(PROGRAM.length()));
      }
    }
  }

  private void compare(Path page, String comment, List<String> block) {
    List<String> varying =
        comment.contains("varying: ")
            ? List.of(comment.substring(comment.indexOf("varying: ") + 9).split(", "))
            : List.of();
    int from = 0;
    for (String line : block) {
      List<String> rest = printed.subList(from, printed.size());
      int at =
          varying.stream().anyMatch(line::startsWith)
              ? places(rest, varying.stream().filter(line::startsWith).findFirst().orElseThrow())
              : rest.indexOf(line);
      assertTrue(at >= 0, () -> page + " quotes: " + line + "\nprinted:\n" + printed);
      from += at + 1;
    }
  }

  private static int places(List<String> lines, String beginning) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(beginning)) {
        return i;
      }
    }
    return -1;
  }

  private void call(Path page, String line) {
    List<String> words = new ArrayList<>();
    for (String word : PageCommandsTest.words(line)) {
      words.add(inDirectory(word));
    }
    if (WRITING.contains(words.get(0)) && !words.contains("--out")) {
      String name = Path.of(words.get(1)).getFileName().toString().replaceAll("\\.conf$", "");
      words.add("--out");
      words.add(
          directory.resolve((words.get(0).equals("sweep") ? "sweeps/" : "runs/") + name) + "");
    }
    Call call = Call.of(words.toArray(String[]::new));
    assertEquals(0, call.code(), () -> page + ": " + line + "\n" + call.err());
    ran.add(line);
    printed = call.outLines().stream().map(text -> text.replace(directory + "/", "")).toList();
  }

  /** Names of files and directories, but not of built-in experiments and settings. */
  private static String inDirectory(String word) {
    boolean file = word.matches("(runs|sweeps|figures)/.*|figures|[a-z-]+\\.(conf|csv|npz|html)");
    return file ? directory.resolve(word).toString() : word;
  }
}
