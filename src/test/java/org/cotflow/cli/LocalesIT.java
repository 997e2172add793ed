package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cotflow.run.RunBits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The locale of the machine changes neither a byte of results nor a digit of what is printed. */
class LocalesIT {
  private static final List<String> PLAIN = List.of("-Duser.language=en", "-Duser.country=US");
  private static final List<String> TURKISH = List.of("-Duser.language=tr", "-Duser.country=TR");
  private static final List<String> ARABIC =
      List.of("-Duser.language=ar", "-Duser.country=EG", "-Duser.extensions=u-nu-arab");

  @TempDir Path directory;

  private Path data;

  /** What plan, train and predict print and write. */
  private record Printed(RunBits run, String predictions, String plan) {}

  private Printed printed(String name, String locale, List<String> options) throws Exception {
    Path run = directory.resolve(name);
    List<String> sets =
        TrainCalls.sets(
            "data.source=csv:" + data,
            "data.task=classification",
            "network.width=8",
            "network.depth=3",
            "flow.steps=3",
            "diagnostics.every=2");
    List<String> train = new ArrayList<>(List.of("train", "gaussian", "--out", run.toString()));
    train.addAll(sets);
    List<String> plan =
        new ArrayList<>(List.of("plan", "gaussian", "--no-spark", "--calibration", "0.05"));
    plan.addAll(sets);
    printed(locale, options, train);
    String predictions =
        printed(locale, options, List.of("predict", run.toString(), "--data", data.toString()));
    String planned = printed(locale, options, plan).lines().findFirst().orElse("");
    return new Printed(RunBits.of(run), predictions, planned);
  }

  private static String printed(String locale, List<String> options, List<String> arguments)
      throws Exception {
    try (ChildRun child = ChildRun.startIn(Map.of("LC_ALL", locale), options, arguments)) {
      child.requireExit(0);
      for (String text : List.of(child.out(), child.err())) {
        assertTrue(text.chars().noneMatch(c -> Character.isDigit(c) && (c < '0' || c > '9')), text);
      }
      return child.out();
    }
  }

  @Test
  void bytesAndDigitsAreTheSameInEveryLocale() throws Exception {
    StringBuilder text = new StringBuilder("I;i;kind\n");
    for (int i = 0; i < 24; i++) {
      text.append(0.5 * i).append(';').append(i % 5).append(";caf");
      text.append(i % 3 == 0 ? '\u00e9' : '\u00e8').append('\n');
    }
    data = Files.writeString(directory.resolve("data.csv"), text);
    Printed plain = printed("plain", "C.UTF-8", PLAIN);
    assertTrue(plain.predictions.contains("caf\u00e9"), plain.predictions);
    List<List<String>> languages = List.of(TURKISH, ARABIC, PLAIN);
    for (int i = 0; i < languages.size(); i++) {
      String locale = i == 2 ? "C" : "C.UTF-8";
      Printed other = printed("run" + i, locale, languages.get(i));
      plain.run.assertSame(other.run, locale + " " + languages.get(i));
      assertEquals(plain.predictions, other.predictions, locale + " " + languages.get(i));
      assertEquals(plain.plan, other.plan, locale + " " + languages.get(i));
    }
  }

  /**
   * Java cannot read such an argument there; it would look for another file. If the tests run in
   * such a locale themselves, they cannot pass the argument on either.
   */
  @Test
  void lettersThatTheLocaleCannotReadAreRefused() throws Exception {
    String name = directory + "/caf\u00e9.csv";
    Path conf =
        Files.writeString(directory.resolve("a.conf"), "data.source = \"csv:" + name + "\"\n");
    boolean passesLetters = System.getProperty("sun.jnu.encoding").equals("UTF-8");
    for (String source :
        passesLetters ? List.of("--data=" + name, conf.toString()) : List.of(conf.toString())) {
      List<String> arguments =
          source.endsWith(".conf")
              ? List.of("train", source, "--out", directory.resolve("run").toString())
              : List.of("predict", "none", source);
      try (ChildRun child = ChildRun.startIn(Map.of("LC_ALL", "C"), PLAIN, arguments)) {
        child.requireExit(2);
        String message = child.complaint();
        assertTrue(message.endsWith("set a UTF-8 locale, such as LC_ALL=C.UTF-8"), message);
      }
    }
  }

  /** Java would make another directory beside it, and write the run there. */
  @Test
  void aWorkingDirectoryThatJavaCannotReadIsRefused() throws Exception {
    Path work = Files.createDirectory(directory.resolve("w\u00f6rk"));
    List<String> train = new ArrayList<>(List.of("train", "gaussian", "--out", "run"));
    train.addAll(TrainCalls.sets("data.samples=8", "network.width=2", "flow.steps=0"));
    try (ChildRun child = ChildRun.startFrom(work, Map.of("LC_ALL", "C"), train)) {
      child.requireExit(2);
      assertTrue(child.err().contains("the name of the working directory has"), child.err());
    }
    try (var entries = Files.list(directory)) {
      assertEquals(List.of(work), entries.toList());
    }
    try (ChildRun child = ChildRun.startFrom(work, Map.of("LC_ALL", "C.UTF-8"), train)) {
      child.requireExit(0);
    }
    assertTrue(Files.exists(work.resolve("run").resolve("summary.json")));
  }
}
