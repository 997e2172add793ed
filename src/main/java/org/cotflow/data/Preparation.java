package org.cotflow.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cotflow.base.Keyword;
import org.cotflow.base.UserInputException;

/** From raw samples to what the network sees: task, split, scaling. */
final class Preparation {
  /**
   * Numbers are taken for labels up to this many distinct ones, if each is there twice on average.
   */
  private static final int MOST_GUESSED_CLASSES = 20;

  private Preparation() {}

  static PreparedData of(RawSamples raw, DataSpec spec) {
    IndexColumn.requireNone(raw, spec);
    List<String> notes = new ArrayList<>(raw.notes());
    DataSpec.Task task = spec.task();
    if (task == null) {
      task = impliedTask(raw.target());
      if (raw.target() instanceof RawTarget.Numbers numbers) {
        addGuess(notes, numbers, task);
      }
    }
    boolean classes = task == DataSpec.Task.CLASSIFICATION;
    if (!classes && raw.target() instanceof RawTarget.Texts texts) {
      throw new UserInputException(
          ("%s, target %s: %s where a regression needs numbers; set data.task = "
                  + "classification?")
              .formatted(raw.origin(), texts.name(), texts.firstText()));
    }
    ClassLabels labels = classes ? ClassLabels.of(raw.target(), raw.origin()) : null;
    double[] targets = classes ? labels.oneHot() : ((RawTarget.Numbers) raw.target()).values();
    List<String> targetNames = classes ? labels.names() : raw.target().names();
    Split split = Split.of(raw, spec);
    PreparedData.Affine featureScaling = featureScaling(raw, spec, split);
    PreparedData.Affine targetScaling =
        classes || spec.targetScaling() == DataSpec.TargetScaling.NONE
            ? PreparedData.Affine.identity(targetNames.size())
            : ColumnScaling.fit(
                Split.rows(targets, targetNames.size(), split.train()),
                targetNames,
                DataSpec.Scaling.STANDARD,
                true,
                raw.origin());
    return new PreparedData(
        samples(raw, split.train(), targets, featureScaling, targetScaling),
        samples(raw, split.validation(), targets, featureScaling, targetScaling),
        samples(raw, split.test(), targets, featureScaling, targetScaling),
        raw.featureNames(),
        targetNames,
        raw.target().names(),
        classes ? labels.names() : List.of(),
        featureScaling,
        targetScaling,
        ClassWeights.of(spec.classWeights(), labels, split.train(), raw.origin()),
        DataDigest.of(raw, labels),
        List.copyOf(notes));
  }

  /**
   * Classification for text labels, for sources that say so, and for one column of at most {@value
   * #MOST_GUESSED_CLASSES} distinct integers with at least two samples each on average; else
   * regression.
   */
  private static DataSpec.Task impliedTask(RawTarget target) {
    if (target instanceof RawTarget.Numbers numbers) {
      return switch (numbers.meaning()) {
        case LABELS -> DataSpec.Task.CLASSIFICATION;
        case QUANTITIES -> DataSpec.Task.REGRESSION;
        case UNSAID -> guessedTask(numbers);
      };
    }
    return DataSpec.Task.CLASSIFICATION;
  }

  private static DataSpec.Task guessedTask(RawTarget.Numbers numbers) {
    Set<Double> distinct = new HashSet<>();
    for (double value : numbers.values()) {
      distinct.add(value + 0.0); // -0.0 is 0.0
      boolean label = numbers.names().size() == 1 && value == Math.rint(value);
      if (!label || distinct.size() > MOST_GUESSED_CLASSES) {
        return DataSpec.Task.REGRESSION;
      }
    }
    boolean repeated = 2 * distinct.size() <= numbers.values().length;
    return distinct.size() >= 2 && repeated
        ? DataSpec.Task.CLASSIFICATION
        : DataSpec.Task.REGRESSION;
  }

  /** Says what was taken for the task where whole numbers might be labels or quantities. */
  private static void addGuess(List<String> notes, RawTarget.Numbers numbers, DataSpec.Task task) {
    boolean open =
        numbers.meaning() == RawTarget.Meaning.UNSAID
            && numbers.names().size() == 1
            && Arrays.stream(numbers.values()).allMatch(value -> value == Math.rint(value));
    if (open) {
      notes.add(
          "data.task = %s is assumed: the target %s holds %s different whole numbers"
              .formatted(
                  Keyword.of(task),
                  numbers.names().get(0),
                  Arrays.stream(numbers.values()).map(v -> v + 0.0).distinct().count()));
    }
  }

  private static PreparedData.Affine featureScaling(RawSamples raw, DataSpec spec, Split split) {
    double[] train = Split.rows(raw.features(), raw.featureNames().size(), split.train());
    return ColumnScaling.fit(
        train, raw.featureNames(), spec.scaling(), spec.center(), raw.origin());
  }

  private static Samples samples(
      RawSamples raw,
      int[] indices,
      double[] targets,
      PreparedData.Affine featureScaling,
      PreparedData.Affine targetScaling) {
    int inputDim = featureScaling.mean().length;
    int outputDim = targetScaling.mean().length;
    double[] features = featureScaling.applied(Split.rows(raw.features(), inputDim, indices));
    double[] scaled = targetScaling.applied(Split.rows(targets, outputDim, indices));
    for (int i = 0; i < features.length; i++) {
      if (!Double.isFinite(features[i])) {
        throw new UserInputException(
            raw.origin()
                + ", column "
                + raw.featureNames().get(i % inputDim)
                + ": its numbers are too large to be scaled; change their unit");
      }
    }
    return new Samples(indices.length, inputDim, outputDim, features, scaled);
  }
}
