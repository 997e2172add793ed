package org.cotflow.network;

import java.util.Arrays;

/**
 * A fixed linear map, row-major.
 *
 * @param values {@code rows * columns} numbers
 */
public record Matrix(int rows, int columns, double[] values) {
  public Matrix {
    if (values.length != rows * columns) {
      throw new IllegalArgumentException(values.length + " values for " + rows + " x " + columns);
    }
  }

  static Matrix zeros(int rows, int columns) {
    return new Matrix(rows, columns, new double[rows * columns]);
  }

  /** The image of each row vector: {@code out_i = scale * M in_i}, sums in column order. */
  public double[] apply(double[] vectors, double scale) {
    int count = vectors.length / columns;
    double[] images = new double[count * rows];
    for (int i = 0; i < count; i++) {
      for (int r = 0; r < rows; r++) {
        double sum = 0;
        for (int c = 0; c < columns; c++) {
          sum = Math.fma(values[r * columns + c], vectors[i * columns + c], sum);
        }
        images[i * rows + r] = scale * sum;
      }
    }
    return images;
  }

  /** The image under the transpose: {@code out_i = scale * M^T in_i}, sums in row order. */
  public double[] applyTransposed(double[] vectors, double scale) {
    int count = vectors.length / rows;
    double[] images = new double[count * columns];
    for (int i = 0; i < count; i++) {
      int at = i * columns;
      for (int r = 0; r < rows; r++) {
        double factor = vectors[i * rows + r];
        for (int c = 0; c < columns; c++) {
          images[at + c] = Math.fma(values[r * columns + c], factor, images[at + c]);
        }
      }
      for (int c = 0; c < columns; c++) {
        images[at + c] *= scale;
      }
    }
    return images;
  }

  /**
   * The same column space with orthonormal columns: modified Gram-Schmidt, twice, in column order.
   */
  Matrix withOrthonormalColumns() {
    double[] result = values.clone();
    for (int pass = 0; pass < 2; pass++) {
      for (int c = 0; c < columns; c++) {
        for (int earlier = 0; earlier < c; earlier++) {
          double overlap = columnDot(result, earlier, c);
          for (int r = 0; r < rows; r++) {
            result[r * columns + c] =
                Math.fma(-overlap, result[r * columns + earlier], result[r * columns + c]);
          }
        }
        double norm = Math.sqrt(columnDot(result, c, c));
        for (int r = 0; r < rows; r++) {
          result[r * columns + c] /= norm;
        }
      }
    }
    return new Matrix(rows, columns, result);
  }

  Matrix transposed() {
    double[] result = new double[values.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        result[c * rows + r] = values[r * columns + c];
      }
    }
    return new Matrix(columns, rows, result);
  }

  private double columnDot(double[] entries, int a, int b) {
    double sum = 0;
    for (int r = 0; r < rows; r++) {
      sum = Math.fma(entries[r * columns + a], entries[r * columns + b], sum);
    }
    return sum;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Matrix that
        && rows == that.rows
        && columns == that.columns
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * rows + columns) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Matrix[" + rows + " x " + columns + "]";
  }
}
