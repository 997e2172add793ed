package org.cotflow.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.cotflow.base.Keyword;
import org.cotflow.base.UserInputException;
import org.cotflow.data.column.ColumnRules;
import org.cotflow.data.column.FeatureEncoding;
import org.cotflow.data.column.RawFeatures;

/**
 * From raw samples to what the network sees, in this order: samples with gaps are left out, task,
 * split, gaps are filled, texts become categories, scaling.
 */
public final class Preparation {
  /**
   * Numbers are taken for labels up to this many distinct ones, if each is there twice on average.
   */
  private static final int MOST_GUESSED_CLASSES = 20;

  private Preparation() {}

  public static PreparedData of(RawSamples source, DataSpec spec) {
    IndexColumn.requireNone(source, spec);
    List<String> notes = new ArrayList<>(source.notes());
    RawSamples raw = withoutGaps(source, spec.columnRules(), notes);
    DataSpec.Task task = spec.task();
    if (task == null) {
      requireLabels(raw);
      task = impliedTask(raw.target());
      if (raw.target() instanceof RawTarget.Numbers numbers) {
        addGuess(notes, numbers, task);
      }
      if (raw.target() instanceof RawTarget.Texts texts && holdsNumbers(texts)) {
        notes.add(
            "data.task = classification is assumed: the target %s holds numbers and text, %s"
                .formatted(texts.name(), texts.firstText()));
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
    FeatureEncoding encoding =
        FeatureEncoding.fit(raw.features(), split.train(), spec.columnRules(), raw.origin());
    notes.addAll(encoding.kindNotes());
    notes.addAll(encoding.changeNotes(raw.features()));
    PreparedData.Affine featureScaling =
        ColumnScaling.fit(
            encoding.inputs(raw.features(), split.train()),
            encoding.inputNames(),
            spec.scaling(),
            spec.center(),
            raw.origin());
    PreparedData.Affine targetScaling =
        classes || spec.targetScaling() == DataSpec.TargetScaling.NONE
            ? PreparedData.Affine.identity(targetNames.size())
            : targetScaling(targets, targetNames, split, raw.origin());
    Function<int[], Samples> part =
        rows ->
            samples(
                raw.origin(),
                encoding.inputNames(),
                featureScaling.appliedInPlace(encoding.inputs(raw.features(), rows)),
                targetNames.size(),
                targetScaling.appliedInPlace(RawFeatures.rows(targets, targetNames.size(), rows)));
    return new PreparedData(
        part.apply(split.train()),
        part.apply(split.validation()),
        part.apply(split.test()),
        encoding,
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
  public static DataSpec.Task impliedTask(RawTarget target) {
    if (target instanceof RawTarget.Numbers numbers) {
      return switch (numbers.meaning()) {
        case LABELS -> DataSpec.Task.CLASSIFICATION;
        case QUANTITIES -> DataSpec.Task.REGRESSION;
        case UNSAID -> guessedTask(numbers);
      };
    }
    return DataSpec.Task.CLASSIFICATION;
  }

  private static boolean holdsNumbers(RawTarget.Texts texts) {
    return Arrays.stream(texts.values()).anyMatch(text -> CellNumber.of(text).isPresent());
  }

  /** Texts that hardly repeat are more likely numbers that are written in another way. */
  private static void requireLabels(RawSamples raw) {
    if (raw.target() instanceof RawTarget.Texts texts) {
      long distinct = Arrays.stream(texts.values()).distinct().count();
      if (distinct > MOST_GUESSED_CLASSES && 2 * distinct > texts.values().length) {
        throw new UserInputException(
            ("%s, target %s: %s different texts in %s samples, such as %s; set data.task ="
                    + " classification if they are labels")
                .formatted(
                    raw.origin(),
                    texts.name(),
                    distinct,
                    texts.values().length,
                    texts.firstText()));
      }
    }
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

  private static PreparedData.Affine targetScaling(
      double[] targets, List<String> names, Split split, String origin) {
    double[] train = RawFeatures.rows(targets, names.size(), split.train());
    return ColumnScaling.fit(train, names, DataSpec.Scaling.STANDARD, true, origin);
  }

  /** The samples that have no gap where the rules leave samples with gaps out. */
  static int[] keptRows(RawSamples raw, ColumnRules rules) {
    return IntStream.of(raw.features().complete(rules::drops))
        .filter(row -> !raw.target().isMissing(row))
        .toArray();
  }

  private static RawSamples withoutGaps(RawSamples raw, ColumnRules rules, List<String> notes) {
    int[] kept = keptRows(raw, rules);
    int dropped = raw.count() - kept.length;
    if (dropped == 0) {
      return raw;
    }
    String said = FeatureEncoding.dropNote(dropped, raw.count());
    if (kept.length == 0) {
      throw new UserInputException(raw.origin() + ": " + said + "; no sample is left");
    }
    notes.add(said);
    return raw.only(kept);
  }

  private static Samples samples(
      String origin, List<String> inputNames, double[] features, int outputDim, double[] targets) {
    int inputDim = inputNames.size();
    for (int i = 0; i < features.length; i++) {
      if (!Double.isFinite(features[i])) {
        throw new UserInputException(
            origin
                + ", column "
                + inputNames.get(i % inputDim)
                + ": its numbers are too large to be scaled; change their unit");
      }
    }
    return new Samples(features.length / inputDim, inputDim, outputDim, features, targets);
  }
}
