package org.cotflow.data;

import java.util.List;
import org.cotflow.base.ShortestDouble;
import org.cotflow.base.UserInputException;
import org.cotflow.data.column.FeatureEncoding;

/**
 * What a trained network reads from a table: its features, and the truth where it is there.
 *
 * @param encoding how columns become the d_in inputs
 * @param outputDim d_out
 * @param classes d_out class names in order; empty for a regression
 * @param truth the columns that hold the truth
 * @param named whether somebody named the columns of the truth: then they must be there, and none
 *     are read if there are no names; otherwise they are read where a table has all these names
 * @param reading how the training data were read; null if that is not known
 */
public record NetworkColumns(
    FeatureEncoding encoding,
    int outputDim,
    List<String> classes,
    List<String> truth,
    boolean named,
    DataSpec reading) {

  /** The features alone. */
  public static NetworkColumns featuresOnly(FeatureEncoding encoding, DataSpec reading) {
    return new NetworkColumns(encoding, 0, List.of(), List.of(), true, reading);
  }

  /** The names of the feature columns. */
  public List<String> features() {
    return encoding.columnNames();
  }

  /** Texts that count as missing. */
  List<String> missingWords() {
    return reading == null ? encoding.missingWords() : reading.missingWords();
  }

  public boolean readsTruth() {
    return !named || !truth.isEmpty();
  }

  /** The task of the network, whatever its data look like. */
  public DataSpec.Task task() {
    return classes.isEmpty() ? DataSpec.Task.REGRESSION : DataSpec.Task.CLASSIFICATION;
  }

  /**
   * The truth of samples as a network's targets, a row of NaN for each sample that lacks it; null
   * where all do.
   *
   * @throws UserInputException if the truth is none of this network
   */
  public double[] targets(RawSamples raw) {
    RawTarget target = raw.target();
    if (target == null) {
      return null;
    }
    int columns = target.names().size();
    int wanted = classes.isEmpty() ? outputDim : 1;
    if (columns != wanted) {
      throw notTruth(
          "%s has %s truth columns where the network has %s"
              .formatted(raw.origin(), columns, wanted));
    }
    if (classes.isEmpty() && target instanceof RawTarget.Texts texts) {
      throw notTruth(
          "%s, truth %s: text where a regression has numbers"
              .formatted(raw.origin(), texts.name()));
    }
    boolean[] missing = new boolean[raw.count()];
    boolean none = true;
    for (int i = 0; i < missing.length; i++) {
      missing[i] =
          target.isMissing(i)
              || target instanceof RawTarget.Texts texts && texts.values()[i].isEmpty();
      none &= missing[i];
    }
    return none ? null : targets(raw, missing);
  }

  private double[] targets(RawSamples raw, boolean[] missing) {
    double[] rows =
        classes.isEmpty()
            ? ((RawTarget.Numbers) raw.target()).values().clone()
            : oneHot(raw, missing);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = missing[i / outputDim] ? Double.NaN : rows[i];
    }
    return rows;
  }

  private double[] oneHot(RawSamples raw, boolean[] missing) {
    int[] known = new int[raw.count()];
    for (int i = 0; i < known.length; i++) {
      known[i] = missing[i] ? 0 : classOf(raw.target(), i);
      if (known[i] < 0) {
        String shown = String.join(", ", classes);
        throw notTruth(
            "%s, sample %s, truth %s: \"%s\" is none of the network's classes %s"
                .formatted(
                    raw.origin(),
                    i,
                    raw.target().names().get(0),
                    label(raw.target(), i).replaceAll("\\s", " "),
                    shown.length() <= 60 ? shown : shown.substring(0, 57) + "..."));
      }
    }
    return new ClassLabels(classes, known).oneHot();
  }

  private static UserInputException notTruth(String what) {
    return new UserInputException(what + "; --truth none predicts without it");
  }

  /** The class of a sample; -1 if the network does not know it. */
  private int classOf(RawTarget target, int sample) {
    String label = label(target, sample);
    int index = classes.indexOf(label);
    if (index >= 0 || target instanceof RawTarget.Numbers) {
      return index;
    }
    double number = CellNumber.of(label).orElse(Double.NaN);
    return ClassLabels.isInteger(number) ? classes.indexOf(Long.toString((long) number)) : -1;
  }

  private static String label(RawTarget target, int sample) {
    if (target instanceof RawTarget.Texts texts) {
      return texts.values()[sample];
    }
    double number = ((RawTarget.Numbers) target).values()[sample];
    return ClassLabels.isInteger(number) ? Long.toString((long) number) : ShortestDouble.of(number);
  }
}
