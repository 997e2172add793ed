package org.cotflow.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MachineShapeTest {
  /** Sums by vectors: 4 x 4 and 5 x 4 with 32 registers, 4 x 2 and 5 x 2 with 16. */
  @ParameterizedTest
  @CsvSource({
    "512, 32, 8, 4, 4, 1, 4, 5, 4",
    "512, 16, 8, 5, 2, 1, 2, 4, 4",
    "256, 32, 4, 4, 4, 2, 1, 5, 4",
    "256, 16, 4, 5, 2, 2, 1, 4, 4",
    "128, 32, 2, 4, 4, 4, 1, 5, 4",
    "128, 16, 2, 5, 2, 2, 1, 4, 4"
  })
  void tilesFollowFromRegistersAndLanes(
      int bits,
      int registers,
      int lanes,
      int rows,
      int width,
      int slices,
      int panels,
      int sums,
      int projections)
      throws Exception {
    Supplier<?> probe =
        (Supplier<?>) SpeciesLoader.create(MachineShapeProbe.class, bits, registers);
    int[] expected = {lanes, rows, width, slices, panels, sums, projections};
    assertArrayEquals(expected, (int[]) probe.get());
  }

  @Test
  void anotherNumberOfBitsOrRegistersIsRefusedByName() {
    assertEquals(
        "system property cotflow.vector.bits is 384; it may be 128, 256 or 512", refusal(384, 16));
    assertEquals(
        "system property cotflow.vector.registers is 24; it may be 16 or 32", refusal(256, 24));
  }

  private static String refusal(int bits, int registers) {
    return assertThrows(
            ExceptionInInitializerError.class,
            () -> SpeciesLoader.create(MachineShapeProbe.class, bits, registers))
        .getCause()
        .getMessage();
  }

  /** As few tiles as can be, and no thin one behind the others. */
  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void piecesAreFewAndNearlyEqual(int most) {
    for (int rows = 1; rows < 200; rows++) {
      int pieces = 0;
      int least = most;
      for (int left = rows, piece; left > 0; left -= piece, pieces++) {
        piece = MachineShape.piece(left, most);
        least = Math.min(least, piece);
        assertTrue(piece <= most, rows + " rows");
      }
      assertEquals((rows + most - 1) / most, pieces, rows + " rows");
      assertTrue(least >= Math.min(rows, (most + 1) / 2), rows + " rows");
    }
  }
}
