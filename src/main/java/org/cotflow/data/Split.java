package org.cotflow.data;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.stream.IntStream;
import org.cotflow.base.ArraySize;
import org.cotflow.base.RandomStream;
import org.cotflow.base.RandomStream.Purpose;
import org.cotflow.base.UserInputException;

/** Which samples are learned from and which are kept apart, each in the order of the source. */
record Split(int[] train, int[] test) {
  /**
   * The source's own split if it has one; else the first ceil(N x fraction) samples of a random
   * order are the test part. The fraction counts as the decimal number that was written: 0.07 of
   * 100 is 7.
   *
   * @throws UserInputException if no sample is left to train on
   */
  static Split of(RawSamples samples, DataSpec spec) {
    int count = samples.count();
    if (samples.givenTest() != RawSamples.UNSPLIT) {
      int trainCount = count - samples.givenTest();
      return new Split(
          IntStream.range(0, trainCount).toArray(), IntStream.range(trainCount, count).toArray());
    }
    int testCount =
        BigDecimal.valueOf(spec.testFraction())
            .multiply(BigDecimal.valueOf(count))
            .setScale(0, RoundingMode.CEILING)
            .intValueExact();
    if (testCount >= count) {
      throw new UserInputException(
          ("data.test-fraction = %s of the %s samples of %s leaves none to train on; use "
                  + "0 or more samples")
              .formatted(spec.testFraction(), count, samples.origin()));
    }
    int[] order = new RandomStream(spec.seed(), Purpose.DATA_SPLIT).permutation(count, 0);
    return new Split(
        IntStream.of(order).skip(testCount).sorted().toArray(),
        IntStream.of(order).limit(testCount).sorted().toArray());
  }

  /** The given rows of a row-major matrix. */
  static double[] rows(double[] matrix, int columns, int[] indices) {
    double[] rows =
        new double[ArraySize.of("the rows of a part of the data", indices.length, columns)];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(matrix, indices[i] * columns, rows, i * columns, columns);
    }
    return rows;
  }
}
