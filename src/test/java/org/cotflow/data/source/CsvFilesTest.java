package org.cotflow.data.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.cotflow.base.UserInputException;
import org.cotflow.data.DataSpec;
import org.cotflow.data.DataSpec.Decimal;
import org.cotflow.data.FeatureRows;
import org.cotflow.data.PreparedData;
import org.cotflow.data.Specs;
import org.cotflow.data.column.FeatureEncoding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Separators, decimal marks, compression and parts of csv files. */
class CsvFilesTest {
  @TempDir Path directory;

  private String csv(String text) throws IOException {
    return "csv:" + Files.writeString(directory.resolve("data.csv"), text);
  }

  private static PreparedData read(String source) {
    return read(source, "auto", Decimal.POINT);
  }

  private static PreparedData read(String source, String separator, Decimal decimal) {
    return DataSources.prepare(Specs.written(source, separator, decimal));
  }

  private static String refusal(String source) {
    return refusal(source, "auto", Decimal.POINT);
  }

  private static String refusal(String source, String separator, Decimal decimal) {
    String message =
        assertThrows(UserInputException.class, () -> read(source, separator, decimal)).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  @ParameterizedTest
  @ValueSource(strings = {"semicolon;", "tab\t", "bar|"})
  void theSeparatorIsFoundAndSaid(String given) throws IOException {
    char separator = given.charAt(given.length() - 1);
    String word = given.substring(0, given.length() - 1);
    String source = csv("\"a, or | ; it\",b,y\n1.5,2,0.5\n3,4,1.5\n".replace(',', separator));
    for (String set : List.of("auto", word)) {
      PreparedData data = read(source, set, Decimal.POINT);
      assertArrayEquals(new double[] {1.5, 2, 3, 4}, data.train().features());
      assertEquals(
          set.equals("auto")
              ? List.of(
                  "data.separator = "
                      + word
                      + " is assumed: it cuts the first rows into 3 cells each")
              : List.of(),
          data.notes());
    }
    assertTrue(refusal(source, ",", Decimal.POINT).contains(" line 1: "));
  }

  @Test
  void anySeparatorCanBeSet() throws IOException {
    assertArrayEquals(
        new double[] {1, 2}, read(csv("a^b^y\n1^2^0.5\n"), "^", Decimal.POINT).train().features());
    assertEquals(
        3, read(csv("a,b,y\n1,2,0.5\n3,4,.5\n5,6,.5"), "comma", Decimal.POINT).train().count());
  }

  /** Where two separators give equal rows, the numbers would be others with each of them. */
  @Test
  void twoPossibleSeparatorsStop() throws IOException {
    String source = csv("1,5;2,5;3,5\n4,5;5,5;6,5\n");
    assertTrue(
        refusal(source)
            .endsWith(
                "can be cut at each comma (4 cells) or semicolon (3 cells); set data.separator ="
                    + " comma or data.separator = semicolon"),
        refusal(source));
    assertArrayEquals(
        new double[] {1.5, 2.5, 4.5, 5.5}, read(source, "auto", Decimal.COMMA).train().features());
  }

  @Test
  void aDecimalCommaIsNeverGuessed() throws IOException {
    String source = csv("a;y\n1,25;0,5\n-3;1e1\n");
    assertTrue(
        refusal(source)
            .endsWith(
                "line 2, column a: \"1,25\" where a finite number is expected; it is one with"
                    + " data.decimal = comma"),
        refusal(source));
    PreparedData data = read(source, "auto", Decimal.COMMA);
    assertArrayEquals(new double[] {1.25, -3}, data.train().features());
    assertArrayEquals(new double[] {0.5, 10}, data.train().targets());
    // As labels, numbers with a comma would be classes.
    assertTrue(refusal(csv("a;y\n1;0,5\n2;1,5\n")).contains("column y: \"0,5\" where"));
    // As a header, they would be lost.
    assertTrue(
        refusal(csv("1,5;x;2\n3,5;y;4\n"), "semicolon", Decimal.POINT)
            .contains("\"1,5\" is a number with data.decimal = comma"));
    assertTrue(
        refusal(csv("a;y\n1.250;2\n"), "auto", Decimal.COMMA)
            .endsWith(
                "it is one with data.decimal = point, which makes it 1.25; if it is 1250, write it"
                    + " without separators of thousands"));
    assertTrue(
        refusal(csv("a;y\n1.2500;2\n"), "auto", Decimal.COMMA)
            .endsWith("it is one with data.decimal = point"));
    assertTrue(refusal(csv("a;y\n1.250,5;2\n"), "auto", Decimal.COMMA).contains("\"1.250,5\""));
  }

  private byte[] packed(String how, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (how) {
          case "gz" -> new GZIPOutputStream(bytes);
          case "zst" -> new ZstdOutputStream(bytes);
          default -> new BZip2CompressorOutputStream(bytes);
        }) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  /** Streams one after the other, as parallel compressors and {@code cat} make them. */
  @ParameterizedTest
  @ValueSource(strings = {"gz", "zst", "bz2"})
  void compressedTextIsKnownByItsFirstBytes(String how) throws IOException {
    StringBuilder text = new StringBuilder("a,y\n");
    for (int i = 0; i < 20_000; i++) {
      text.append(i).append(",0.").append(i).append('\n');
    }
    String plain = read(csv(text.toString())).digest();
    Path file = directory.resolve("data.txt");
    Files.write(file, packed(how, text.toString()));
    assertEquals(plain, read("csv:" + file).digest());
    int half = text.length() / 2;
    byte[] first = packed(how, text.substring(0, half));
    byte[] second = packed(how, text.substring(half));
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    Files.write(file, both);
    assertEquals(plain, read("csv:" + file).digest());
    for (int cut : new int[] {5, first.length - 3, both.length - 1}) {
      Files.write(file, Arrays.copyOf(both, cut));
      assertTrue(
          refusal("csv:" + file).startsWith(file + " is truncated or damaged"),
          refusal("csv:" + file));
    }
    byte[] garbage = Arrays.copyOf(both, both.length + 20);
    Arrays.fill(garbage, both.length, garbage.length, (byte) 'x');
    Files.write(file, garbage);
    assertTrue(refusal("csv:" + file).startsWith(file + " is truncated or damaged"));
  }

  @Test
  void whatIsNoTextIsRefused() throws IOException {
    Path file = directory.resolve("data.csv");
    List<String> kinds =
        List.of(
            "\u00FD7zXZ\0 is compressed by xz",
            "PK\u0003\u0004 is a zip archive",
            "PAR1abc is a Parquet file",
            "\u0093NUMPY is an array of numpy",
            "a,b\n1,\0 is no text in UTF-8: its byte 7 is 0");
    for (String kind : kinds) {
      int blank = kind.indexOf(" is ");
      Files.write(file, kind.substring(0, blank).getBytes("ISO-8859-1"));
      String message = refusal("csv:" + file);
      assertTrue(message.startsWith(file + kind.substring(blank)), message);
      assertTrue(message.chars().noneMatch(Character::isISOControl), message);
    }
  }

  private String part(String name, String text) throws IOException {
    Path file = directory.resolve("parts").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return "csv:" + directory.resolve("parts");
  }

  @Test
  void partsAreReadInTheOrderOfTheirNames() throws IOException {
    String whole = read(csv("a,b,y\n1,2,.5\n3,4,1.5\n5,6,2.5\n")).digest();
    part("part-2.csv", "y,extra,b,a\n2.5,no number,6,5\n");
    part("part-0.csv", "a,b,y\n1,2,.5\n");
    part("part-3.csv", "");
    part("_SUCCESS", "");
    part(".part-0.csv.crc", "\0\1");
    String source = part("part-1.csv", "b,a,y\n4,3,1.5\n");
    assertEquals(whole, read(source).digest());
    assertEquals(whole, read(source + "/part-*.csv").digest());
    assertEquals(whole, read(source + "/{part-[0-1],part-?}*").digest());
    assertEquals(2, read(source + "/part-[!2-9].csv").train().count());
    assertTrue(refusal(source + "/*.tsv").contains("no file matches "));
    part("part-4.csv", "a,y\n1,2\n");
    assertTrue(
        refusal(source)
            .endsWith("part-4.csv has other columns than the parts before it: it has no b"));
    part("part-4.csv", "1,2,3\n");
    assertTrue(refusal(source).contains("part-4.csv begins with a sample, and the parts before"));
    part("part-4.csv", "a,b,y\n1,2\n");
    assertTrue(refusal(source).endsWith("part-4.csv line 2 has 2 cells where 3 are expected"));
    part("part-4.csv", "a,b,y\n1,red,2\n");
    assertTrue(refusal(source).contains("part-4.csv line 2, column b: \"red\""));
  }

  @Test
  void partsWithoutHeadersHaveEquallyManyColumns() throws IOException {
    part("1", "1,2,.5\n");
    String source = part("2", "3,4,.5\n");
    assertArrayEquals(new double[] {1, 2, 3, 4}, read(source).train().features());
    part("3", "3,4\n");
    assertTrue(refusal(source).endsWith("3 line 1 has 2 cells where 3 are expected"));
  }

  @Test
  void namesOfDirectoriesAreColumns() throws IOException {
    part("year=2024/month=1/a.csv", "x,y\n7,.5\n");
    String source = part("year=2023/month=12/a.csv", "x,y\n8,1.5\n9,2.5\n");
    PreparedData data = read(source);
    assertEquals(List.of("year", "month", "x"), data.featureNames());
    assertArrayEquals(new double[] {2023, 12, 8, 2023, 12, 9, 2024, 1, 7}, data.train().features());
    assertArrayEquals(new double[] {1.5, 2.5, .5}, data.train().targets());
    assertEquals(
        List.of("the directories' names are read as the columns year, month"), data.notes());
    assertEquals(data.digest(), read(source + "/year=*/*").digest());
    part("other/a.csv", "x,y\n7,.5\n");
    assertTrue(refusal(source).contains("other is a directory whose name is no partition"));
  }

  /** New samples for a network are read as its training data were. */
  @Test
  void predictionsReadTheSameFiles() throws IOException {
    DataSpec reading = Specs.written("csv:none", "semicolon", Decimal.COMMA);
    part("1.csv", "b;a\n2,5;1\n");
    String source = part("2.csv", "a;b\n3;4,5\n");
    FeatureRows rows =
        DataSources.featuresOnly(source, FeatureEncoding.plain(List.of("a", "b")), reading);
    assertArrayEquals(new double[] {1, 2.5, 3, 4.5}, rows.values());
    Path file = directory.resolve("new.CSV.gz");
    Files.write(file, packed("gz", "a,b\n1,2\n"));
    assertArrayEquals(
        new double[] {1, 2}, DataSources.featuresOnly(file.toString(), List.of("a", "b")).values());
    List<String> wrong = new ArrayList<>(List.of("new.csv.xz", "new.txt"));
    wrong.replaceAll(name -> directory.resolve(name).toString());
    for (String name : wrong) {
      assertFalse(
          assertThrows(
                  UserInputException.class, () -> DataSources.featuresOnly(name, List.of("a", "b")))
              .getMessage()
              .isEmpty());
    }
  }
}
