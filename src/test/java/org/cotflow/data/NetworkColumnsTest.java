package org.cotflow.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.data.column.FeatureEncoding;
import org.cotflow.data.source.DataSources;
import org.cotflow.format.NpyArray;
import org.cotflow.format.NpzWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the truth is found in files for a trained network. */
class NetworkColumnsTest {
  private static final List<String> CLASSES = List.of("1", "2");

  @TempDir Path directory;

  private String csv(String text) throws IOException {
    Path file = directory.resolve("table.csv");
    Files.writeString(file, text);
    return file.toString();
  }

  private static NetworkColumns classes(String truth, String... features) {
    return new NetworkColumns(
        FeatureEncoding.plain(List.of(features)), 2, CLASSES, List.of(truth), false, null);
  }

  private static NetworkColumns named(String truth, String... features) {
    return new NetworkColumns(
        FeatureEncoding.plain(List.of(features)), 2, CLASSES, List.of(truth), true, null);
  }

  private static NetworkColumns numbers(List<String> features, String... targets) {
    return new NetworkColumns(
        FeatureEncoding.plain(features), targets.length, List.of(), List.of(targets), false, null);
  }

  @Test
  void labelsAreKnownByTheirNumber() throws IOException {
    LabeledRows rows =
        DataSources.labeled(csv("a,b,y\n5,6,2\n7,8,1.0\n9,9,01\n"), classes("y", "a", "b"));
    assertArrayEquals(new double[] {0, 1, 1, 0, 1, 0}, rows.targets());
    assertArrayEquals(new int[] {0, 1, 2}, rows.samples());
  }

  @Test
  void theTargetOfTheTrainingDataMayStandAnywhere() throws IOException {
    LabeledRows rows = DataSources.labeled(csv("y,id,a\n2,7,0.5\n"), classes("y", "a"));
    assertArrayEquals(new double[] {0, 1}, rows.targets());
  }

  @Test
  void anotherColumnIsNoTruth() throws IOException {
    assertNull(DataSources.labeled(csv("a,id\n0.5,2\n0.5,1\n"), classes("y", "a")).targets());
    assertNull(DataSources.labeled(csv("a,id\n0.5,2\n"), numbers(List.of("a"), "y")).targets());
    // Positions are no names.
    assertNull(DataSources.labeled(csv("0.5,0.25,1\n"), classes("2", "0", "1")).targets());
    assertArrayEquals(
        new double[] {1, 0},
        DataSources.labeled(csv("0.5,0.25,1\n"), named("2", "0", "1")).targets());
    String file = csv("0.5,1\n");
    refused("column 0 is a feature", file, named("0", "1", "2"));
  }

  @Test
  void aSampleMayLackItsTruth() throws IOException {
    double none = Double.NaN;
    String file = csv("a,y\n5,2\n7,\n9,NaN\n9,1\n");
    LabeledRows rows = DataSources.labeled(file, classes("y", "a"));
    assertArrayEquals(new double[] {0, 1, none, none, none, none, 1, 0}, rows.targets());
    assertArrayEquals(new int[] {0, 3}, rows.known());
    rows = DataSources.labeled(file, numbers(List.of("a"), "y"));
    assertArrayEquals(new double[] {2, none, none, 1}, rows.targets());
    assertNull(DataSources.labeled(csv("a,y\n5,\n7,nan\n"), classes("y", "a")).targets());
    refused("\"x\" where a finite number", csv("a,y\n5,x\n"), numbers(List.of("a"), "y"));
  }

  private static void refused(String said, String file, NetworkColumns columns) {
    UserInputException e =
        assertThrows(UserInputException.class, () -> DataSources.labeled(file, columns));
    assertTrue(e.getMessage().contains(said), e.getMessage());
  }

  @Test
  void everyOutputOfARegression() throws IOException {
    NetworkColumns columns = numbers(List.of("a"), "y", "z");
    assertArrayEquals(
        new double[] {2, 3}, DataSources.labeled(csv("z,a,y\n3,1,2\n"), columns).targets());
    assertNull(DataSources.labeled(csv("z,a\n3,1\n"), columns).targets());
  }

  @Test
  void arraysOfNumpy() throws IOException {
    String file = directory.resolve("arrays.npz").toString();
    try (NpzWriter npz = NpzWriter.create(Locations.of(file))) {
      npz.write("X", new NpyArray(new int[] {2, 1}, new double[] {5, 6}));
      npz.write("Y", new NpyArray(new int[] {2}, new double[] {2, 1}));
    }
    NetworkColumns columns = classes("kind", "x0");
    assertArrayEquals(new double[] {0, 1, 1, 0}, DataSources.labeled(file, columns).targets());
    assertArrayEquals(new double[] {5, 6}, DataSources.featuresOnly(file, List.of("x0")).values());
    refused("have no column names", file, named("kind", "x0"));
  }

  @Test
  void aTruthThatIsNamedMustBeThere() throws IOException {
    refused("no truth column \"y\"", csv("a,kind\n1,2\n"), named("y", "a"));
  }

  @Test
  void aPartIsThatOfTheTraining() {
    DataSpec spec = Specs.of("diabetes");
    PreparedData prepared = DataSources.prepare(spec);
    LabeledRows test = DataSources.part(spec, DataPart.TEST, prepared.digest());
    assertEquals(prepared.test().count(), test.features().count());
    assertArrayEquals(
        prepared.test().features(), prepared.featureScaling().applied(test.features().values()));
    assertArrayEquals(prepared.test().targets(), prepared.targetScaling().applied(test.targets()));
    assertThrows(UserInputException.class, () -> DataSources.part(spec, DataPart.TEST, "another"));
  }
}
