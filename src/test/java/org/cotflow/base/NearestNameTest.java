package org.cotflow.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestNameTest {
  @Test
  void countsEdits() {
    assertEquals(0, NearestName.distance("", ""));
    assertEquals(3, NearestName.distance("kitten", "sitting"));
    assertEquals(4, NearestName.distance("", "four"));
    assertEquals(1, NearestName.distance("abc", "acb"));
    assertEquals(1, NearestName.distance("Abc", "bAc"));
    assertEquals(2, NearestName.distance("abcd", "bcde"));
  }

  @Test
  void findsTheNearestInAnyCase() {
    assertEquals(Optional.of("depth"), NearestName.of("DEPHT", List.of("width", "depth")));
    assertEquals(Optional.of("a"), NearestName.of("c", List.of("a", "b")));
    assertEquals(Optional.empty(), NearestName.of("x", List.of()));
  }
}
