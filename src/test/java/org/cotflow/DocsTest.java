package org.cotflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cotflow.cli.Main;
import org.cotflow.config.ConfigText;
import org.cotflow.config.ExperimentConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documentation names exists: files, headings, commands and configuration keys. */
class DocsTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern COMMAND =
      Pattern.compile("(?:scripts/cotflow|`cotflow|scripts/submit [^\n`]*--) ([a-z]+)\\b");
  private static final Pattern KEY =
      Pattern.compile(
          "(?:`|--set"
              + " ['\"]?)((?:data|network|init|flow|engine|output|diagnostics|spark)\\.(?!csv|npz)[a-z.-]+)");

  /** Settings of Spark and Hadoop, which share the prefix. */
  private static final Pattern SPARKS_OWN =
      Pattern.compile("spark\\.(?!master$|checkpoint-every$)[a-z].*");

  /** README, CHANGELOG and all pages. */
  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(Path.of("README.md"), Path.of("CHANGELOG.md")));
    for (String root : List.of("docs", "cluster-configs")) {
      try (Stream<Path> files = Files.walk(Path.of(root))) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    return pages;
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadToFilesAndHeadings(Path page) throws IOException {
    List<String> broken = new ArrayList<>();
    for (String link : named(LINK, page)) {
      if (link.contains("://")) {
        continue;
      }
      String[] parts = link.split("#", 2);
      Path target = parts[0].isEmpty() ? page : page.toAbsolutePath().getParent().resolve(parts[0]);
      if (!Files.exists(target)
          || parts.length == 2 && !anchors(Files.readString(target)).contains(parts[1])) {
        broken.add(link);
      }
    }
    assertEquals(List.of(), broken);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void commandsExist(Path page) throws IOException {
    Set<String> unknown = new TreeSet<>(named(COMMAND, page));
    unknown.removeAll(Main.commandLine().getSubcommands().keySet());
    assertEquals(Set.of(), unknown);
  }

  @Test
  void theReadmeListsEveryCommand() throws IOException {
    assertEquals(
        Set.copyOf(Main.commandLine().getSubcommands().keySet()),
        named(Pattern.compile("(?m)^\\| `([a-z]+)\\b"), Path.of("README.md")));
  }

  @Test
  void theMapListsEveryPackageInItsOrder() throws IOException {
    List<String> map = new ArrayList<>();
    Matcher rows =
        Pattern.compile("(?m)^\\| `([a-z.]+)` \\|")
            .matcher(Files.readString(Path.of("docs/EXTENDING.md")));
    while (rows.find()) {
      map.add(rows.group(1));
    }
    assertEquals(ArchitectureRules.PACKAGES, map);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void configurationKeysExist(Path page) throws IOException {
    Set<String> keys = ConfigText.values(ExperimentConfig.defaults()).keySet();
    List<String> unknown =
        named(KEY, page).stream()
            .map(key -> key.replaceAll("[.-]$", ""))
            .filter(key -> !isKey(key, keys))
            .toList();
    assertEquals(List.of(), unknown);
  }

  /** Claims name their tests; in the comparison with other programs each one does. */
  @Test
  void testsThatAreNamedExist() throws IOException {
    Set<String> tests;
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      tests =
          files
              .map(file -> file.getFileName().toString().replaceAll("\\.java$", ""))
              .collect(Collectors.toSet());
    }
    Pattern test = Pattern.compile("`([A-Z]\\w+(?:Test|IT))`");
    for (Path page : pages()) {
      Set<String> unknown = named(test, page);
      unknown.removeAll(tests);
      assertEquals(Set.of(), unknown, page.toString());
    }
    List<String> rows =
        Files.readAllLines(Path.of("docs/desk.md")).stream()
            .filter(row -> row.matches("\\| [a-z].*"))
            .toList();
    assertEquals(9, rows.size());
    for (String row : rows) {
      String[] cells = row.split(" \\| ");
      assertEquals(7, cells.length, row);
      assertTrue(cells[6].matches("(`\\w+`(, | \\|))+"), row);
    }
  }

  @ParameterizedTest
  @MethodSource("readingOrder")
  void eachPageLinksToTheNext(Path page, String next) throws IOException {
    String[] lines = Files.readString(page).strip().split("\n");
    assertTrue(
        lines[lines.length - 1].startsWith("Next: [")
            && lines[lines.length - 1].endsWith("](" + next + ")"),
        () -> page + " ends with " + lines[lines.length - 1] + ", not with a link to " + next);
  }

  /** The pages of the index, each with the one after it; configuration.md is generated. */
  static List<Object[]> readingOrder() throws IOException {
    List<String> order = new ArrayList<>();
    Matcher rows =
        Pattern.compile("(?m)^\\| \\[[^]]+\\]\\(([^)]+)\\)")
            .matcher(Files.readString(Path.of("docs/README.md")));
    while (rows.find()) {
      order.add(rows.group(1));
    }
    List<Object[]> pairs = new ArrayList<>();
    for (int i = 0; i + 1 < order.size(); i++) {
      Path page = Path.of("docs").resolve(order.get(i));
      if (!order.get(i).equals("configuration.md")) {
        Path next = page.getParent().relativize(Path.of("docs").resolve(order.get(i + 1)));
        pairs.add(new Object[] {page, next.toString()});
      }
    }
    return pairs;
  }

  /** Blocks of keys and packages count too, and entries that users choose themselves. */
  private static boolean isKey(String name, Set<String> keys) {
    return keys.contains(name)
        || ArchitectureRules.PACKAGES.contains(name)
        || keys.stream().anyMatch(key -> key.startsWith(name + "."))
        || name.startsWith("spark.conf.")
        || name.matches("data\\.(missing|categories)\\..+")
        || SPARKS_OWN.matcher(name).matches();
  }

  private static Set<String> named(Pattern pattern, Path page) throws IOException {
    Set<String> found = new TreeSet<>();
    Matcher matcher = pattern.matcher(Files.readString(page));
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  /** The anchors that GitHub makes of headings. */
  private static Set<String> anchors(String page) {
    Set<String> anchors = new TreeSet<>();
    Matcher headings = Pattern.compile("(?m)^#+ (.*)$").matcher(page);
    while (headings.find()) {
      anchors.add(
          headings
              .group(1)
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-'));
    }
    return anchors;
  }
}
