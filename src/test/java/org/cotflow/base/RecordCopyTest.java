package org.cotflow.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RecordCopyTest {
  public record Sizes(int depth, Integer width, String name) {
    public Sizes {
      if (depth < 0) {
        throw new UserInputException("negative");
      }
    }
  }

  @Test
  void oneComponentChanges() {
    Sizes sizes = new Sizes(2, null, "a");
    assertEquals(new Sizes(3, null, "a"), RecordCopy.with(sizes, "depth", 3));
    assertEquals(new Sizes(2, 5, "a"), RecordCopy.with(sizes, "width", 5));
    assertEquals(new Sizes(2, null, null), RecordCopy.with(sizes, "name", null));
    assertEquals(new Sizes(2, null, "a"), sizes);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Sizes sizes = new Sizes(2, 1, "a");
    assertThrows(IllegalArgumentException.class, () -> RecordCopy.with(sizes, "height", 3));
    assertThrows(IllegalArgumentException.class, () -> RecordCopy.with(sizes, "depth", "x"));
    assertThrows(IllegalArgumentException.class, () -> RecordCopy.with(sizes, "depth", -1));
  }
}
