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

  private static NetworkColumns classes(DataSpec reading, String... features) {
    return new NetworkColumns(List.of(features), CLASSES, CLASSES, null, reading);
  }

  private static NetworkColumns numbers(List<String> features, String... targets) {
    return new NetworkColumns(features, List.of(targets), List.of(), null, null);
  }

  @Test
  void labelsAreKnownByTheirNumber() throws IOException {
    LabeledRows rows =
        DataSources.labeled(csv("a,b,y\n5,6,2\n7,8,1.0\n9,9,01\n"), classes(null, "a", "b"));
    assertArrayEquals(new double[] {0, 1, 1, 0, 1, 0}, rows.targets());
    assertArrayEquals(new int[] {0, 1, 2}, rows.samples());
  }

  @Test
  void theTargetOfTheTrainingDataMayStandAnywhere() throws IOException {
    DataSpec named = Specs.columns("csv:train.csv", List.of("y"), List.of());
    LabeledRows rows = DataSources.labeled(csv("y,id,a\n2,7,0.5\n"), classes(named, "a"));
    assertArrayEquals(new double[] {0, 1}, rows.targets());
    DataSpec first = Specs.columns("csv:train.csv", List.of("0"), List.of());
    assertArrayEquals(
        new double[] {0, 1},
        DataSources.labeled(csv("y,a\n2,0.5\n"), classes(first, "a")).targets());
    assertNull(DataSources.labeled(csv("a,y\n0.5,2\n"), classes(first, "a")).targets());
  }

  @Test
  void withoutAHeader() throws IOException {
    assertArrayEquals(
        new double[] {1, 0},
        DataSources.labeled(csv("0.5,0.25,1\n"), classes(null, "0", "1")).targets());
    assertNull(DataSources.labeled(csv("0.5,1\n"), classes(null, "0", "1")).targets());
    // A network that read columns 1 and 2, and a file of these two alone.
    assertNull(DataSources.labeled(csv("0.5,1\n"), numbers(List.of("1", "2"), "0")).targets());
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
    NetworkColumns columns = classes(null, "x0");
    assertArrayEquals(new double[] {0, 1, 1, 0}, DataSources.labeled(file, columns).targets());
    assertArrayEquals(new double[] {5, 6}, DataSources.featuresOnly(file, List.of("x0")).values());
    NetworkColumns other =
        new NetworkColumns(List.of("x0"), CLASSES, CLASSES, List.of("kind"), null);
    assertThrows(UserInputException.class, () -> DataSources.labeled(file, other));
  }

  @Test
  void aTruthThatIsNamedMustBeThere() throws IOException {
    NetworkColumns named = new NetworkColumns(List.of("a"), CLASSES, CLASSES, List.of("y"), null);
    String file = csv("a,kind\n1,2\n");
    UserInputException e =
        assertThrows(UserInputException.class, () -> DataSources.labeled(file, named));
    assertTrue(e.getMessage().contains("no truth column \"y\""), e.getMessage());
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
