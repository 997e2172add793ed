package org.cotflow.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArraySizeTest {
  @Test
  void multiplies() {
    assertEquals(0, ArraySize.of("states", 0, 5));
    assertEquals(60, ArraySize.of("states", 3, 4, 5));
    assertEquals(ArraySize.MOST, ArraySize.of("states", ArraySize.MOST));
  }

  /** The product of the second row is 0 as an int, that of the third as a long. */
  @ParameterizedTest
  @CsvSource({
    "2147483640, 1, 1",
    "65536, 65536, 1",
    "4294967296, 4294967296, 1",
    "50000, 300, 301"
  })
  void refusesOnOneLineWhatDoesNotFit(long a, long b, long c) {
    UserInputException refused =
        assertThrows(UserInputException.class, () -> ArraySize.of("the Jacobians", a, b, c));
    assertTrue(
        refused.getMessage().startsWith("the Jacobians take " + a + " x " + b + " x " + c),
        refused.getMessage());
    assertFalse(refused.getMessage().contains("\n"));
  }
}
