package org.cotflow.data;

import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.UserInputException;
import org.cotflow.data.column.ByColumn;
import org.cotflow.data.column.ColumnRules;

/**
 * The weights of classes in the risk, scaled so that their mean over the training samples is 1:
 *
 * <pre>
 *   c_a = w_a N / sum_b w_b N_b        balanced:  w_a = 1 / N_a,  c_a = N / (C N_a)
 * </pre>
 *
 * <p>with N training samples, N_a of class a, and C classes.
 */
public final class ClassWeights {
  private static final String KEY = "data.class-weights";
  private static final String BALANCED = "balanced";

  /** Equal weights. */
  public static final ByColumn NONE = ByColumn.all("none");

  private ClassWeights() {}

  /**
   * @param wanted what {@code data.class-weights} says
   * @param labels of all samples; null for a regression
   * @return c_a for each class; empty for equal weights
   * @throws UserInputException if the weights do not fit the classes
   */
  public static List<Double> of(ByColumn wanted, ClassLabels labels, int[] train, String origin) {
    if (wanted.equals(NONE)) {
      return List.of();
    }
    if (labels == null) {
      throw new UserInputException(
          KEY + " needs classes, but " + origin + " is a regression; leave it at none");
    }
    int[] counts = new int[labels.names().size()];
    for (int i : train) {
      counts[labels.classes()[i]]++;
    }
    double[] weights =
        wanted.columns().isEmpty()
            ? inOrder(wanted.otherwise(), labels.names(), counts)
            : byName(wanted, labels.names());
    double total = 0;
    for (int a = 0; a < counts.length; a++) {
      total += weights[a] * counts[a];
    }
    List<Double> scaled = new ArrayList<>();
    for (double weight : weights) {
      scaled.add(weight * train.length / total);
    }
    return List.copyOf(scaled);
  }

  private static double[] inOrder(String wanted, List<String> classes, int[] counts) {
    double[] weights = new double[counts.length];
    String[] numbers = wanted.split(", *");
    boolean balanced = wanted.equals(BALANCED);
    if (!balanced && numbers.length != counts.length) {
      throw new UserInputException(
          ("%s has %s entries; give balanced, a number for each of the %s classes %s, or a section"
                  + " { CLASS = NUMBER ... }")
              .formatted(KEY, numbers.length, counts.length, shown(classes)));
    }
    for (int a = 0; a < counts.length; a++) {
      if (balanced && counts[a] == 0) {
        throw new UserInputException(
            "%s = balanced: the training part has no sample of class \"%s\"; give a list of weights"
                .formatted(KEY, classes.get(a).replaceAll("\\s", " ")));
      }
      weights[a] = balanced ? 1.0 / counts[a] : Double.parseDouble(numbers[a]);
    }
    return weights;
  }

  private static double[] byName(ByColumn wanted, List<String> classes) {
    for (String name : wanted.columns().keySet()) {
      if (!classes.contains(name)) {
        throw new UserInputException(
            "%s names the class \"%s\", which is none of %s".formatted(KEY, name, shown(classes)));
      }
    }
    double[] weights = new double[classes.size()];
    for (int a = 0; a < weights.length; a++) {
      String weight = wanted.of(classes.get(a));
      if (!CellNumber.of(weight).isPresent()) {
        boolean own = wanted.columns().containsKey(classes.get(a));
        throw new UserInputException(
            "%s has no number for the class \"%s\"%s; give each class one, or default = 1"
                .formatted(
                    KEY,
                    classes.get(a).replaceAll("\\s", " "),
                    own || !weight.equals(ColumnRules.ERROR) ? ", but " + weight : ""));
      }
      weights[a] = Double.parseDouble(weight);
    }
    return weights;
  }

  private static String shown(List<String> classes) {
    String all = String.join(", ", classes).replaceAll("\\s", " ");
    return all.length() <= 60 ? all : all.substring(0, 57) + "...";
  }
}
