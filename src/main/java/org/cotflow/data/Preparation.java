package org.cotflow.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.cotflow.base.UserInputException;
import org.cotflow.data.column.ColumnRules;
import org.cotflow.data.column.FeatureEncoding;
import org.cotflow.data.column.RawFeatures;

/**
 * From raw samples to what the network sees, in this order: samples with gaps are left out, task,
 * split, gaps are filled, texts become categories, scaling.
 */
public final class Preparation {
  private Preparation() {}

  public static PreparedData of(RawSamples source, DataSpec spec) {
    IndexColumn.requireNone(source, spec);
    List<String> notes = new ArrayList<>(source.notes());
    RawSamples raw = withoutGaps(source, spec.columnRules(), notes);
    DataSpec.Task task = spec.task();
    if (task == null) {
      ImpliedTask.requireOne(raw);
      task = ImpliedTask.of(raw.target());
      notes.addAll(ImpliedTask.notes(raw.target(), task));
    }
    boolean classes = task == DataSpec.Task.CLASSIFICATION;
    requireTargets(raw, classes);
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

  private static void requireTargets(RawSamples raw, boolean classes) {
    if (classes && holdsDays(raw.target())) {
      throw new UserInputException(
          ("%s, target %s: dates are labels of a classification only as text; set data.task ="
                  + " regression to learn days since 1970-01-01")
              .formatted(raw.origin(), raw.target().names().get(0)));
    }
    if (!classes && raw.target() instanceof RawTarget.Texts texts) {
      throw new UserInputException(
          ("%s, target %s: %s where a regression needs numbers; set data.task = "
                  + "classification?")
              .formatted(raw.origin(), texts.name(), texts.firstText()));
    }
  }

  private static boolean holdsDays(RawTarget target) {
    return target instanceof RawTarget.Numbers numbers
        && numbers.meaning() == RawTarget.Meaning.DAYS;
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
