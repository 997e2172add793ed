package org.cotflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cotflow.base.Setting;
import org.cotflow.config.keys.Key;
import org.cotflow.config.keys.RecordKeys;
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

  private static final String NAMED =
      """
      # The shelf.
      shelf {
        # How high it is.
        # Example: 2
        height = 1

        # A box by its name.
        BOX {
          # How heavy it is.
          # Example: 3
          weight = auto
        }
      }
      """;

  /** Something with a section that holds a key for any name. */
  record Room(Shelf shelf) {}

  record Shelf(
      @Setting(above = 0) double height,
      @Setting(named = "BOX.weight", atLeast = 0, unset = "auto")
          SortedMap<String, Double> weights) {}

  private static Room room(String text) {
    return new RecordKeys<>(Room.class, hocon(NAMED)).read(hocon(text).withFallback(hocon(NAMED)));
  }

  @Test
  void aSectionMayHaveKeysByAnyName() {
    RecordKeys<Room> keys = new RecordKeys<>(Room.class, hocon(NAMED));
    Room room =
        room("shelf { red { weight = 2 }, blue { weight = 1.5 }, green { weight = auto } }");
    assertEquals(new Room(new Shelf(1, new TreeMap<>(Map.of("red", 2.0, "blue", 1.5)))), room);
    String text = ConfigText.text(keys, room, key -> "");
    assertEquals(room, room(text));
    assertTrue(text.contains("  # A box by its name.\n  red {\n    # How heavy it is."), text);
    assertEquals(List.of("shelf.height"), keys.paths());
    assertEquals("2.0", keys.key("shelf.red.weight").rendered(room));
    assertEquals("auto", keys.key("shelf.black.weight").rendered(room));
    assertEquals(null, keys.key("shelf.height.weight"));
    assertEquals(null, keys.key("shelf.red"));
    assertTrue(keys.isKeyOrSection("shelf.red"));
    assertEquals(3, keys.in(List.of(room)).size());
    assertEquals(4, keys.in(List.of(room, room("shelf.white.weight = 1"))).size());
  }

  @Test
  void wrongNamesAreRefused() {
    assertTrue(
        UserErrors.line(() -> room("shelf.red.weight = -1"))
            .endsWith("shelf.red.weight: expected a finite number >= 0 or auto, found -1"));
    assertTrue(
        UserErrors.line(() -> room("shelf.red.size = 1")).contains("shelf.red.size: unknown key"));
    assertTrue(
        UserErrors.line(() -> room("shelf.red = 1"))
            .endsWith("expected a section { ... } with keys such as shelf.BOX.weight, found 1"));
    assertTrue(
        UserErrors.line(() -> room("shelf.BOX.weight = 1"))
            .contains("expected a name in place of"));
    assertTrue(UserErrors.line(() -> room("shelf.RED.weight = 1")).contains("unknown key"));
  }

  @Test
  void aNameMayHaveADefaultOfItsOwn() {
    String defaults =
        NAMED.replace(
            "  # A box by its name.",
            "  # The oldest box.\n  red {\n    # Its weight.\n    # Example: 4\n    weight = 5\n  }"
                + "\n  # A box by its name.");
    RecordKeys<Room> keys = new RecordKeys<>(Room.class, hocon(defaults));
    assertEquals(List.of("shelf.height", "shelf.red.weight"), keys.paths());
    assertEquals(List.of("Its weight."), keys.explanation(List.of("shelf", "red", "weight")));
    assertEquals("4", keys.example("shelf.red.weight"));
    Room usual = keys.read(hocon(defaults));
    assertEquals(new Room(new Shelf(1, new TreeMap<>(Map.of("red", 5.0)))), usual);
    Room other = keys.read(hocon("shelf.blue.weight = 2").withFallback(hocon(defaults)));
    assertEquals(2, keys.in(List.of(usual)).size());
    assertEquals(3, keys.in(List.of(other)).size());
    String text = ConfigText.text(keys, other, key -> "");
    assertEquals(other, keys.read(hocon(text).withFallback(hocon(defaults))));
    Room unset = keys.read(hocon("shelf.red.weight = auto").withFallback(hocon(defaults)));
    assertEquals("auto", keys.key("shelf.red.weight").rendered(unset));
    assertEquals(null, unset.shelf().weights().get("red"));
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
            .endsWith("labels: expected a list of colors, found [\"red\",\"red\"]"));
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
