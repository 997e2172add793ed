package org.cotflow.network;

import java.io.Serializable;
import java.util.Arrays;
import org.cotflow.base.ArraySize;

/** A fixed linear map, row-major. Its zeros are looked for once, when it is first applied. */
public final class Matrix implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int rows;
  private final int columns;
  private final double[] values;
  private transient volatile Places places;

  /**
   * @param values {@code rows * columns} numbers
   */
  public Matrix(int rows, int columns, double[] values) {
    if (values.length != rows * columns) {
      throw new IllegalArgumentException(values.length + " values for " + rows + " x " + columns);
    }
    this.rows = rows;
    this.columns = columns;
    this.values = values;
  }

  /**
   * The columns where each row is not 0, in order: those of row r at {@code from[r] .. from[r] +
   * counts[r] - 1}. Rows without zeros share theirs.
   */
  private record Places(int[] from, int[] counts, int[] columns) {
    static Places of(Matrix matrix) {
      int[] from = new int[matrix.rows];
      int[] counts = new int[matrix.rows];
      int held = 0;
      int full = -1;
      for (int r = 0; r < matrix.rows; r++) {
        counts[r] = matrix.filled(r);
        boolean isFull = counts[r] == matrix.columns;
        from[r] = isFull && full >= 0 ? full : held;
        full = isFull ? from[r] : full;
        held = Math.max(held, from[r] + counts[r]);
      }
      int[] columns = new int[held];
      for (int r = 0; r < matrix.rows; r++) {
        for (int c = 0, at = from[r]; c < matrix.columns; c++) {
          if (matrix.values[r * matrix.columns + c] != 0) {
            columns[at++] = c;
          }
        }
      }
      return new Places(from, counts, columns);
    }
  }

  private Places places() {
    Places found = places;
    if (found == null) {
      found = Places.of(this);
      places = found;
    }
    return found;
  }

  private int filled(int r) {
    int filled = 0;
    for (int c = 0; c < columns; c++) {
      filled += values[r * columns + c] != 0 ? 1 : 0;
    }
    return filled;
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  public double[] values() {
    return values;
  }

  static Matrix zeros(int rows, int columns) {
    return new Matrix(
        rows, columns, new double[ArraySize.of("the entries of a matrix", rows, columns)]);
  }

  /**
   * The image of each row vector: {@code out_i = scale * M in_i}, sums in column order.
   *
   * @param vectors finite numbers: zeros of the matrix are passed over
   */
  public double[] apply(double[] vectors, double scale) {
    int count = vectors.length / columns;
    double[] images = new double[ArraySize.of("the images of all rows", count, rows)];
    Places filled = places();
    int i = 0;
    for (; i + 3 < count; i += 4) {
      fourImages(filled, vectors, i, scale, images);
    }
    for (; i < count; i++) {
      image(filled, vectors, i, scale, images);
    }
    return images;
  }

  private void image(Places filled, double[] vectors, int i, double scale, double[] images) {
    for (int r = 0; r < rows; r++) {
      int end = filled.from[r] + filled.counts[r];
      double sum = 0;
      for (int n = filled.from[r]; n < end; n++) {
        int place = filled.columns[n];
        sum = Math.fma(values[r * columns + place], vectors[i * columns + place], sum);
      }
      images[i * rows + r] = scale * sum;
    }
  }

  /** Four images, so that four sums run side by side. */
  private void fourImages(Places filled, double[] vectors, int i, double scale, double[] images) {
    int at = i * columns;
    for (int r = 0; r < rows; r++) {
      int end = filled.from[r] + filled.counts[r];
      double s0 = 0;
      double s1 = 0;
      double s2 = 0;
      double s3 = 0;
      for (int n = filled.from[r]; n < end; n++) {
        double factor = values[r * columns + filled.columns[n]];
        int place = at + filled.columns[n];
        s0 = Math.fma(factor, vectors[place], s0);
        s1 = Math.fma(factor, vectors[place + columns], s1);
        s2 = Math.fma(factor, vectors[place + 2 * columns], s2);
        s3 = Math.fma(factor, vectors[place + 3 * columns], s3);
      }
      images[i * rows + r] = scale * s0;
      images[(i + 1) * rows + r] = scale * s1;
      images[(i + 2) * rows + r] = scale * s2;
      images[(i + 3) * rows + r] = scale * s3;
    }
  }

  /** How many entries are not 0. */
  long nonZeros() {
    return Arrays.stream(values).filter(value -> value != 0).count();
  }

  /**
   * The image under the transpose: {@code out_i = scale * M^T in_i}, sums in row order.
   *
   * @param vectors finite numbers: zeros of the matrix are passed over
   */
  public double[] applyTransposed(double[] vectors, double scale) {
    int count = vectors.length / rows;
    double[] images = new double[ArraySize.of("the images of all rows", count, columns)];
    Places filled = places();
    for (int i = 0; i < count; i++) {
      for (int r = 0; r < rows; r++) {
        double factor = vectors[i * rows + r];
        int end = filled.from[r] + filled.counts[r];
        for (int n = filled.from[r]; n < end; n++) {
          int place = filled.columns[n];
          int to = i * columns + place;
          images[to] = Math.fma(values[r * columns + place], factor, images[to]);
        }
      }
    }
    for (int i = 0; i < images.length; i++) {
      images[i] *= scale;
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

  /** I_n (x) M: this map on each of n vectors that stand one behind the other. */
  Matrix onEachOf(int n) {
    Matrix result = zeros(Math.multiplyExact(n, rows), Math.multiplyExact(n, columns));
    for (int site = 0; site < n; site++) {
      copyTo(result, site * rows, site * columns, 1);
    }
    return result;
  }

  /** (M, ..., M) / n: this map of the mean of n vectors that stand one behind the other. */
  Matrix ofMeanOf(int n) {
    Matrix result = zeros(rows, Math.multiplyExact(n, columns));
    for (int site = 0; site < n; site++) {
      copyTo(result, 0, site * columns, n);
    }
    return result;
  }

  /** (M, 0, ..., 0): this map of the first of n vectors. */
  Matrix ofFirstOf(int n) {
    Matrix result = zeros(rows, Math.multiplyExact(n, columns));
    copyTo(result, 0, 0, 1);
    return result;
  }

  private void copyTo(Matrix target, int row, int column, int divisor) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        target.values[(row + r) * target.columns + column + c] = values[r * columns + c] / divisor;
      }
    }
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
