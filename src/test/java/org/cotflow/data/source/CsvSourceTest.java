package org.cotflow.data.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cotflow.base.UserInputException;
import org.cotflow.data.DataSpec;
import org.cotflow.data.DataSpec.Task;
import org.cotflow.data.FeatureRows;
import org.cotflow.data.PreparedData;
import org.cotflow.data.Specs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvSourceTest {
  @TempDir Path temporary;

  private String csv(String text) throws IOException {
    Path file = temporary.resolve("data.csv");
    Files.writeString(file, text);
    return "csv:" + file;
  }

  private PreparedData all(String text) throws IOException {
    return DataSources.prepare(Specs.columns(csv(text), List.of(), List.of()));
  }

  @Test
  void theLastColumnIsTheTarget() throws IOException {
    PreparedData data = all("a,\"b, c\",y\r\n1, 2e0 ,0.5\r\n-.3,+4,1.5\r\n");
    assertEquals(List.of("a", "b, c"), data.featureNames());
    assertEquals(List.of("y"), data.targetNames());
    assertFalse(data.isClassification());
    assertArrayEquals(new double[] {1, 2, -0.3, 4}, data.train().features());
    assertArrayEquals(new double[] {0.5, 1.5}, data.train().targets());
    assertEquals(0, data.test().count());
  }

  @Test
  void withoutHeaderColumnsAreIndices() throws IOException {
    PreparedData data = all("1,2,0.5\n3,4,1.5\n");
    assertEquals(List.of("0", "1"), data.featureNames());
    assertEquals(2, data.train().count());
    PreparedData chosen =
        DataSources.prepare(
            Specs.columns(csv("1,2,0.5\n3,4,1.5\n"), List.of("0", "2"), List.of("1")));
    assertArrayEquals(new double[] {1, 0.5, 3, 1.5}, chosen.train().targets());
    assertArrayEquals(new double[] {2, 4}, chosen.train().features());
  }

  @Test
  void columnsAreChosenByNameOrIndex() throws IOException {
    String source = csv("id,y,b,a\nfirst,1,2,3\nsecond,4,5,6.5\n");
    PreparedData data = DataSources.prepare(Specs.columns(source, List.of("y"), List.of("a", "2")));
    assertEquals(List.of("a", "b"), data.featureNames());
    assertArrayEquals(new double[] {3, 2, 6.5, 5}, data.train().features());
    assertEquals(List.of("y"), data.targetNames());
  }

  @Test
  void textLabelsAreClassesInSortedOrder() throws IOException {
    PreparedData data = all("x,kind\n1,pear\n2,apple\n3,pear\n4,10\n");
    assertEquals(List.of("10", "apple", "pear"), data.classNames());
    assertEquals(data.classNames(), data.targetNames());
    assertArrayEquals(new double[] {0, 0, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0}, data.train().targets());
    String renamed = all("x,kind\n1,pear\n2,apples\n3,pear\n4,10\n").digest();
    assertNotEquals(data.digest(), renamed);
  }

  @Test
  void numericLabelsSortByValue() throws IOException {
    PreparedData data = all("x,c\n1,10\n2,9\n3,10.0\n4,-1\n5,9\n6,-1\n");
    assertEquals(List.of("-1", "9", "10"), data.classNames());
    assertEquals(1.0, data.train().targets()[2]);
    assertEquals(1.0, data.train().targets()[8]);
  }

  @Test
  void theTaskIsImpliedByTheTarget() throws IOException {
    assertTrue(all("x,c\n1,0\n2,1\n3,0\n4,1\n").isClassification());
    assertFalse(all("x,c\n1,0\n2,1\n3,2\n4,1\n5,3\n").isClassification(), "too many classes");
    assertFalse(all("x,c\n1,0\n2,1.5\n3,0\n4,1.5\n").isClassification(), "no integers");
    assertFalse(all("x,c\n1,3\n2,3\n").isClassification(), "one class");
    StringBuilder rows = new StringBuilder("x,c\n");
    for (int i = 0; i < 84; i++) {
      rows.append("0,").append(i % 21).append('\n');
    }
    assertFalse(all(rows.toString()).isClassification(), "21 classes");
    String source = csv("x,c\n1,0\n2,1\n3,0\n4,1\n5,1\n");
    assertFalse(DataSources.prepare(Specs.task(source, Task.REGRESSION)).isClassification());
    source = csv("x,c\n1,5\n2,6\n3,7\n4,8\n5,9\n");
    assertEquals(
        5, DataSources.prepare(Specs.task(source, Task.CLASSIFICATION)).classNames().size());
  }

  /** Each case: the file with \n as |, then what must be said. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a,y|1,2|3|=line 3 has 1 cells where 2 are expected",
        "a,y|1,2|3,4,5|=line 3 has 3 cells where 2 are expected",
        "a,y|1,2||x,4|=line 4, column a: \"x\" where a finite number is expected",
        "a,y|1,2|0x1,4|=line 3, column a: \"0x1\" where",
        "a,y|NaN,2|=line 2, column a: \"NaN\" where a finite number",
        "a,y|1,-inf|=line 2, column y: \"-inf\" where a finite number",
        "a,y|1e999,2|=line 2, column a: \"1e999\" where a finite number",
        "1,2|,4|=line 2, column 0: an empty cell where",
        "a,y|1,|=line 2, column y: an empty cell where",
        "=is empty",
        "||=is empty",
        "a,y|=has a header but no samples",
        "a,a,y|1,2,3|=has two columns named \"a\"",
        "a y|1 2|=has 1 column (\"a y\"); features and a target are needed",
        "5.1,3.5,setosa|5,6,setosa|=line 1 mixes text and numbers like a sample",
        "1,1,setosa|1,1,setosa|=line 1 mixes text and numbers like a sample",
        "a,y|1,p|2,p|=all samples are of class \"p\"",
        "a,y|1,\"2|=line 2: a quoted cell begins here",
        "a,y|1,\"p||q\"|2,\"p||q\"|=all samples are of class \"p  q\"",
        "\"a||b\",y|\"3||x\",1|=line 4, column a b: \"3  x\" where"
      })
  void saysWhatIsWrongAndWhere(String given) throws IOException {
    int at = given.lastIndexOf("|=") >= 0 ? given.lastIndexOf("|=") + 1 : given.indexOf('=');
    String text = given.substring(0, at).replace('|', '\n');
    String message = assertThrows(UserInputException.class, () -> all(text)).getMessage();
    assertTrue(message.contains(given.substring(at + 1)), message);
    assertTrue(message.startsWith(temporary.resolve("data.csv").toString()), message);
    assertEquals(1, message.lines().count());
  }

  /** Latin-1 labels that differ in one letter would become one class if it were replaced. */
  @Test
  void textOfAnotherEncodingIsRefusedOrDecoded() throws IOException {
    Path file = temporary.resolve("latin.csv");
    String text = "a,y\n1,caf\u00e9\n2,caf\u00e8\n3,caf\u00e9\n";
    Files.write(file, text.getBytes(ISO_8859_1));
    String message =
        assertThrows(
                UserInputException.class,
                () -> DataSources.prepare(Specs.encoded("csv:" + file, "UTF-8")))
            .getMessage();
    assertEquals(
        file
            + " line 2, column 6: byte 0xE9 is not UTF-8; save the file as UTF-8, or set"
            + " data.encoding (for example ISO-8859-1 or windows-1252)",
        message);
    for (String encoding : List.of("ISO-8859-1", "windows-1252", "UTF-16", "UTF-8")) {
      Files.write(file, text.getBytes(encoding));
      PreparedData data = DataSources.prepare(Specs.encoded("csv:" + file, encoding));
      assertEquals(List.of("caf\u00e8", "caf\u00e9"), data.classNames(), encoding);
    }
    Files.write(file, text.getBytes(UTF_16));
    message =
        assertThrows(
                UserInputException.class,
                () -> DataSources.prepare(Specs.encoded("csv:" + file, "UTF-8")))
            .getMessage();
    assertTrue(message.contains("line 1, column 1: byte 0xFE is not UTF-8"), message);
    assertTrue(message.contains("(UTF-16)"), message);
    for (String unknown : List.of("utf-9", "latin")) {
      assertThrows(
          UserInputException.class,
          () -> DataSources.prepare(Specs.encoded("csv:" + file, unknown)));
    }
  }

  /** The bad byte beyond the first buffer, after lines that end in CR, LF and both. */
  @Test
  void theLineOfAWrongByteIsRight() throws IOException {
    Path file = temporary.resolve("long.csv");
    StringBuilder text = new StringBuilder("a,y\r\n");
    for (int i = 0; i < 30_000; i++) {
      text.append("1,2").append(List.of("\n", "\r", "\r\n").get(i % 3));
    }
    Files.write(file, text.append("7,\u00ff\n").toString().getBytes(ISO_8859_1));
    String message =
        assertThrows(
                UserInputException.class,
                () -> DataSources.prepare(Specs.encoded("csv:" + file, "UTF-8")))
            .getMessage();
    assertTrue(message.contains("line 30002, column 3: byte 0xFF"), message);
  }

  /** The first line 0,1,2 is what pandas writes for columns without names, or a sample. */
  @Test
  void aLineOfColumnNumbersNeedsTheHeaderToBeSet() throws IOException {
    String source = csv("0,1,2\n5,6,0\n7,8,1\n5,6,0\n7,8,1\n");
    String message =
        assertThrows(UserInputException.class, () -> DataSources.prepare(Specs.of(source)))
            .getMessage();
    assertTrue(
        message.endsWith(
            "line 1 may hold the names of columns or a sample: set data.header = true or"
                + " data.header = false"),
        message);
    PreparedData named = DataSources.prepare(Specs.table(source, true, null));
    assertEquals(4, named.train().count());
    assertEquals(List.of("0", "1"), named.classNames());
    assertEquals(
        List.of(
            "data.task = classification is assumed: the target 2 holds 2 different whole numbers"),
        named.notes());
    PreparedData unnamed = DataSources.prepare(Specs.table(source, false, null));
    assertEquals(5, unnamed.train().count());
    String text = csv("1,red\n2,blue\n3,red\n");
    assertEquals(3, DataSources.prepare(Specs.table(text, false, null)).train().count());
    String numbers = csv("7,8\n1,2.5\n3,4.5\n");
    assertEquals(
        List.of("7"), DataSources.prepare(Specs.table(numbers, true, null)).featureNames());
  }

  /** The index column of pandas numbers the rows; as a feature it is the order of the file. */
  @Test
  void anIndexColumnIsLeftOutOrNamedAFeature() throws IOException {
    for (String header : List.of(",a,y", "Unnamed: 0,a,y", "\"\",a,y")) {
      for (int first = 0; first < 2; first++) {
        StringBuilder text = new StringBuilder(header).append('\n');
        for (int i = 0; i < 6; i++) {
          text.append(first + i).append(",3,0.").append(i).append('\n');
        }
        String source = csv(text.toString());
        String message =
            assertThrows(UserInputException.class, () -> DataSources.prepare(Specs.of(source)))
                .getMessage();
        assertTrue(message.contains("numbers the rows: set data.index-column = "), message);
        for (String index : List.of("0", header.startsWith("U") ? "Unnamed: 0" : "column_0")) {
          assertEquals(
              List.of("a"), DataSources.prepare(Specs.table(source, null, index)).featureNames());
        }
        assertEquals(
            2, DataSources.prepare(Specs.table(source, null, "none")).featureNames().size());
        assertThrows(
            UserInputException.class,
            () -> DataSources.prepare(Specs.table(source, null, "absent")));
      }
    }
    assertEquals(
        2, DataSources.prepare(Specs.of(csv(",a,y\n0,1,.5\n5,1,.5\n"))).featureNames().size());
    for (String table :
        List.of("a,index,y\n1,7,.5\n1,8,.5\n1,9,.5\n", "a,y,\n1,.5,0\n1,.5,1\n1,.5,2\n")) {
      String source = csv(table);
      String message =
          assertThrows(UserInputException.class, () -> DataSources.prepare(Specs.of(source)))
              .getMessage();
      boolean id = table.startsWith("a,index");
      assertTrue(message.endsWith(id ? "if it is a feature" : "if it is the target"), message);
      PreparedData data = DataSources.prepare(Specs.table(source, null, id ? "index" : "column_2"));
      assertEquals(List.of("a"), data.featureNames());
      assertEquals(List.of("y"), data.targetNames());
    }
  }

  @Test
  void numbersThatCountUpMayBeNamesOfColumns() throws IOException {
    for (String first : List.of("1,2,3", "0.0,1.0,2.0", "2019,2020,2021", "0,1")) {
      String source = csv(first + "\n" + first.replace("1", "5") + "\n");
      String message =
          assertThrows(UserInputException.class, () -> DataSources.prepare(Specs.of(source)))
              .getMessage();
      assertTrue(message.contains("set data.header = true or data.header = false"), message);
    }
  }

  /** 12% and 1,200 are no labels, and a ? among them is none. */
  @Test
  void textsThatHardlyRepeatAreNoLabelsUntilSomebodySaysSo() throws IOException {
    StringBuilder percent = new StringBuilder("a,y\n");
    StringBuilder question = new StringBuilder("a,y\n");
    for (int i = 0; i < 24; i++) {
      percent.append(i % 5).append(',').append(i).append("%\n");
      question.append(i % 5).append(i == 3 ? ",?\n" : "," + i % 2 + "\n");
    }
    String source = csv(percent.toString());
    String message =
        assertThrows(UserInputException.class, () -> DataSources.prepare(Specs.of(source)))
            .getMessage();
    assertTrue(
        message.endsWith(
            "target y: 24 different texts in 24 samples, such as \"0%\" in line 2; set data.task ="
                + " classification if they are labels"),
        message);
    DataSpec said = Specs.task(source, DataSpec.Task.CLASSIFICATION);
    assertEquals(24, DataSources.prepare(said).classNames().size());
    assertEquals(
        List.of(
            "data.task = classification is assumed: the target y holds numbers and text, \"?\" in"
                + " line 5"),
        DataSources.prepare(Specs.of(csv(question.toString()))).notes());
    String gaps = csv("a,y\n1,2\n?,3\n");
    message =
        assertThrows(UserInputException.class, () -> DataSources.prepare(Specs.of(gaps)))
            .getMessage();
    assertTrue(
        message.endsWith(
            "set data.missing-words = [\"?\"] if it means that a value is missing, and set"
                + " data.missing.a = drop, mean or a constant"),
        message);
  }

  @Test
  void suggestsTheNearestColumn() throws IOException {
    String source = csv("age,target\n1,2\n3,4\n");
    String message =
        assertThrows(
                UserInputException.class,
                () -> DataSources.prepare(Specs.columns(source, List.of("tarqet"), List.of())))
            .getMessage();
    assertTrue(
        message.endsWith(
            "has no target column \"tarqet\"; the nearest name is \"target\" (or give an index,"
                + " 0 to 1)"),
        message);
    for (List<List<String>> choice :
        List.of(
            List.of(List.of("age"), List.of("age")),
            List.of(List.of("age", "0"), List.<String>of()),
            List.of(List.of("age", "target"), List.<String>of()),
            List.of(List.<String>of(), List.of("2")))) {
      assertThrows(
          UserInputException.class,
          () -> DataSources.prepare(Specs.columns(source, choice.get(0), choice.get(1))));
    }
  }

  @Test
  void tasksThatDoNotFitAreRefused() throws IOException {
    String text = csv("x,c\n1,2\n2,red\n");
    String regression =
        assertThrows(
                UserInputException.class,
                () -> DataSources.prepare(Specs.task(text, Task.REGRESSION)))
            .getMessage();
    assertTrue(regression.contains("line 3, column c: \"red\""), regression);
    String halves = csv("x,c\n1,2\n2,2.5\n");
    String classes =
        assertThrows(
                UserInputException.class,
                () -> DataSources.prepare(Specs.task(halves, Task.CLASSIFICATION)))
            .getMessage();
    assertTrue(classes.contains("target c, sample 2: 2.5 is not a class label"), classes);
  }

  @Test
  void missingFilesAndDirectoriesAreTheUsersError() {
    Path none = temporary.resolve("none.csv");
    assertTrue(refusal("csv:" + none).startsWith("cannot read " + none + ": "));
    assertEquals(temporary + " is a directory without files of data", refusal("csv:" + temporary));
  }

  private static String refusal(String source) {
    return assertThrows(UserInputException.class, () -> DataSources.prepare(Specs.of(source)))
        .getMessage();
  }

  @Test
  void predictionMatchesNamesOrPositions() throws IOException {
    List<String> names = List.of("b", "a");
    FeatureRows named = DataSources.featuresOnly(csv("a,note,b\n1,x,2\n3,y,4\n"), names);
    assertEquals(2, named.count());
    assertArrayEquals(new double[] {2, 1, 4, 3}, named.values());
    String bare = csv("1,2\n3,4\n").substring("csv:".length());
    assertArrayEquals(new double[] {1, 2, 3, 4}, DataSources.featuresOnly(bare, names).values());
    String wide = csv("1,2,9\n3,4,9\n");
    assertArrayEquals(
        new double[] {9, 2, 9, 4}, DataSources.featuresOnly(wide, List.of("2", "1")).values());
    assertThrows(UserInputException.class, () -> DataSources.featuresOnly(wide, names));
    String lacking = csv("a,c\n1,2\n");
    String message =
        assertThrows(UserInputException.class, () -> DataSources.featuresOnly(lacking, names))
            .getMessage();
    assertTrue(message.contains("has no feature column \"b\""), message);
  }
}
