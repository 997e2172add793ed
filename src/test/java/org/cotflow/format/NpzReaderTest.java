package org.cotflow.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fixtures were written by numpy 2.4 with savez and savez_compressed. */
class NpzReaderTest {
  @TempDir Path temporary;

  private Location fixture(String name) throws IOException {
    Path copy = temporary.resolve(name);
    try (InputStream in = getClass().getResourceAsStream("/org/cotflow/data/" + name)) {
      Files.copy(in, copy);
    }
    return Locations.of(copy.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"types.npz", "types-compressed.npz"})
  void widensEveryRealType(String file) throws IOException {
    NpzReader.Contents contents = NpzReader.read(fixture(file));
    for (String type : "f8 f4 i1 i2 i4 i8 u1 u2 u4 u8".split(" ")) {
      for (String name : new String[] {"le_" + type, "be_" + type}) {
        NpyArray array = contents.numbers().get(name);
        assertArrayEquals(new int[] {3}, array.shape(), name);
        assertArrayEquals(new double[] {1, 2, 100}, array.values(), name);
        assertEquals(!type.startsWith("f"), contents.whole().contains(name), name);
      }
    }
    assertEquals(0x1p63 + 4096, contents.numbers().get("u8_large").values()[0]);
    assertEquals(-5, contents.numbers().get("i8_negative").values()[0]);
    assertEquals(250, contents.numbers().get("u1_large").values()[0]);
    assertArrayEquals(new double[] {1, 0}, contents.numbers().get("bool").values());
    assertEquals(0.1, contents.numbers().get("scalar").values()[0]);
    assertEquals(0, contents.numbers().get("scalar").shape().length);
    assertArrayEquals(new int[] {0, 3}, contents.numbers().get("empty").shape());
  }

  @Test
  void turnsFortranOrderRound() throws IOException {
    NpzReader.Contents contents = NpzReader.read(fixture("types.npz"), "fortran", "c");
    assertEquals(2, contents.numbers().size());
    double[] counting = new double[24];
    Arrays.setAll(counting, i -> i);
    for (NpyArray array : contents.numbers().values()) {
      assertArrayEquals(new int[] {2, 3, 4}, array.shape());
      assertArrayEquals(counting, array.values());
    }
  }

  @Test
  void readsText() throws IOException {
    NpzReader.Contents contents = NpzReader.read(fixture("types.npz"));
    assertEquals(List.of("h\u00e9 \uD83D\uDC0E"), contents.texts().get("text"));
    assertEquals(List.of("b", "ab", ""), contents.texts().get("labels"));
    assertEquals(List.of("xy", "z"), contents.texts().get("bytes"));
  }

  @Test
  void readsInPieces() throws IOException {
    NpzReader.visit(
        fixture("types.npz"),
        name -> true,
        member -> {
          if (member.name().equals("fortran") || member.name().equals("c")) {
            double[] piece = new double[9];
            member.read(piece, 2, 5);
            member.read(piece, 7, 2);
            assertArrayEquals(new double[] {0, 0, 0, 1, 2, 3, 4, 5, 6}, piece);
          }
          if (member.name().equals("text")) {
            assertTrue(member.isText());
            assertThrows(IOException.class, () -> member.read(new double[1], 0, 1));
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "complex.npz, X is complex",
    "object.npz, 'X is an array of Python objects; save numbers with dtype float64, text with"
        + " astype(str)'",
    "structured.npz, X is a structured array"
  })
  void refusesOtherTypes(String file, String said) throws IOException {
    Location location = fixture(file);
    String message =
        assertThrows(UserInputException.class, () -> NpzReader.read(location)).getMessage();
    assertTrue(message.startsWith(location + ": " + said), message);
    assertEquals(1, message.lines().count());
  }

  /** Python's zipfile on a stream that cannot seek: stored members whose sizes follow them. */
  @Test
  void archivesFromStreamsAndOtherMembersAreRead() throws IOException {
    Location file = fixture("streamed.npz");
    NpzReader.Contents contents = NpzReader.read(file, "X", "half");
    assertArrayEquals(new double[] {1, 2, 3, 4}, contents.numbers().get("X").values());
    assertArrayEquals(
        new double[] {
          1, -2, 65504, 0x1p-24, 0x1p-14, 1023 * 0x1p-24, -0.0, Double.NEGATIVE_INFINITY
        },
        contents.numbers().get("half").values());
    assertThrows(UserInputException.class, () -> NpzReader.read(file), "the object array");
    byte[] damaged = Files.readAllBytes(Path.of(file.toString()));
    for (int at = 0; at < damaged.length; at++) {
      if (damaged[at] == 0x3C && damaged[at - 1] == 0) {
        damaged[at] ^= 1; // the first half number
        break;
      }
    }
    Files.write(Path.of(file.toString()), damaged);
    String message =
        assertThrows(UserInputException.class, () -> NpzReader.read(file, "half")).getMessage();
    assertTrue(message.contains("is damaged at half"), message);
  }

  @Test
  void manyMembersAreRead() throws IOException {
    Path file = temporary.resolve("many.npz");
    try (NpzWriter writer = NpzWriter.create(Locations.of(file.toString()))) {
      for (int i = 0; i < 70_000; i++) {
        writer.write("a" + i, NpyArray.scalar(i));
      }
    }
    NpzReader.Contents contents =
        NpzReader.read(Locations.of(file.toString()), "a0", "a65535", "a69999");
    assertEquals(69999, contents.numbers().get("a69999").values()[0]);
    assertEquals(3, contents.numbers().size());
  }

  @Test
  void aHeaderThatPromisesMoreThanThereIsIsRefused() throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("npy"));
    byte[] header = NpyHeader.bytes("<f8", 1 << 28, 7);
    Files.write(folder.resolve("X.npy"), header);
    String message =
        assertThrows(
                UserInputException.class, () -> NpzReader.read(Locations.of(folder.toString())))
            .getMessage();
    assertTrue(message.contains("ends in the middle of X"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"types.npz", "types-compressed.npz"})
  void noticesEveryTruncation(String file) throws IOException {
    byte[] whole = Files.readAllBytes(Path.of(fixture(file).toString()));
    Path cut = temporary.resolve("cut.npz");
    for (int length = 0; length < whole.length; length += length < 200 ? 3 : 97) {
      Files.write(cut, Arrays.copyOf(whole, length));
      assertNamed(cut, "truncated at " + length);
    }
    Files.write(cut, Arrays.copyOf(whole, whole.length - 1));
    assertNamed(cut, "last byte");
  }

  @Test
  void noticesDamage() throws IOException {
    byte[] whole = Files.readAllBytes(Path.of(fixture("types.npz").toString()));
    Path file = temporary.resolve("damaged.npz");
    byte[] damaged = whole.clone();
    damaged[200] ^= 1; // inside the numbers of the first array
    Files.write(file, damaged);
    assertNamed(file, "checksum");
    Files.writeString(file, "a,b\n1,2\n");
    assertNamed(file, "csv");
    Files.delete(file);
    assertNamed(file, "missing");
  }

  private static void assertNamed(Path file, String context) {
    UserInputException failure =
        assertThrows(
            UserInputException.class, () -> NpzReader.read(Locations.of(file.toString())), context);
    assertTrue(failure.getMessage().contains(file.toString()), failure.getMessage());
    assertFalse(failure.getMessage().contains("\n"), failure.getMessage());
  }
}
