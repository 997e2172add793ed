package org.cotflow.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.data.DataPart;
import org.cotflow.data.DataSpec;
import org.cotflow.data.FeatureRows;
import org.cotflow.data.LabeledRows;
import org.cotflow.data.NetworkColumns;
import org.cotflow.data.PreparedData;
import org.cotflow.data.Samples;
import org.cotflow.data.Specs;
import org.cotflow.data.column.ByColumn;
import org.cotflow.data.column.FeatureEncoding;
import org.cotflow.data.column.UnseenCategory;
import org.cotflow.format.Json;
import org.cotflow.format.NpyArray;
import org.cotflow.format.NpzWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gaps, texts, dates, true and false in the columns of a table. */
class ColumnsTest {
  private static final ByColumn ERROR = ByColumn.all("error");
  private static final ByColumn ONE_HOT = ByColumn.all("one-hot");

  @TempDir Path temporary;

  private String file(String name, String text) throws IOException {
    Path file = temporary.resolve(name);
    Files.writeString(file, text.replace('|', '\n'));
    return "csv:" + file;
  }

  private static ByColumn columns(String... pairs) {
    Map<String, String> columns = new TreeMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      columns.put(pairs[i], pairs[i + 1]);
    }
    return new ByColumn("error", new TreeMap<>(columns));
  }

  /** With all samples in the training part. */
  private PreparedData all(String text, ByColumn missing, ByColumn categories) throws IOException {
    return DataSources.prepare(
        Specs.columns(file("all.csv", text), missing, categories, UnseenCategory.ERROR, 0.0));
  }

  private static String refusal(org.junit.jupiter.api.function.Executable reading) {
    String message = assertThrows(UserInputException.class, reading).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  private static double[] predicted(PreparedData data, String source) {
    return DataSources.featuresOnly(source, data.encoding(), null).values();
  }

  @Test
  void datesAreDaysAndTrueIsOne() throws IOException {
    PreparedData data =
        all("on,since,a,y|true,1970-01-11,5,1.5|FALSE,1970-01-01T12:00,6,2.5|", ERROR, ERROR);
    assertEquals(List.of("on", "since", "a"), data.featureNames());
    assertArrayEquals(new double[] {1, 10, 5, 0, 0.5, 6}, data.train().features());
    assertEquals(
        List.of("since in days since 1970-01-01", "on with 1 for true and 0 for false"),
        data.notes());
    assertArrayEquals(
        new double[] {0, -1, 7},
        predicted(data, file("new.csv", "a,since,on|7,1969-12-31,false|")));
    assertTrue(
        refusal(() -> predicted(data, file("new.csv", "a,since,on|7,19000,false|")))
            .endsWith(
                "since: the network was trained on cells with a date such as 2024-05-31,"
                    + " and this file has a finite number"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a,y|1,2|,4|=line 3, column a: an empty cell where a finite number is expected;"
            + " set data.missing.a = drop, mean or a constant",
        "a,y|1,2|n/a,4|=line 3, column a: \"n/a\" where a finite number is expected;"
            + " set data.missing.a = ",
        "a b,y|1,2|NaN,4|=column a b: \"NaN\" where a finite number is expected;"
            + " set data.missing.\"a b\" = ",
        "a,y|1,2|3,|=line 3, column y: an empty cell where a finite number is expected;"
            + " set data.missing.y = drop",
        "c,y|Rome,2|Oslo,4|=line 2, column c: \"Rome\" where a finite number is expected;"
            + " set data.categories.c = one-hot if the column holds categories",
        "a,y|2024-01-31,2|2024-02-31,4|=line 3, column a: \"2024-02-31\" where a date such as",
        "a,y|2024-01-31,2|5,4|=line 3, column a: 5.0 where a date such as",
        "a,y|true,2|yes,4|=line 3, column a: \"yes\" where true or false is expected",
        "a,y|1,2|true,4|=line 3, column a: \"true\" where a finite number is expected",
      })
  void theDefaultSaysWhereAndWhichSettingHelps(String given) throws IOException {
    int at = given.indexOf('=');
    String message = refusal(() -> all(given.substring(0, at), ERROR, ERROR));
    assertTrue(message.contains(given.substring(at + 1)), message);
  }

  @Test
  void samplesWithGapsAreLeftOutBeforeTheSplit() throws IOException {
    String text = "a,b,y|1,,0.5|2,7,1.5|NA,7,2.5|4,7,|5,8,4.5|";
    PreparedData data = all(text, columns("a", "drop", "b", "0.25", "y", "drop"), ERROR);
    assertArrayEquals(new double[] {1, 0.25, 2, 7, 5, 8}, data.train().features());
    assertArrayEquals(new double[] {0.5, 1.5, 4.5}, data.train().targets());
    assertEquals(
        List.of(
            "2 of 5 samples are left out, because a value is missing (data.missing = drop)",
            "b missing in 1 of 3 samples: filled with 0.25"),
        data.notes());
  }

  @Test
  void predictionLeavesSamplesWithGapsOutAndKeepsTheNumbers() throws IOException {
    PreparedData data = all("a,b,y|1,2,0.5|3,4,1.5|,7,2.5|", columns("a", "drop"), ERROR);
    LabeledRows rows =
        DataSources.labeled(
            file("new.csv", "b,a,y|6,5,1|7,,2|9,8,|"),
            new NetworkColumns(data.encoding(), 1, List.of(), List.of("y"), false, null));
    assertArrayEquals(new int[] {0, 2}, rows.samples());
    assertArrayEquals(new double[] {5, 6, 8, 9}, rows.features().values());
    assertArrayEquals(new double[] {1, Double.NaN}, rows.targets());
    assertEquals(
        List.of("1 of 3 samples are left out, because a value is missing (data.missing = drop)"),
        rows.features().notes());
    String message = refusal(() -> predicted(data, file("new.csv", "b,a|6,5|,8|")));
    assertTrue(
        message.endsWith(
            "line 3, column b: an empty cell where a finite number is expected; the network was"
                + " trained without missing values in this column"),
        message);
  }

  @Test
  void aPartHasTheNumbersOfTheWholeTable() throws IOException {
    DataSpec spec =
        Specs.columns(
            file("part.csv", "a,y|,0.5|1,1.5|2,|3,3.5|4,4.5|"),
            columns("a", "drop", "y", "drop"),
            ERROR,
            UnseenCategory.ERROR,
            0.3);
    LabeledRows train = DataSources.part(spec, DataPart.TRAIN, null);
    LabeledRows test = DataSources.part(spec, DataPart.TEST, null);
    assertEquals(2, train.samples().length);
    assertEquals(1, test.samples().length);
    for (LabeledRows part : List.of(train, test)) {
      for (int i = 0; i < part.samples().length; i++) {
        assertEquals(part.samples()[i] + 0.5, part.targets()[i]);
        assertEquals(part.samples()[i], part.features().values()[i]);
      }
    }
  }

  @Test
  void meansAndCategoriesComeFromTheTrainingPart() throws IOException {
    StringBuilder text = new StringBuilder("id,a,city,y\n");
    for (int i = 0; i < 40; i++) {
      String a = i % 5 == 0 ? "" : String.valueOf(0.1 * i * i);
      text.append("%s,%s,%s,%s.5%n".formatted(i, a, i % 3 == 0 ? "Rome" : "Oslo", i));
    }
    PreparedData data =
        DataSources.prepare(
            Specs.columns(
                file("split.csv", text.toString()),
                columns("a", "mean"),
                ONE_HOT,
                UnseenCategory.ERROR,
                0.25));
    assertEquals(List.of("id", "a", "city=Oslo", "city=Rome"), data.featureNames());
    double sum = 0;
    int there = 0;
    for (int i = 0; i < 30; i++) {
      int id = (int) data.train().features()[4 * i];
      if (id % 5 != 0) {
        sum += 0.1 * id * id;
        there++;
      }
    }
    double mean = sum / there;
    for (Samples part : List.of(data.train(), data.test())) {
      for (int i = 0; i < part.count(); i++) {
        double[] row =
            IntStream.range(4 * i, 4 * i + 4).mapToDouble(j -> part.features()[j]).toArray();
        int id = (int) row[0];
        assertEquals(id % 5 == 0 ? mean : 0.1 * id * id, row[1]);
        assertEquals(id % 3 == 0 ? 0 : 1, row[2]);
        assertEquals(id % 3 == 0 ? 1 : 0, row[3]);
      }
    }
    assertArrayEquals(
        new double[] {9, mean, 1, 0},
        predicted(data, file("new.csv", "y,city,a,id|?,Oslo,null,9|")));
  }

  @Test
  void fillingAndEncodingPrecedeScaling() throws IOException {
    DataSpec spec =
        Specs.columns(
            file("scaled.csv", "a,c,y|1,x,1.5|,x,2.5|5,z,3.5|"),
            columns("a", "mean"),
            ONE_HOT,
            UnseenCategory.ERROR,
            0.0);
    PreparedData data = DataSources.prepare(Specs.scaled(spec, DataSpec.Scaling.STANDARD));
    double deviation = Math.sqrt((4.0 + 0.0 + 4.0) / 3);
    double share = 2.0 / 3;
    assertEquals(3.0, data.featureScaling().mean()[0]);
    assertEquals(deviation, data.featureScaling().scale()[0], 1e-15);
    assertEquals(share, data.featureScaling().mean()[1], 1e-15);
    assertEquals(0.0, data.train().features()[3]);
    assertEquals((0 - share) / Math.sqrt(share * (1 - share)), data.train().features()[7], 1e-14);
  }

  @Test
  void textsAreOneHotInSortedOrder() throws IOException {
    PreparedData data =
        all("c,a,y|b,1,1.5| a ,2,2.5|\"b\",3,3.5|NA,4,4.5|", columns("c", "none"), ONE_HOT);
    assertEquals(List.of("c=a", "c=b", "c=none", "a"), data.featureNames());
    assertArrayEquals(
        new double[] {0, 1, 0, 1, 1, 0, 0, 2, 0, 1, 0, 3, 0, 0, 1, 4}, data.train().features());
    assertEquals(
        List.of(
            "c as 3 one-hot inputs: a, b, none", "c missing in 1 of 4 samples: the category none"),
        data.notes());
    assertArrayEquals(new double[] {0, 0, 1, 9}, predicted(data, file("new.csv", "c,a|,9|")));
  }

  @Test
  void aNamedColumnMayHoldNumbers() throws IOException {
    String text = "zip,a,y|01,1,1.5|1,2,2.5|x,3,3.5|01,4,4.5|";
    PreparedData data = all(text, ERROR, columns("zip", "one-hot"));
    assertEquals(List.of("zip=01", "zip=1", "zip=x", "a"), data.featureNames());
    assertTrue(
        refusal(() -> all(text, ERROR, ONE_HOT))
            .contains(
                "line 4, column zip: \"x\" where a finite number is expected; set"
                    + " data.categories.zip = one-hot"));
  }

  @Test
  void textsThatDoNotRepeatNeedToBeNamed() throws IOException {
    StringBuilder text = new StringBuilder("name,y\n");
    IntStream.range(0, 30).forEach(i -> text.append("n" + i + "," + i + ".5\n"));
    assertTrue(
        refusal(() -> all(text.toString(), ERROR, ONE_HOT))
            .contains("column name: 30 different texts in 30 training samples: set"));
    assertEquals(30, all(text.toString(), ERROR, columns("name", "one-hot")).train().inputDim());
  }

  @Test
  void anUnseenCategoryIsSaidOrZeros() throws IOException {
    String text = "c,y|a,1.5|b,2.5|a,3.5|";
    PreparedData data = all(text, ERROR, ONE_HOT);
    String message = refusal(() -> predicted(data, file("new.csv", "c|a||z|b|")));
    assertTrue(
        message.endsWith(
            "new.csv line 4, column c: \"z\" is not among the categories of the training part:"
                + " a, b; data.unseen = zeros trains a network that takes it"),
        message);
    PreparedData lenient =
        DataSources.prepare(
            Specs.columns(file("all.csv", text), ERROR, ONE_HOT, UnseenCategory.ZEROS, 0.0));
    FeatureRows rows =
        DataSources.featuresOnly(file("new.csv", "c|a|z|b|"), lenient.encoding(), null);
    assertArrayEquals(new double[] {1, 0, 0, 0, 0, 1}, rows.values());
    assertEquals(
        List.of("c in 1 of 3 samples of a category that the training part has not: zeros"),
        rows.notes());
  }

  @Test
  void aCategoryOfTheTestPartAloneIsUnseen() throws IOException {
    StringBuilder text = new StringBuilder("c,y\n");
    IntStream.range(0, 12).forEach(i -> text.append("k" + i + "," + i + ".5\n"));
    String source = file("test.csv", text.toString());
    assertTrue(
        refusal(
                () ->
                    DataSources.prepare(
                        Specs.columns(source, ERROR, ONE_HOT, UnseenCategory.ERROR, 0.25)))
            .contains(" is not among the categories of the training part: k"));
    PreparedData data =
        DataSources.prepare(Specs.columns(source, ERROR, ONE_HOT, UnseenCategory.ZEROS, 0.25));
    assertArrayEquals(new double[3 * 9], data.test().features());
    assertTrue(data.notes().get(1).startsWith("c in 3 of 12 samples of a category"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a,y|1,2|,4|=a=unknown=\"unknown\" cannot stand where a finite number is missing; set"
            + " data.missing.a",
        "a,y|,2|,4|=a=mean=the training part has no value",
        "a,y|Rome,2|,4|=a=mean=texts have no mean; set data.missing.a = drop or a category",
        "a,y|1,2|,4|=b=mean=has no column \"b\", which data.missing names",
        "a,y|,2|,4|=a=drop=2 of 2 samples are left out",
      })
  void whatCannotBeFilledIsSaid(String given) {
    String[] parts = given.split("=", 4);
    String message = refusal(() -> all(parts[0], columns(parts[1], parts[2]), ONE_HOT));
    assertTrue(message.contains(parts[3]), message);
  }

  @Test
  void theDigestTellsCategoriesApart() throws IOException {
    String one = all("c,y|a,1.5|b,2.5|", ERROR, ONE_HOT).digest();
    assertNotEquals(one, all("c,y|a,1.5|d,2.5|", ERROR, ONE_HOT).digest());
    assertNotEquals(one, all("c,y|0,1.5|1,2.5|", ERROR, ONE_HOT).digest());
    assertEquals(one, all("c,y| a ,1.50|b,2.5|", ERROR, ONE_HOT).digest());
  }

  @Test
  void theEncodingReadsBack() throws IOException {
    FeatureEncoding encoding =
        all(
                "c,d,on,a,y|u,2024-01-01,true,1,1|v,,false,,2|u,2024-01-03,true,3,3|",
                columns("d", "2023-12-31", "a", "mean"),
                ONE_HOT)
            .encoding();
    String text = Json.render(encoding.fields());
    assertEquals(encoding, FeatureEncoding.of(Json.parse(text), List.of()));
    assertEquals(2.0, encoding.columns().get(3).fill());
    assertEquals(19722.0, encoding.columns().get(1).fill());
    FeatureEncoding plain = FeatureEncoding.plain(List.of("a"));
    assertEquals(Map.of(), plain.fields());
    assertEquals(plain, FeatureEncoding.of(Json.parse("{}"), List.of("a")));
  }

  @Test
  void nanInAnArrayIsAGap() throws IOException {
    Path file = temporary.resolve("data.npz");
    try (NpzWriter npz = NpzWriter.create(Locations.of(file.toString()))) {
      npz.write("X", new NpyArray(new int[] {3, 2}, new double[] {1, Double.NaN, 3, 4, 5, 8}));
      npz.write("Y", NpyArray.vector(0.5, 1.5, Double.NaN));
    }
    PreparedData data =
        DataSources.prepare(
            Specs.columns(
                "npz:" + file, columns("x1", "mean", "y", "drop"), ERROR, UnseenCategory.ERROR, 0));
    assertArrayEquals(new double[] {1, 4, 3, 4}, data.train().features());
    assertTrue(
        refusal(() -> DataSources.prepare(Specs.of("npz:" + file)))
            .endsWith(
                "X[0, 1] is NaN; numbers must be finite; set data.missing.x1 = drop, mean or"
                    + " a constant"));
    assertArrayEquals(new double[] {1, 4, 3, 4, 5, 8}, predicted(data, "npz:" + file));
  }

  @Test
  void aWholeTableHasItsPlacesOverBlankLines() throws IOException {
    String text = "c,y\n" + "\n".repeat(3) + "\"a\nb\",1.5\nx,2.5\n\nx,3.5\n";
    PreparedData data = all(text, ERROR, ONE_HOT);
    assertEquals(List.of("c=a\nb", "c=x"), data.featureNames());
    String longer = text + "\n\n\"q\nr\",4.5\n";
    assertTrue(
        refusal(() -> predicted(data, file("new.csv", longer)))
            .contains("new.csv line 12, column c: \"q r\" is not among the categories"));
  }
}
