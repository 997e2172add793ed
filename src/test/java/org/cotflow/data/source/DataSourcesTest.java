package org.cotflow.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.cotflow.base.Keyword;
import org.cotflow.base.UserInputException;
import org.cotflow.data.ColumnScaling;
import org.cotflow.data.DataSpec;
import org.cotflow.data.DataSpec.Scaling;
import org.cotflow.data.PreparedData;
import org.cotflow.data.RawSamples;
import org.cotflow.data.RawTarget;
import org.cotflow.data.Samples;
import org.cotflow.data.Specs;
import org.cotflow.data.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSourcesTest {
  @TempDir Path temporary;

  @Test
  void digitsAreUnitScaledAndCentered() {
    PreparedData data = DataSources.prepare(Specs.scaled("digits", Scaling.UNIT, true));
    assertEquals(1437, data.train().count());
    assertEquals(360, data.test().count());
    assertEquals(64, data.train().inputDim());
    assertEquals(10, data.train().outputDim());
    assertEquals(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), data.classNames());
    assertEquals("pixel_0_0", data.featureNames().get(0));
    for (double scale : data.featureScaling().scale()) {
      assertTrue(scale == 16.0 || scale == 1.0 && data.featureScaling().mean()[0] == 0.0);
    }
    for (int column = 0; column < 64; column++) {
      assertEquals(0.0, mean(data.train(), column), 1e-13);
    }
    double[] raw = data.featureScaling().inverted(data.train().features());
    assertEquals(16.0, Arrays.stream(raw).max().getAsDouble(), 1e-12);
    for (int i = 0; i < 1437; i++) {
      double[] row = Arrays.copyOfRange(data.train().targets(), 10 * i, 10 * i + 10);
      assertEquals(1.0, Arrays.stream(row).sum());
      assertEquals(1.0, Arrays.stream(row).max().getAsDouble());
    }
    assertArrayEquals(new double[10], data.targetScaling().mean());
  }

  @Test
  void diabetesIsAStandardizedRegression() {
    PreparedData data = DataSources.prepare(Specs.scaled("diabetes", Scaling.STANDARD, false));
    assertEquals(353, data.train().count());
    assertEquals(89, data.test().count());
    assertEquals(
        List.of("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"),
        data.featureNames());
    assertEquals(List.of("progression"), data.targetNames());
    assertFalse(data.isClassification());
    for (int column = 0; column < 10; column++) {
      assertEquals(0.0, mean(data.train(), column), 1e-13);
      double sum = 0.0;
      for (int i = 0; i < 353; i++) {
        double value = data.train().features()[10 * i + column];
        sum += value * value;
      }
      assertEquals(1.0, sum / 353, 1e-13);
    }
    assertEquals(0.0, Arrays.stream(data.train().targets()).average().getAsDouble(), 1e-13);
    double[] raw = data.targetScaling().inverted(data.train().targets());
    assertEquals(346.0, Arrays.stream(raw).max().getAsDouble(), 1e-9);
  }

  private static double mean(Samples samples, int column) {
    double sum = 0.0;
    for (int i = 0; i < samples.count(); i++) {
      sum += samples.features()[i * samples.inputDim() + column];
    }
    return sum / samples.count();
  }

  @Test
  void theSplitFollowsTheSeed() {
    PreparedData first = DataSources.prepare(Specs.split("digits", 0.2, 0));
    PreparedData again = DataSources.prepare(Specs.split("digits", 0.2, 0));
    PreparedData other = DataSources.prepare(Specs.split("digits", 0.2, 1));
    assertArrayEquals(first.train().features(), again.train().features());
    assertFalse(Arrays.equals(first.test().features(), other.test().features()));
    assertEquals(first.digest(), other.digest());
    double both =
        Arrays.stream(first.train().features()).sum()
            + Arrays.stream(first.test().features()).sum();
    PreparedData whole = DataSources.prepare(Specs.split("digits", 0.0, 0));
    assertEquals(Arrays.stream(whole.train().features()).sum(), both);
    assertEquals(0, whole.test().count());
    assertEquals(64, first.digest().length());
    assertNotEquals(first.digest(), DataSources.prepare(Specs.split("diabetes", 0.2, 0)).digest());
  }

  @ParameterizedTest
  @CsvSource({
    "1797, 0.2, 360",
    "100, 0.07, 7",
    "10, 0.3, 3",
    "10, 0.31, 4",
    "3, 1e-9, 1",
    "5, 0, 0"
  })
  void theTestSizeIsRoundedUp(int count, double fraction, int expected) {
    DataSpec spec = Specs.split("x", fraction, 0);
    RawTarget target =
        new RawTarget.Numbers(List.of("y"), new double[count], RawTarget.Meaning.UNSAID);
    RawSamples raw =
        new RawSamples("x", count, List.of("a"), new double[count], target, RawSamples.UNSPLIT);
    Split split = Split.of(raw, spec);
    assertEquals(expected, split.test().length);
    int[] all = new int[count];
    for (int i : split.test()) {
      all[i]++;
    }
    for (int i : split.train()) {
      all[i]++;
    }
    assertEquals(count, Arrays.stream(all).filter(times -> times == 1).count());
  }

  @Test
  void aSplitLeavesSamplesToTrainOn() throws IOException {
    Path file = temporary.resolve("one.csv");
    Files.writeString(file, "x,y\n1,2.5\n");
    String message = failure(Specs.split("csv:" + file, 0.2, 0));
    assertTrue(message.startsWith("data.test-fraction = 0.2 of the 1 samples of " + file), message);
    assertTrue(failure(Specs.split("digits", 1.0, 0)).startsWith("data.test-fraction = 1.0"));
    assertTrue(failure(Specs.generated("moons", 0, 0, 2, 2, 0)).startsWith("data.samples = 0"));
    assertTrue(failure(Specs.generated("moons", 5, 0, 2, 2, -1)).startsWith("data.noise"));
    int most = Integer.MAX_VALUE;
    assertTrue(failure(Specs.generated("moons", most, 0, 2, 2, 0)).startsWith("data.samples"));
    assertTrue(
        failure(Specs.generated("gaussian", null, 0, most, 2, 0)).startsWith("data.samples"));
    assertTrue(failure(Specs.generated("gaussian", 9, 0, 0, 2, 0)).startsWith("data.input-dim"));
  }

  private static String failure(DataSpec spec) {
    return assertThrows(UserInputException.class, () -> DataSources.prepare(spec)).getMessage();
  }

  @Test
  void scalesAreFittedToTheTrainingPart() {
    double third = 1.0 / 3.0;
    double[] rows = {0.1, 2, 0.1, 4, 0.1, -9};
    List<String> names = List.of("constant", "b");
    PreparedData.Affine standard = ColumnScaling.fit(rows, names, Scaling.STANDARD, false, "f");
    assertArrayEquals(new double[] {0.1, -1}, standard.mean());
    assertEquals(1.0, standard.scale()[0]);
    assertEquals(Math.sqrt(98 * third), standard.scale()[1], 1e-14);
    PreparedData.Affine unit = ColumnScaling.fit(rows, names, Scaling.UNIT, false, "f");
    assertArrayEquals(new double[] {9, 9}, unit.scale());
    assertArrayEquals(new double[2], unit.mean());
    PreparedData.Affine centered = ColumnScaling.fit(rows, names, Scaling.NONE, true, "f");
    assertArrayEquals(new double[] {0.1, -1}, centered.mean());
    assertArrayEquals(new double[] {1, 1}, centered.scale());
    PreparedData.Affine zeros = ColumnScaling.fit(new double[4], names, Scaling.UNIT, false, "f");
    assertArrayEquals(new double[] {1, 1}, zeros.scale());
    double[] huge = {0, 1e308, 1, 1.5e308, 2, -1e308};
    String message =
        assertThrows(
                UserInputException.class,
                () -> ColumnScaling.fit(huge, names, Scaling.STANDARD, false, "f"))
            .getMessage();
    assertTrue(message.startsWith("f, column b: "), message);
  }

  @Test
  void moonsLieOnHalfCircles() {
    PreparedData data = DataSources.prepare(Specs.generated("moons", null, 3, 7, 7, 0.0));
    assertEquals(500, data.train().count());
    assertEquals(2, data.train().inputDim());
    assertEquals(List.of("0", "1"), data.classNames());
    double[] x = data.train().features();
    for (int i = 0; i < 500; i++) {
      boolean inner = data.train().targets()[2 * i + 1] == 1.0;
      assertEquals(i % 2 == 1, inner);
      double fromCenterX = x[2 * i] - (inner ? 1.0 : 0.0);
      double fromCenterY = x[2 * i + 1] - (inner ? 0.5 : 0.0);
      assertEquals(1.0, Math.sqrt(fromCenterX * fromCenterX + fromCenterY * fromCenterY), 1e-15);
      assertTrue(inner ? fromCenterY <= 0 : fromCenterY >= 0);
    }
    double[] noisy =
        DataSources.prepare(Specs.generated("moons", 300, 3, 7, 7, 0.2)).train().features();
    double sum = 0.0;
    for (int i = 0; i < noisy.length; i++) {
      sum += (noisy[i] - x[i]) * (noisy[i] - x[i]);
    }
    assertEquals(0.2, Math.sqrt(sum / noisy.length), 0.02);
  }

  @Test
  void gaussianSamplesAreNormalAndNested() {
    PreparedData data = DataSources.prepare(Specs.generated("gaussian", 4000, 1, 3, 2, 0));
    assertEquals(3, data.train().inputDim());
    assertEquals(2, data.train().outputDim());
    assertFalse(data.isClassification());
    for (double[] values : List.of(data.train().features(), data.train().targets())) {
      double mean = Arrays.stream(values).average().getAsDouble();
      double square = Arrays.stream(values).map(v -> v * v).average().getAsDouble();
      assertEquals(0.0, mean, 0.04);
      assertEquals(1.0, square, 0.06);
    }
    PreparedData fewer = DataSources.prepare(Specs.generated("gaussian", null, 1, 3, 2, 0));
    assertEquals(200, fewer.train().count());
    assertArrayEquals(fewer.train().features(), Arrays.copyOf(data.train().features(), 600));
    PreparedData other = DataSources.prepare(Specs.generated("gaussian", null, 2, 3, 2, 0));
    assertFalse(Arrays.equals(fewer.train().features(), other.train().features()));
  }

  /** Tokens of three numbers: the query, then the examples of a linear function of its own. */
  @Test
  void promptsHoldExamplesOfOneLinearFunctionEach() {
    PreparedData data = DataSources.prepare(Specs.prompts(4000, 5, 2, 0));
    double[] x = data.train().features();
    double[] y = data.train().targets();
    assertEquals(18, data.train().inputDim());
    double[] squares = new double[3];
    double products = 0;
    for (int i = 0; i < 4000; i++) {
      int at = 18 * i;
      assertEquals(0, x[at + 2]);
      // v from two examples by Cramer's rule, without the division.
      double det = x[at + 3] * x[at + 7] - x[at + 6] * x[at + 4];
      double v0 = x[at + 5] * x[at + 7] - x[at + 8] * x[at + 4];
      double v1 = x[at + 3] * x[at + 8] - x[at + 6] * x[at + 5];
      assertEquals(det * y[i], v0 * x[at] + v1 * x[at + 1], 1e-12);
      for (int t = 3; t <= 5; t++) {
        int example = at + 3 * t;
        assertEquals(det * x[example + 2], v0 * x[example] + v1 * x[example + 1], 1e-12);
      }
      squares[0] += x[at] * x[at] / 4000;
      squares[1] += x[at + 16] * x[at + 16] / 4000;
      squares[2] += y[i] * y[i] / 4000;
      products += x[at] * x[at + 15] / 4000;
    }
    assertArrayEquals(new double[] {1, 1}, Arrays.copyOf(squares, 2), 0.09);
    assertEquals(2, squares[2], 0.3); // the variance of y^2 is 20
    assertEquals(0, products, 0.07);

    double[] longer = DataSources.prepare(Specs.prompts(10, 7, 2, 0)).train().features();
    double[] noisy = DataSources.prepare(Specs.prompts(4000, 5, 2, 0.3)).train().features();
    double sum = 0;
    for (int i = 0; i < 4000; i++) {
      if (i < 10) {
        assertArrayEquals(
            Arrays.copyOfRange(x, 18 * i, 18 * i + 18),
            Arrays.copyOfRange(longer, 24 * i, 24 * i + 18));
      }
      double added = noisy[18 * i + 17] - x[18 * i + 17];
      sum += added * added / 4000;
    }
    assertEquals(0.3, Math.sqrt(sum), 0.02);
  }

  @Test
  void everySourceIsSaidToBeKnown() {
    List<String> said = new ArrayList<>(List.of(DataSpec.KNOWN_SOURCES.split(", | or ")));
    said.replaceAll(name -> name.replace("PATH", ""));
    said.add("given");
    assertEquals(Set.copyOf(DataSpec.sourceWords()), Set.copyOf(said));
    for (GeneratedSource source : GeneratedSource.values()) {
      assertTrue(said.contains(Keyword.of(source)), source.toString());
    }
  }

  @Test
  void unknownSourcesAreNamed() {
    String message = failure(Specs.of("digit"));
    assertTrue(
        message.startsWith("data.source = digit is unknown; the nearest is digits"), message);
    assertTrue(message.contains("(known: " + DataSpec.KNOWN_SOURCES + ")"), message);
    assertTrue(failure(Specs.of("cvs:/x")).contains("the nearest is csv:"));
    assertTrue(failure(Specs.columns("moons", List.of("x0"), List.of())).contains("fixed columns"));
    assertThrows(UserInputException.class, () -> DataSources.featuresOnly("x.txt", List.of("a")));
    assertThrows(UserInputException.class, () -> DataSources.featuresOnly("moons", List.of("a")));
  }
}
