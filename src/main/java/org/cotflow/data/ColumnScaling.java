package org.cotflow.data;

import java.util.Arrays;
import java.util.List;
import org.cotflow.base.UserInputException;

/**
 * Fits x = (raw - mean) / scale to the training part.
 *
 * <pre>
 *   UNIT       scale = max_ij |raw_ij| for all columns (1 if that is 0)
 *   STANDARD   mean_j = (1/n) sum_i raw_ij,  scale_j = sqrt((1/n) sum_i (raw_ij - mean_j)^2)
 *              (1 where a column is constant)
 * </pre>
 *
 * <p>Means are in raw units; sums run over the samples in their order.
 */
public final class ColumnScaling {
  private ColumnScaling() {}

  /**
   * @param rows n x columns, row-major, n >= 1
   * @param center subtract the mean also where the scaling does not ask for it
   */
  public static PreparedData.Affine fit(
      double[] rows, List<String> names, DataSpec.Scaling scaling, boolean center, String origin) {
    int columns = names.size();
    double[] mean = new double[columns];
    double[] scale = new double[columns];
    Arrays.fill(scale, scaling == DataSpec.Scaling.UNIT ? largest(rows) : 1.0);
    for (int column = 0; column < columns; column++) {
      if (isConstant(rows, columns, column)) {
        // Rounding in the sum would leave a spurious deviation.
        mean[column] = center || scaling == DataSpec.Scaling.STANDARD ? rows[column] : 0.0;
        continue;
      }
      if (center || scaling == DataSpec.Scaling.STANDARD) {
        mean[column] = mean(rows, columns, column);
      }
      if (scaling == DataSpec.Scaling.STANDARD) {
        scale[column] = deviation(rows, columns, column, mean[column]);
      }
      boolean usable =
          Double.isFinite(mean[column]) && Double.isFinite(scale[column]) && scale[column] > 0.0;
      if (!usable) {
        throw new UserInputException(
            origin
                + ", column "
                + names.get(column)
                + ": its numbers are too large or too small to be scaled; change their unit");
      }
    }
    return new PreparedData.Affine(mean, scale);
  }

  private static double largest(double[] rows) {
    double largest = 0.0;
    for (double value : rows) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest == 0.0 ? 1.0 : largest;
  }

  private static boolean isConstant(double[] rows, int columns, int column) {
    for (int i = column; i < rows.length; i += columns) {
      if (rows[i] != rows[column]) {
        return false;
      }
    }
    return true;
  }

  private static double mean(double[] rows, int columns, int column) {
    double sum = 0.0;
    for (int i = column; i < rows.length; i += columns) {
      sum += rows[i];
    }
    return sum / (rows.length / columns);
  }

  private static double deviation(double[] rows, int columns, int column, double mean) {
    double sum = 0.0;
    for (int i = column; i < rows.length; i += columns) {
      double difference = rows[i] - mean;
      sum = Math.fma(difference, difference, sum);
    }
    return Math.sqrt(sum / (rows.length / columns));
  }
}
