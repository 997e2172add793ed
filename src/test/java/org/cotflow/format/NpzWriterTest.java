package org.cotflow.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TimeZone;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.cotflow.base.Locations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzWriterTest {
  private static final double[] ODD = {
    0.1, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, Double.NaN, Double.NEGATIVE_INFINITY
  };

  @TempDir Path temporary;

  private Path write(String name, int level) throws IOException {
    Path file = temporary.resolve(name);
    try (NpzWriter npz = NpzWriter.create(Locations.of(file.toString()), level)) {
      npz.write("A", new NpyArray(new int[] {2, 3}, ODD));
      npz.begin("u", 3, 10_000);
      for (int i = 0; i < 30_000; i += 7_500) {
        double[] part = new double[7_502];
        for (int j = 0; j < 7_500; j++) {
          part[j + 2] = i + j;
        }
        npz.append(part, 2, 7_500);
      }
      npz.write("alpha", NpyArray.scalar(1.5));
      npz.writeText("meta", "{\"name\": \"h\u00e9 \uD83D\uDC0E\"}");
      npz.writeText("blank", "");
      npz.write("none", new NpyArray(new int[] {0, 2}, new double[0]));
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 6})
  void readsBackToTheSameBits(int level) throws IOException {
    Path file = write("level" + level, level);
    NpzReader.Contents contents = NpzReader.read(Locations.of(file.toString()));
    assertEquals(List.of("A", "u", "alpha", "none"), List.copyOf(contents.numbers().keySet()));
    for (int i = 0; i < ODD.length; i++) {
      assertEquals(
          Double.doubleToRawLongBits(ODD[i]),
          Double.doubleToRawLongBits(contents.numbers().get("A").values()[i]));
    }
    assertArrayEquals(new int[] {3, 10_000}, contents.numbers().get("u").shape());
    for (int i = 0; i < 30_000; i++) {
      assertEquals(i, contents.numbers().get("u").values()[i]);
    }
    assertArrayEquals(new int[] {0, 2}, contents.numbers().get("none").shape());
    assertEquals(List.of("{\"name\": \"h\u00e9 \uD83D\uDC0E\"}"), contents.texts().get("meta"));
    assertEquals(List.of(""), contents.texts().get("blank"));
  }

  @Test
  void writesTheBytesOfNumpy() throws IOException {
    Path file = write("fixed", 0);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      byte[] bytes = zip.getInputStream(zip.getEntry("A.npy")).readAllBytes();
      String head = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }";
      assertEquals(
          "\u0093NUMPY\u0001\u0000v\u0000" + head + " ".repeat(117 - head.length()) + "\n",
          new String(bytes, 0, 128, ISO_8859_1));
      assertEquals(128 + 48, bytes.length);
      assertEquals(0.1, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getDouble(128));
      assertShape(zip, "alpha", "'<f8', 'fortran_order': False, 'shape': ()");
      assertShape(zip, "u", "'<f8', 'fortran_order': False, 'shape': (3, 10000)");
      assertShape(zip, "meta", "'<U16', 'fortran_order': False, 'shape': ()");
    }
    assertTrue(new String(NpyHeader.bytes("<f8", 5), ISO_8859_1).contains("'shape': (5,), }"));
  }

  private static void assertShape(ZipFile zip, String name, String expected) throws IOException {
    byte[] bytes = zip.getInputStream(zip.getEntry(name + ".npy")).readAllBytes();
    String head = new String(bytes, 10, 118, ISO_8859_1);
    assertTrue(head.contains(expected), head);
  }

  @Test
  void bytesDependOnTheContentAlone() throws IOException {
    byte[] first = Files.readAllBytes(write("one", 0));
    TimeZone zone = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
      assertArrayEquals(first, Files.readAllBytes(write("two", 0)));
    } finally {
      TimeZone.setDefault(zone);
    }
    try (ZipFile zip = new ZipFile(temporary.resolve("two").toFile())) {
      ZipEntry entry = zip.getEntry("A.npy");
      assertEquals(1980, entry.getTimeLocal().getYear());
    }
  }

  @Test
  void refusesMoreOrFewerNumbersThanTheShape() throws IOException {
    Path file = temporary.resolve("short");
    NpzWriter npz = NpzWriter.create(Locations.of(file.toString()));
    npz.begin("u", 2, 2);
    npz.append(new double[3], 0, 3);
    assertThrows(IllegalStateException.class, () -> npz.append(new double[2], 0, 2));
    assertThrows(IllegalStateException.class, () -> npz.begin("w", 1));
    assertThrows(IllegalStateException.class, npz::close);
    assertThrows(IllegalArgumentException.class, () -> new NpyArray(new int[] {2}, new double[3]));
  }
}
