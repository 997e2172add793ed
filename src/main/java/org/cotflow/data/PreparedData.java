package org.cotflow.data;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.cotflow.data.column.FeatureEncoding;

/**
 * The parts of the samples, with all that is needed to treat new samples alike and to read
 * predictions in the user's units.
 *
 * @param validation may have no samples
 * @param test may have no samples
 * @param encoding how columns become the d_in inputs
 * @param targetNames d_out names (the target columns, or one per class)
 * @param targetColumns the target columns of the source
 * @param classNames d_out class names in order; empty for regression
 * @param featureScaling x = (raw - mean) / scale for each input, after the encoding
 * @param targetScaling y = (raw - mean) / scale for each target; mean 0 and scale 1 for classes
 * @param classWeights c_a for each class, see {@link ClassWeights}; empty for equal ones
 * @param digest SHA-256 (hex) of all raw samples before the split
 * @param notes what was decided that neither the source nor the configuration says
 */
public record PreparedData(
    Samples train,
    Samples validation,
    Samples test,
    FeatureEncoding encoding,
    List<String> targetNames,
    List<String> targetColumns,
    List<String> classNames,
    Affine featureScaling,
    Affine targetScaling,
    List<Double> classWeights,
    String digest,
    List<String> notes)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public Samples part(DataPart part) {
    return switch (part) {
      case TRAIN -> train;
      case VALIDATION -> validation;
      case TEST -> test;
    };
  }

  /** What was assumed about the data of a source, in one line; empty where nothing was. */
  public static Optional<String> assumed(String source, List<String> notes) {
    return notes.isEmpty()
        ? Optional.empty()
        : Optional.of(source + ": " + String.join("; ", notes));
  }

  /** The names of the d_in inputs. */
  public List<String> featureNames() {
    return encoding.inputNames();
  }

  public boolean isClassification() {
    return !classNames.isEmpty();
  }

  /** Column-wise x = (raw - mean) / scale. */
  public record Affine(double[] mean, double[] scale) implements Serializable {
    private static final long serialVersionUID = 1L;

    public static Affine identity(int columns) {
      double[] ones = new double[columns];
      java.util.Arrays.fill(ones, 1.0);
      return new Affine(new double[columns], ones);
    }

    public double[] applied(double[] rawRows) {
      return appliedInPlace(rawRows.clone());
    }

    /** The same, in the place of the raw rows. */
    double[] appliedInPlace(double[] rows) {
      for (int i = 0; i < rows.length; i++) {
        int column = i % mean.length;
        rows[i] = (rows[i] - mean[column]) / scale[column];
      }
      return rows;
    }

    public double[] inverted(double[] scaledRows) {
      double[] rows = new double[scaledRows.length];
      for (int i = 0; i < rows.length; i++) {
        int column = i % mean.length;
        rows[i] = scaledRows[i] * scale[column] + mean[column];
      }
      return rows;
    }
  }
}
