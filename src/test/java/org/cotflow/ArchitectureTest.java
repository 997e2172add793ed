package org.cotflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cotflow.base.UserInputException;
import org.cotflow.broken.engine.DrivesTheFlow;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The package order and the bans of the numerics contract hold for all of the main code. */
class ArchitectureTest {
  private static final ArchitectureRules RULES = new ArchitectureRules("org.cotflow");
  private static final ArchitectureRules BROKEN = new ArchitectureRules("org.cotflow.broken");

  /** Each with its reason. */
  private static final Map<Set<String>, String> CIRCLES = Map.of();

  private static JavaClasses main;
  private static JavaClasses broken;

  @BeforeAll
  static void importClasses() throws URISyntaxException {
    main = new ClassFileImporter().importPath(directoryOf(UserInputException.class));
    broken =
        new ClassFileImporter()
            .importPath(directoryOf(DrivesTheFlow.class).resolve("org/cotflow/broken"));
  }

  /** Numbers have the digits of the machine's language where a format has no locale. */
  @Test
  void numbersAreFormattedWithALocale() throws IOException {
    String number = "%[-0-9,+.]*[dfeg]";
    String letters = "(?:[^\"\\\\\n]|\\\\.)*";
    String further = "(?:\\s*\\+\\s*\"" + letters + "\")*\\)?\\s*\\.formatted\\(";
    String block = "(?:(?!\"\"\")[\\s\\S])*";
    Pattern wrong =
        Pattern.compile(
            ("(printf|format)\\(\\s*\"[^;]*?" + number + "[^;]*;")
                + ("|\"" + letters + number + letters + "\"" + further)
                + ("|\"\"\"" + block + number + block + "\"\"\"\\s*\\.formatted\\("));
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        if (!file.startsWith("src/bench") && !file.endsWith("ArchitectureTest.java")) {
          Matcher found = wrong.matcher(Files.readString(file));
          assertFalse(found.find(), () -> file + ": " + found.group());
        }
      }
    }
    assertTrue(wrong.matcher("printf(\n \"%s %5.2f\", 1, 2);").find());
    assertTrue(wrong.matcher("(\"a\" + \" %d\")\n .formatted(1)").find());
    assertTrue(wrong.matcher("(\"a; \\\"%d\\\"\"\n + \"b\").formatted(1)").find());
    assertTrue(wrong.matcher("\"\"\"\n \"%d\"\n \"\"\"\n .formatted(1)").find());
  }

  @Test
  void mainCodeIsThere() {
    assertTrue(main.contain(UserInputException.class));
    assertTrue(main.stream().noneMatch(c -> c.getName().contains("Test")));
  }

  @TestFactory
  Stream<DynamicTest> mainCodeKeepsEveryRule() {
    return rules(RULES).entrySet().stream()
        .map(rule -> DynamicTest.dynamicTest(rule.getKey(), () -> rule.getValue().check(main)));
  }

  /** Two files that need each other cannot be read one after the other. */
  @Test
  void filesNeedEachOtherInTheseCirclesOnly() {
    assertEquals(Set.copyOf(CIRCLES.keySet()), Set.copyOf(FileCircles.among(main)));
    assertTrue(CIRCLES.size() <= 4, "more than four circles");
  }

  /** Who enters a package can read it whole. The vector kernels beside {@code kernel} are apart. */
  @Test
  void packagesAreSmall() throws IOException {
    Map<Path, List<Path>> files;
    try (Stream<Path> all = Files.walk(Path.of("src", "main", "java"))) {
      files =
          all.filter(path -> path.toString().endsWith(".java"))
              .collect(Collectors.groupingBy(Path::getParent));
    }
    assertTrue(files.size() > 40, "packages found: " + files.size());
    for (Map.Entry<Path, List<Path>> own : files.entrySet()) {
      long lines = 0;
      for (Path file : own.getValue()) {
        lines += Files.readAllLines(file).size();
      }
      assertTrue(own.getValue().size() <= 30, own.getKey() + " has " + own.getValue().size());
      assertTrue(lines <= 2500, own.getKey() + " has " + lines + " lines");
    }
  }

  @TestFactory
  Stream<DynamicTest> everyRuleFindsTheClassThatBreaksIt() {
    Map<String, String> culprits =
        Map.of(
            "package of each class", "org.cotflow.broken.AtTheTop",
            "imports of engine", "org.cotflow.broken.engine.DrivesTheFlow",
            "org.apache.spark", "org.cotflow.broken.engine.StartsSpark",
            "functions", "org.cotflow.broken.measure.UsesMath",
            "random numbers", "org.cotflow.broken.measure.UsesRandom",
            "parallel streams", "org.cotflow.broken.measure.AddsInParallel",
            "deserialization", "org.cotflow.broken.base.Deserializes");
    Map<String, ArchRule> rules = rules(BROKEN);
    return culprits.entrySet().stream()
        .map(
            culprit ->
                DynamicTest.dynamicTest(
                    culprit.getKey(),
                    () -> assertOnlyCulprit(rules.get(culprit.getKey()), culprit.getValue())));
  }

  private static void assertOnlyCulprit(ArchRule rule, String culprit) {
    EvaluationResult result = rule.evaluate(broken);
    List<String> details = result.getFailureReport().getDetails();
    assertTrue(result.hasViolation(), "not found: " + culprit);
    assertEquals(List.of(), details.stream().filter(detail -> !detail.contains(culprit)).toList());
  }

  private static Map<String, ArchRule> rules(ArchitectureRules rules) {
    Map<String, ArchRule> named = new java.util.LinkedHashMap<>();
    named.put("package of each class", rules.everyClassHasItsPackage());
    for (String name : ArchitectureRules.PACKAGES) {
      named.put("imports of " + name, rules.importsOnlyBackwards(name));
    }
    named.put(
        "org.apache.spark",
        rules.usedOnlyIn("org.apache.spark", "spark", "spark.session", "launch", "ml"));
    named.put("jdk.incubator", rules.usedOnlyIn("jdk.incubator", "kernel"));
    named.put("functions", rules.noPlatformDependentFunctions());
    named.put("random numbers", rules.noOtherRandomNumbers());
    named.put("parallel streams", rules.noParallelStreams());
    named.put("names", rules.namesAreUsedOnce());
    named.put("deserialization", rules.noJavaDeserialization());
    return named;
  }

  private static Path directoryOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
