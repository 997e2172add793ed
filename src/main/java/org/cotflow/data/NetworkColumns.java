package org.cotflow.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.cotflow.base.ShortestDouble;
import org.cotflow.base.UserInputException;

/**
 * What a trained network reads from a table: its features, and the truth where it is there.
 *
 * @param features d_in names
 * @param targets d_out names: the target columns, or one per class
 * @param classes d_out class names in order; empty for a regression
 * @param truth the columns that hold the truth; empty if none shall be read; null for the target
 *     columns of a regression, and for classes the one column besides the features if it stands
 *     where the training data had theirs
 * @param reading how the training data were read; null if that is not known
 */
public record NetworkColumns(
    List<String> features,
    List<String> targets,
    List<String> classes,
    List<String> truth,
    DataSpec reading) {

  /** The features alone. */
  static NetworkColumns featuresOnly(List<String> features, DataSpec reading) {
    return new NetworkColumns(features, List.of(), List.of(), List.of(), reading);
  }

  boolean readsTruth() {
    return truth == null || !truth.isEmpty();
  }

  /** The task of the network, whatever its data look like. */
  DataSpec.Task task() {
    return classes.isEmpty() ? DataSpec.Task.REGRESSION : DataSpec.Task.CLASSIFICATION;
  }

  /**
   * @throws UserInputException if the truth is named by another number of columns than it has
   */
  void requireTruthOf(int columns) {
    int wanted = classes.isEmpty() ? targets.size() : 1;
    if (columns != 0 && columns != wanted) {
      throw new UserInputException(
          "%s columns are named for the truth, but the network has %s".formatted(columns, wanted));
    }
  }

  /** Where a table with these names has the truth that is not named; empty if it has none. */
  int[] truthIn(List<String> names) {
    if (classes.isEmpty()) {
      return names.containsAll(targets) && targets.stream().noneMatch(features::contains)
          ? targets.stream().mapToInt(names::indexOf).toArray()
          : new int[0];
    }
    return classColumn(names);
  }

  private int[] classColumn(List<String> names) {
    List<String> said = reading == null ? List.of() : reading.target();
    if (said.size() == 1 && names.contains(said.get(0)) && !features.contains(said.get(0))) {
      return new int[] {names.indexOf(said.get(0))};
    }
    List<String> others = new ArrayList<>(names);
    others.removeAll(features);
    if (reading != null && reading.indexColumn() != null) {
      others.remove(reading.indexColumn());
    }
    boolean expected =
        others.size() == 1
            && (said.isEmpty()
                ? others.get(0).equals(names.get(names.size() - 1))
                : said.get(0).equals(Integer.toString(names.indexOf(others.get(0)))));
    return expected ? new int[] {names.indexOf(others.get(0))} : new int[0];
  }

  /** The truth of samples as a network's targets; null where they have none. */
  double[] targets(RawSamples raw) {
    if (raw.target() == null) {
      return null;
    }
    if (!classes.isEmpty()) {
      return oneHot(raw);
    }
    if (!(raw.target() instanceof RawTarget.Numbers numbers)) {
      throw new UserInputException(
          "%s, truth %s: text where a regression has numbers"
              .formatted(raw.origin(), raw.target().names().get(0)));
    }
    if (numbers.names().size() != targets.size()) {
      throw new UserInputException(
          "%s has %s target columns, but the network has %s"
              .formatted(raw.origin(), numbers.names().size(), targets.size()));
    }
    return numbers.values();
  }

  private double[] oneHot(RawSamples raw) {
    if (raw.target().names().size() != 1) {
      throw new UserInputException(
          "%s has %s target columns; a classification has one column of class labels"
              .formatted(raw.origin(), raw.target().names().size()));
    }
    int[] known = IntStream.range(0, raw.count()).map(i -> classOf(raw.target(), i)).toArray();
    int unseen = (int) IntStream.of(known).takeWhile(label -> label >= 0).count();
    if (unseen < known.length) {
      boolean guessed = truth == null && (reading == null || reading.target().isEmpty());
      if (guessed && IntStream.of(known).allMatch(label -> label < 0)) {
        return null; // some other column in the place of the labels
      }
      String shown = String.join(", ", classes);
      throw new UserInputException(
          "%s, sample %s, truth %s: \"%s\" is none of the network's classes %s"
                  .formatted(
                      raw.origin(),
                      unseen,
                      raw.target().names().get(0),
                      label(raw.target(), unseen).replaceAll("\\s", " "),
                      shown.length() <= 60 ? shown : shown.substring(0, 57) + "...")
              + "; --truth none predicts without it");
    }
    return new ClassLabels(classes, known, false).oneHot();
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
