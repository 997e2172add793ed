package org.cotflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.cotflow.base.UserInputException;
import org.junit.jupiter.api.Test;

/** Whatever is written into a configuration, the user sees one line or gets an experiment. */
class ConfigFuzzTest {
  private static final long SEED = 777;
  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    "=",
    ":",
    ",",
    "\n",
    "\"",
    "\"\"\"",
    "#",
    "${",
    "${?",
    "+=",
    "\\",
    "\\u12",
    "null",
    "true",
    "1",
    "1e999",
    "-",
    ".",
    "..",
    " ",
    "flow",
    "flow.step",
    "network.width",
    "spark.conf",
    "spark",
    "include ",
    "include \"a\"",
    "name",
    "a",
    "\u2028",
    "\u0000",
    "\ud800",
    "$",
    "`",
    "(",
    ")",
    "0x1",
    "init.u",
    "data.target",
    "//",
    "=[1,2]",
    "={a=1}",
    "output.dir",
    "url(",
    "required(",
    "10 ms"
  };

  private final SplittableRandom random = new SplittableRandom(SEED);

  private static boolean reads(String text, Runnable reading) {
    try {
      reading.run();
      return true;
    } catch (UserInputException e) {
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      return false;
    } catch (Throwable e) {
      throw new AssertionError("seed " + SEED + ", text:\n" + text, e);
    }
  }

  private String garbage(int pieces) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pieces; i++) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  @Test
  void garbageNeverEscapes() {
    for (int i = 0; i < 2500; i++) {
      String text = garbage(random.nextInt(25));
      reads(text, () -> ExperimentConfig.parse(text, "text"));
    }
  }

  @Test
  void damagedConfigurationsNeverEscape() {
    String whole = ConfigText.render(new RandomExperiments(SEED).next());
    int good = 0;
    for (int i = 0; i < 600; i++) {
      int from = random.nextInt(whole.length());
      int to = Math.min(whole.length(), from + random.nextInt(6));
      String text = whole.substring(0, from) + garbage(random.nextInt(3)) + whole.substring(to);
      good += reads(text, () -> ExperimentConfig.parse(text, "text")) ? 1 : 0;
    }
    assertTrue(good > 0 && good < 600, "read " + good);
  }

  @Test
  void garbageAssignmentsNeverEscape() {
    for (int i = 0; i < 2500; i++) {
      String key =
          random.nextBoolean()
              ? ConfigKeys.paths().get(random.nextInt(ConfigKeys.paths().size()))
              : garbage(random.nextInt(4));
      String set = key + "=" + garbage(random.nextInt(6));
      reads(set, () -> ExperimentConfig.load("digits", List.of(set), Map.of(), false));
    }
  }

  @Test
  void garbageNamesNeverEscape() {
    for (int i = 0; i < 500; i++) {
      String name = garbage(random.nextInt(4)) + (random.nextBoolean() ? ".conf" : "");
      reads(name, () -> ExperimentConfig.load(name, List.of(), Map.of(), false));
    }
  }
}
