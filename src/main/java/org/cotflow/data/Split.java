package org.cotflow.data;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.stream.IntStream;
import org.cotflow.base.RandomStream;
import org.cotflow.base.RandomStream.Purpose;
import org.cotflow.base.UserInputException;

/** Which samples are in which part, each in the order of the source. */
public record Split(int[] train, int[] validation, int[] test) {
  /**
   * The test part is the source's own if it has one; else the first ceil(N x fraction) samples of a
   * random order. Of the others, the first ceil(N x fraction) of another random order are the
   * validation part, so that the test part is the same with and without it; N is the number of all
   * samples, or of the others if the source has its own test part. A fraction counts as the decimal
   * number that was written: 0.07 of 100 is 7.
   *
   * @throws UserInputException if no sample is left to train on
   */
  public static Split of(RawSamples samples, DataSpec spec) {
    int count = samples.count();
    boolean given = samples.givenTest() != RawSamples.UNSPLIT;
    int testCount = given ? samples.givenTest() : share(spec.testFraction(), count);
    int others = count - testCount;
    int validationCount = share(spec.validationFraction(), given ? others : count);
    if (validationCount >= others) {
      throw new UserInputException(
          ("%s of the %s samples of %s leaves none to train on; set a smaller fraction, or use more samples")
              .formatted(fractions(spec, given), given ? others : count, samples.origin()));
    }
    int[] order =
        given
            ? IntStream.concat(IntStream.range(others, count), IntStream.range(0, others)).toArray()
            : new RandomStream(spec.seed(), Purpose.DATA_SPLIT).permutation(count, 0);
    int[] rest = IntStream.of(order).skip(testCount).sorted().toArray();
    int[] drawn =
        validationCount == 0
            ? IntStream.range(0, others).toArray()
            : new RandomStream(spec.seed(), Purpose.VALIDATION_SPLIT).permutation(others, 0);
    return new Split(
        IntStream.of(drawn).skip(validationCount).map(i -> rest[i]).sorted().toArray(),
        IntStream.of(drawn).limit(validationCount).map(i -> rest[i]).sorted().toArray(),
        IntStream.of(order).limit(testCount).sorted().toArray());
  }

  private static int share(double fraction, int count) {
    return BigDecimal.valueOf(fraction)
        .multiply(BigDecimal.valueOf(count))
        .setScale(0, RoundingMode.CEILING)
        .intValueExact();
  }

  private static String fractions(DataSpec spec, boolean given) {
    String test = "data.test-fraction = " + spec.testFraction();
    String validation = "data.validation-fraction = " + spec.validationFraction();
    if (given) {
      return validation;
    }
    return spec.validationFraction() == 0 ? test : test + " and " + validation;
  }

  public int[] of(DataPart part) {
    return switch (part) {
      case TRAIN -> train;
      case VALIDATION -> validation;
      case TEST -> test;
    };
  }
}
