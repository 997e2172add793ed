package org.cotflow.data;

import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.UserInputException;

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

  private ClassWeights() {}

  /**
   * @param wanted what {@code data.class-weights} says
   * @param labels of all samples; null for a regression
   * @return c_a for each class; empty for equal weights
   * @throws UserInputException if the weights do not fit the classes
   */
  public static List<Double> of(
      List<String> wanted, ClassLabels labels, int[] train, String origin) {
    if (wanted.isEmpty()) {
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
    double[] weights = new double[counts.length];
    double total = 0;
    for (int a = 0; a < counts.length; a++) {
      weights[a] = weight(wanted, labels, counts, a);
      total += weights[a] * counts[a];
    }
    List<Double> scaled = new ArrayList<>();
    for (double weight : weights) {
      scaled.add(weight * train.length / total);
    }
    return List.copyOf(scaled);
  }

  private static double weight(List<String> wanted, ClassLabels labels, int[] counts, int a) {
    if (wanted.equals(List.of("balanced"))) {
      if (counts[a] == 0) {
        throw new UserInputException(
            "%s = balanced: the training part has no sample of class \"%s\"; give a list of weights"
                .formatted(KEY, labels.names().get(a).replaceAll("\\s", " ")));
      }
      return 1.0 / counts[a];
    }
    if (wanted.size() != counts.length || wanted.contains("balanced")) {
      String classes = String.join(", ", labels.names());
      throw new UserInputException(
          "%s has %s entries; give balanced, or a number for each of the %s classes %s"
              .formatted(
                  KEY,
                  wanted.size(),
                  counts.length,
                  classes.length() <= 60 ? classes : classes.substring(0, 57) + "..."));
    }
    return Double.parseDouble(wanted.get(a));
  }
}
