package org.cotflow.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MatrixTest {
  @Test
  void imagesHaveTheBitsOfTheDenseSumsWhereTheMatrixHasZerosToo() {
    SplittableRandom random = new SplittableRandom(5);
    for (int rows = 1; rows <= 5; rows++) {
      for (int columns = 1; columns <= 5; columns++) {
        for (int count = 0; count <= 9; count++) {
          Matrix matrix = new Matrix(rows, columns, numbers(rows * columns, 0.2 * rows, random));
          double[] vectors = numbers(count * columns, 0.9, random);
          assertArrayEquals(dense(matrix, vectors, 0.7), matrix.apply(vectors, 0.7));
          double[] covectors = numbers(count * rows, 0.9, random);
          assertArrayEquals(
              denseTransposed(matrix, covectors, 0.7), matrix.applyTransposed(covectors, 0.7));
        }
      }
    }
  }

  private static double[] numbers(int length, double filled, SplittableRandom random) {
    double[] numbers = new double[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = random.nextDouble() < filled ? random.nextDouble(-2, 2) : 0;
    }
    return numbers;
  }

  private static double[] dense(Matrix matrix, double[] vectors, double scale) {
    int count = vectors.length / matrix.columns();
    double[] images = new double[count * matrix.rows()];
    for (int i = 0; i < count; i++) {
      for (int r = 0; r < matrix.rows(); r++) {
        double sum = 0;
        for (int c = 0; c < matrix.columns(); c++) {
          sum =
              Math.fma(
                  matrix.values()[r * matrix.columns() + c],
                  vectors[i * matrix.columns() + c],
                  sum);
        }
        images[i * matrix.rows() + r] = scale * sum;
      }
    }
    return images;
  }

  private static double[] denseTransposed(Matrix matrix, double[] vectors, double scale) {
    int count = vectors.length / matrix.rows();
    double[] images = new double[count * matrix.columns()];
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < matrix.columns(); c++) {
        double sum = 0;
        for (int r = 0; r < matrix.rows(); r++) {
          sum =
              Math.fma(
                  matrix.values()[r * matrix.columns() + c], vectors[i * matrix.rows() + r], sum);
        }
        images[i * matrix.columns() + c] = scale * sum;
      }
    }
    return images;
  }
}
