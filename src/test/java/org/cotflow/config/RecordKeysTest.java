package org.cotflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.util.List;
import org.cotflow.base.Setting;
import org.junit.jupiter.api.Test;

/** A key is a component of a record and an entry of the defaults; nothing else has to know it. */
class RecordKeysTest {
  private static final String DEFAULTS =
      """
      # The box.
      box {
        # How wide it is.
        # Example: 3
        width = 2.5

        # How many there are.
        # Example: 7
        box-count = auto
      }

      # What is on it.
      # Example: [blue]
      labels = [red]
      """;

  /** Something with keys. */
  record Thing(Box box, @Setting(expected = "a list of colors") List<Color> labels) {}

  /** A section; {@code boxCount} is the key that was added. */
  record Box(
      @Setting(above = 0, below = 10) double width,
      @Setting(atLeast = 1, unset = "auto", scope = Setting.Scope.PLACE) Integer boxCount) {}

  enum Color {
    RED,
    BLUE
  }

  private static ConfigObject hocon(String text) {
    return ConfigFactory.parseString(text).root();
  }

  private static RecordKeys<Thing> keys(String defaults) {
    return new RecordKeys<>(Thing.class, hocon(defaults));
  }

  private static Thing thing(String text) {
    return keys(DEFAULTS).read(hocon(text).withFallback(hocon(DEFAULTS)));
  }

  @Test
  void aKeyIsReadWithItsDefault() {
    assertEquals(new Thing(new Box(2.5, null), List.of(Color.RED)), thing(""));
    assertEquals(
        new Thing(new Box(3, 7), List.of(Color.BLUE, Color.RED)),
        thing("box { width = 3, box-count = 7 }, labels = [blue, red]"));
    assertEquals(List.of("box.width", "box.box-count", "labels"), keys(DEFAULTS).paths());
  }

  @Test
  void aKeyIsWrittenSoThatItReadsBack() {
    Thing thing = thing("box.box-count = 7");
    String text = ConfigText.text(keys(DEFAULTS), thing, key -> "");
    assertEquals(thing, thing(text));
    assertTrue(text.contains("\n  # How many there are.\n  box-count = 7\n"), text);
  }

  @Test
  void aKeyIsComparedAndKnowsItsScope() {
    Key<Thing> key = keys(DEFAULTS).key("box.box-count");
    assertTrue(key.sameIn(thing(""), thing("box.width = 1")));
    assertFalse(key.sameIn(thing(""), thing("box.box-count = 1")));
    assertEquals(Setting.Scope.PLACE, key.scope());
    assertEquals(Setting.Scope.NUMBERS, keys(DEFAULTS).key("box.width").scope());
  }

  @Test
  void wrongValuesAndNamesAreRefusedInOneLine() {
    assertTrue(
        UserErrors.line(() -> thing("box.box-count = 0"))
            .endsWith(
                "box.box-count: expected a whole number >= 1 and <= 2147483647 or auto, found 0"));
    assertTrue(
        UserErrors.line(() -> thing("box.width = 10"))
            .endsWith("box.width: expected a finite number > 0 and < 10, found 10"));
    assertTrue(
        UserErrors.line(() -> thing("labels = [red, red]"))
            .endsWith("labels: expected a list of colors, found a list"));
    assertTrue(
        UserErrors.line(() -> thing("box.boxcount = 1"))
            .endsWith("box.boxcount: unknown key; the nearest key is box.box-count"));
    assertTrue(
        UserErrors.line(() -> thing("box = 1"))
            .endsWith("box: expected a section { ... } with keys such as box.width, found 1"));
  }

  @Test
  void recordAndDefaultsBelongTogether() {
    String[] wrong = {
      DEFAULTS.replace("labels = [red]", ""),
      DEFAULTS + "# More.\nmore = 1\n",
      DEFAULTS.replace("  # How many there are.\n  # Example: 7\n", "")
    };
    for (String defaults : wrong) {
      assertThrows(IllegalStateException.class, () -> keys(defaults), defaults);
    }
  }
}
