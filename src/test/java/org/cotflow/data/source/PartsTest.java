package org.cotflow.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.cotflow.base.UserInputException;
import org.cotflow.data.ClassLabels;
import org.cotflow.data.ClassWeights;
import org.cotflow.data.DataPart;
import org.cotflow.data.DataSpec;
import org.cotflow.data.Preparation;
import org.cotflow.data.RawSamples;
import org.cotflow.data.RawTarget;
import org.cotflow.data.Specs;
import org.cotflow.data.Split;
import org.cotflow.data.column.ByColumn;
import org.junit.jupiter.api.Test;

/** The three parts of the samples, and the weights of their classes. */
class PartsTest {
  private static final int COUNT = 100;

  private static RawSamples samples(int givenTest) {
    double[] labels = new double[COUNT];
    for (int i = 0; i < COUNT; i++) {
      labels[i] = i % 5 == 0 ? 1 : 2;
    }
    RawTarget target = new RawTarget.Numbers(List.of("y"), labels, RawTarget.Meaning.LABELS);
    return new RawSamples("x", COUNT, List.of("a"), new double[COUNT], target, givenTest);
  }

  private static DataSpec spec(double test, double validation, String... weights) {
    return Specs.parts(
        Specs.split("x", test, 3),
        validation,
        weights.length == 0 ? ClassWeights.NONE : ByColumn.all(String.join(", ", weights)));
  }

  private static Split split(double test, double validation) {
    return Split.of(samples(RawSamples.UNSPLIT), spec(test, validation));
  }

  @Test
  void theTestPartIsTheSameWithAValidationPart() {
    Split without = split(0.2, 0);
    Split with = split(0.2, 0.07);
    assertArrayEquals(without.test(), with.test());
    assertEquals(0, without.validation().length);
    assertEquals(7, with.validation().length);
    int[] all =
        IntStream.of(DataPart.values().length)
            .flatMap(
                n -> Arrays.stream(DataPart.values()).flatMapToInt(p -> IntStream.of(with.of(p))))
            .sorted()
            .toArray();
    assertArrayEquals(IntStream.range(0, COUNT).toArray(), all);
    List<Integer> more = IntStream.of(split(0.2, 0.2).validation()).boxed().toList();
    assertEquals(20, more.size());
    assertTrue(more.containsAll(IntStream.of(with.validation()).boxed().toList()));
    assertTrue(with.validation()[6] - with.validation()[0] > 10, "drawn at random");
  }

  @Test
  void aTestPartOfTheSourceStays() {
    Split split = Split.of(samples(40), spec(0.2, 0.1));
    assertArrayEquals(IntStream.range(60, COUNT).toArray(), split.test());
    assertEquals(6, split.validation().length);
    assertEquals(54, split.train().length);
  }

  @Test
  void aSampleIsLeftToTrainOn() {
    refused(
        "data.test-fraction = 0.5 and data.validation-fraction = 0.5 of the 100 samples of x"
            + " leaves",
        () -> split(0.5, 0.5));
    refused(
        "data.validation-fraction = 0.999 of the 60 samples of x leaves",
        () -> Split.of(samples(40), spec(0.2, 0.999)));
    assertEquals(1, split(0.5, 0.49).train().length);
    refused("data.validation-fraction = 1.0", () -> DataSources.prepare(spec(0, 1)));
  }

  private static void refused(String said, Runnable action) {
    String message = assertThrows(UserInputException.class, action::run).getMessage();
    assertTrue(message.contains(said), message);
  }

  private static List<Double> weights(String... wanted) {
    return Preparation.of(samples(20), spec(0, 0, wanted)).classWeights();
  }

  /** Of the first 80 samples 16 are of class 1. */
  @Test
  void weightsHaveTheMeanOneOverTheTrainingPart() {
    assertEquals(List.of(), weights());
    assertEquals(List.of(80 / 32.0, 80 / 128.0), weights("balanced"));
    List<Double> given = weights("3", "1e0");
    assertEquals(3, given.get(0) / given.get(1), 1e-15);
    assertEquals(80, 16 * given.get(0) + 64 * given.get(1), 1e-13);
  }

  private static List<Double> named(String otherwise, String... pairs) {
    TreeMap<String, String> named = new TreeMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      named.put(pairs[i], pairs[i + 1]);
    }
    DataSpec spec = Specs.parts(Specs.split("x", 0, 3), 0, new ByColumn(otherwise, named));
    return Preparation.of(samples(20), spec).classWeights();
  }

  @Test
  void classesHaveWeightsByName() {
    assertEquals(weights("3", "1"), named("error", "2", "1", "1", "3"));
    assertEquals(weights("3", "1"), named("1", "1", "3"));
    refused("names the class \"one\", which is none of 1, 2", () -> named("1", "one", "3"));
    refused("has no number for the class \"2\"; give", () -> named("error", "1", "3"));
    refused("for the class \"2\", but balanced; give", () -> named("balanced", "1", "3"));
    refused("for the class \"1\", but 1, 2; give", () -> named("1", "1", "1, 2"));
  }

  @Test
  void weightsMustFitTheClasses() {
    refused(
        "data.class-weights has 3 entries; give balanced, a number for each of the 2 classes 1, 2,"
            + " or a section { CLASS = NUMBER ... }",
        () -> weights("1", "2", "3"));
    ClassLabels labels = new ClassLabels(List.of("a", "b"), new int[] {0, 1, 0});
    refused(
        "has no sample of class \"b\"",
        () -> ClassWeights.of(ByColumn.all("balanced"), labels, new int[] {0, 2}, "x"));
    refused(
        "x is a regression",
        () -> ClassWeights.of(ByColumn.all("balanced"), null, new int[] {0, 2}, "x"));
  }
}
