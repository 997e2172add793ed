package org.cotflow.data;

import java.util.stream.IntStream;
import org.cotflow.base.Keyword;
import org.cotflow.base.UserInputException;
import org.cotflow.data.column.RawFeatures;

/**
 * Samples of which the truth may be known, in raw units.
 *
 * @param part the part of a run's data; null for other samples
 * @param samples the number of each sample in its source, from 0
 * @param targets count x d_out, row-major: regression targets in the user's units or one-hot
 *     classes, NaN for a sample without truth; null where no sample has it
 */
public record LabeledRows(DataPart part, int[] samples, FeatureRows features, double[] targets) {
  public LabeledRows {
    boolean fits =
        samples.length == features.count()
            && (targets == null || samples.length == 0 || targets.length % samples.length == 0);
    if (!fits) {
      throw new IllegalArgumentException(
          "%s numbers and %s targets for %s samples"
              .formatted(samples.length, targets == null ? 0 : targets.length, features.count()));
    }
  }

  /** The samples whose truth is known, in their order. */
  public int[] known() {
    int outputDim = targets == null ? 0 : targets.length / samples.length;
    return IntStream.range(0, outputDim == 0 ? 0 : samples.length)
        .filter(i -> !Double.isNaN(targets[i * outputDim]))
        .toArray();
  }

  /** The rows of a row-major matrix with these numbers. */
  public static double[] rows(double[] matrix, int columns, int[] numbers) {
    return RawFeatures.rows(matrix, columns, numbers);
  }

  /**
   * The samples of a part, as a configuration splits them.
   *
   * @param digest of the data as they were when the split was made; null if it is not known
   * @throws UserInputException if the part has no samples or the data have changed
   */
  public static LabeledRows of(RawSamples raw, DataSpec spec, DataPart part, String digest) {
    PreparedData prepared = Preparation.of(raw, spec);
    int[] kept = Preparation.keptRows(raw, spec.columnRules());
    RawSamples whole = raw.only(kept);
    if (digest != null && !digest.equals(prepared.digest())) {
      throw new UserInputException(
          raw.origin()
              + " has changed since the run read it; predict its samples with --data instead");
    }
    int[] rows = Split.of(whole, spec).of(part);
    if (rows.length == 0) {
      throw new UserInputException(
          "%s has no %s part (data.%2$s-fraction = %s)"
              .formatted(
                  raw.origin(),
                  Keyword.of(part),
                  part == DataPart.TEST ? spec.testFraction() : spec.validationFraction()));
    }
    double[] targets =
        prepared.isClassification()
            ? ClassLabels.of(whole.target(), whole.origin()).oneHot()
            : ((RawTarget.Numbers) whole.target()).values();
    double[] inputs = prepared.encoding().inputs(whole.features(), rows);
    return new LabeledRows(
        part,
        IntStream.of(rows).map(row -> kept[row]).toArray(),
        new FeatureRows(
            rows.length, inputs, prepared.encoding().changeNotes(whole.features().only(rows))),
        RawFeatures.rows(targets, prepared.targetNames().size(), rows));
  }
}
