package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every command on every page is one that the program takes: its options, values and arguments. */
class PageCommandsTest {
  private static final Pattern COMMAND =
      Pattern.compile("^(?:    )?(?:\\$ )?(?:scripts|bin)/cotflow (.*)$");

  /** A word of a shell: what stands in quotes, or without blanks. */
  private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+");

  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(Path.of("README.md")));
    for (String root : List.of("docs", "cluster-configs")) {
      try (Stream<Path> files = Files.walk(Path.of(root))) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    return pages;
  }

  /** The commands of a page, each as its words. */
  static List<List<String>> commands(Path page) throws IOException {
    List<List<String>> commands = new ArrayList<>();
    String text = Files.readString(page).replaceAll("\\\\\\n\\s*", "");
    for (String line : text.split("\n")) {
      Matcher command = COMMAND.matcher(line);
      if (command.matches()) {
        commands.add(words(command.group(1)));
      }
    }
    return commands;
  }

  /** Up to a comment, a pipe or another command. */
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      String word = matcher.group();
      if (word.startsWith("#") || List.of("|", ">", "&&", ";", "2>", "&").contains(word)) {
        break;
      }
      if (!word.startsWith("$")) { // a variable, which may stand for several words
        words.add(word.replace("'", "").replace("\"", ""));
      }
    }
    return words;
  }

  @ParameterizedTest
  @MethodSource("pages")
  void theProgramTakesThem(Path page) throws IOException {
    List<String> refused = new ArrayList<>();
    for (List<String> words : commands(page)) {
      try {
        Main.commandLine()
            .setCaseInsensitiveEnumValuesAllowed(true)
            .parseArgs(words.toArray(String[]::new));
      } catch (CommandLine.ParameterException wrong) {
        refused.add(words + ": " + wrong.getMessage());
      }
    }
    assertEquals(List.of(), refused);
  }

  @Test
  void commandsAreFound() throws IOException {
    int count = 0;
    for (Path page : pages()) {
      count += commands(page).size();
    }
    assertTrue(count > 60, count + " commands");
    assertEquals(
        List.of("train", "moons", "--set", "data.source=csv:a b"),
        words("train moons --set 'data.source=csv:a b'  # a comment"));
  }
}
