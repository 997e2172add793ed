package org.cotflow.data;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;
import org.cotflow.base.UserInputException;

/**
 * Class labels in sorted order, numbers by value and text by its characters, and the class of each
 * sample.
 *
 * @param names the classes
 * @param classes for each sample the index of its class
 */
public record ClassLabels(List<String> names, int[] classes) {
  private static final double LARGEST_INTEGER = 0x1p53;

  /**
   * @throws UserInputException if there are several target columns, a label is neither an integer
   *     nor text, or all labels are equal
   */
  public static ClassLabels of(RawTarget target, String origin) {
    ClassLabels labels =
        target instanceof RawTarget.Texts texts
            ? ofTexts(texts.values())
            : ofNumbers((RawTarget.Numbers) target, origin);
    if (labels.names.size() < 2) {
      throw new UserInputException(
          origin
              + ": all samples are of class \""
              + labels.names.get(0).replaceAll("\\s", " ")
              + "\"; a classification needs at least two classes");
    }
    return labels;
  }

  private static ClassLabels ofNumbers(RawTarget.Numbers target, String origin) {
    if (target.names().size() != 1) {
      throw new UserInputException(
          origin
              + " has "
              + target.names().size()
              + " target columns; a classification has one column of class labels");
    }
    double[] values = target.values();
    for (int i = 0; i < values.length; i++) {
      if (Math.abs(values[i]) >= LARGEST_INTEGER && !Double.isInfinite(values[i])) {
        throw new UserInputException(
            ("%s, target %s, sample %s: from 2^53 on neighboring integers are one number; write"
                    + " labels as text, or set data.task = regression")
                .formatted(origin, target.names().get(0), i + 1));
      }
      if (!isInteger(values[i])) {
        throw new UserInputException(
            ("%s, target %s, sample %s: %s is not a class label (an integer or text); set "
                    + "data.task = regression?")
                .formatted(origin, target.names().get(0), i + 1, values[i]));
      }
    }
    double[] sorted = Arrays.stream(values).map(v -> v + 0.0).sorted().distinct().toArray();
    int[] classes = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      classes[i] = Arrays.binarySearch(sorted, values[i] + 0.0); // -0.0 is 0.0
    }
    List<String> names = Arrays.stream(sorted).mapToObj(v -> Long.toString((long) v)).toList();
    return new ClassLabels(names, classes);
  }

  private static ClassLabels ofTexts(String[] values) {
    double[] numbers = new double[values.length];
    boolean numeric = true;
    for (int i = 0; i < values.length && numeric; i++) {
      OptionalDouble number = CellNumber.of(values[i]);
      numeric = number.isPresent() && isInteger(number.getAsDouble());
      numbers[i] = number.orElse(0.0);
    }
    if (numeric) {
      return ofNumbers(new RawTarget.Numbers(List.of("y"), numbers, RawTarget.Meaning.LABELS), "");
    }
    List<String> names = List.copyOf(new TreeSet<>(Arrays.asList(values)));
    String[] sorted = names.toArray(new String[0]);
    int[] classes = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      classes[i] = Arrays.binarySearch(sorted, values[i]);
    }
    return new ClassLabels(names, classes);
  }

  static boolean isInteger(double value) {
    return Math.abs(value) < LARGEST_INTEGER && value == Math.rint(value);
  }

  /** N x classes, row-major: 1 at the class of the sample, else 0. */
  double[] oneHot() {
    long size = (long) classes.length * names.size();
    if (size > Integer.MAX_VALUE - 8) {
      throw new UserInputException(
          names.size() + " classes for " + classes.length + " samples; set data.task = regression");
    }
    double[] rows = new double[(int) size];
    for (int i = 0; i < classes.length; i++) {
      rows[i * names.size() + classes[i]] = 1.0;
    }
    return rows;
  }
}
