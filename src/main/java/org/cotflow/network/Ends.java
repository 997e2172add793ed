package org.cotflow.network;

import org.cotflow.base.Keyword;
import org.cotflow.base.RandomStream;
import org.cotflow.base.RandomStream.Purpose;
import org.cotflow.base.UserInputException;
import org.cotflow.network.NetworkSpec.EmbeddingKind;
import org.cotflow.network.NetworkSpec.ReadoutKind;

/**
 * The fixed maps at both ends of the depth direction: the embedding A (d x d_in) and the readout B
 * (d_out x d).
 *
 * <pre>
 *   pad         A = (I; 0)                    tail        B = (0, I)      head  B = (I, 0)
 *   orthogonal  orthonormal columns of A      orthogonal  orthonormal rows of B
 *   gaussian    A_{j,c} ~ N(0, 1/d_in)        gaussian    B_{o,j} ~ (sqrt(d_out)/d) N(0, 1)
 * </pre>
 *
 * Gaussian ends are nested in d: the first rows of A and the first columns of B, before the factor
 * 1/d, do not change when d grows.
 */
final class Ends {
  private Ends() {}

  /** d for {@code state-dim = auto}, or the given one if it fits both ends. */
  static int stateDim(NetworkSpec spec, int inputDim, int outputDim) {
    int automatic;
    if (spec.embedding() == EmbeddingKind.PAD && spec.readout() == ReadoutKind.TAIL) {
      automatic = Math.addExact(inputDim, outputDim);
    } else if (spec.embedding() == EmbeddingKind.IDENTITY) {
      automatic = inputDim;
    } else if (spec.readout() == ReadoutKind.IDENTITY) {
      automatic = outputDim;
    } else {
      automatic = Math.max(inputDim, outputDim);
    }
    int stateDim = spec.stateDim() == null ? automatic : spec.stateDim();
    requireFits(spec, stateDim, inputDim, outputDim);
    return stateDim;
  }

  private static void requireFits(NetworkSpec spec, int d, int inputDim, int outputDim) {
    if (spec.stateDim() == null
        && spec.readout() == ReadoutKind.IDENTITY
        && spec.embedding() != EmbeddingKind.GAUSSIAN
        && inputDim != outputDim) {
      requireAutomatic(spec, inputDim, outputDim);
    }
    switch (spec.embedding()) {
      case IDENTITY ->
          require(d == inputDim, "network.embedding = identity", d, "must be " + inputDim);
      case PAD, ORTHOGONAL ->
          require(
              d >= inputDim,
              "network.embedding = " + keyword(spec.embedding()),
              d,
              "must be at least " + inputDim);
      case GAUSSIAN -> {}
    }
    switch (spec.readout()) {
      case IDENTITY ->
          require(d == outputDim, "network.readout = identity", d, "must be " + outputDim);
      case TAIL, HEAD, ORTHOGONAL ->
          require(
              d >= outputDim,
              "network.readout = " + keyword(spec.readout()),
              d,
              "must be at least " + outputDim);
      case GAUSSIAN -> {}
    }
  }

  /** Says which two choices exclude each other where the user gave no state-dim to blame. */
  private static void requireAutomatic(NetworkSpec spec, int inputDim, int outputDim) {
    boolean exact = spec.embedding() == EmbeddingKind.IDENTITY;
    if (exact || inputDim > outputDim) {
      throw new UserInputException(
          "network.readout = identity needs state-dim = "
              + outputDim
              + ", the number of outputs, but network.embedding = "
              + keyword(spec.embedding())
              + " needs "
              + (exact ? "" : "at least ")
              + inputDim
              + ", the number of features; choose another readout or embedding");
    }
  }

  private static void require(boolean holds, String key, int stateDim, String right) {
    if (!holds) {
      throw new UserInputException(
          "network.state-dim is " + stateDim + ", but with " + key + " it " + right);
    }
  }

  private static String keyword(Enum<?> kind) {
    return Keyword.of(kind);
  }

  static Matrix embedding(EmbeddingKind kind, int d, int inputDim, long seed) {
    return switch (kind) {
      case PAD, IDENTITY -> shiftedIdentity(d, inputDim, 0);
      case GAUSSIAN -> gaussian(d, inputDim, seed, Purpose.EMBEDDING, Math.sqrt(inputDim));
      case ORTHOGONAL ->
          gaussian(d, inputDim, seed, Purpose.EMBEDDING, 1.0).withOrthonormalColumns();
    };
  }

  static Matrix readout(ReadoutKind kind, int outputDim, int d, long seed) {
    return switch (kind) {
      case TAIL -> shiftedIdentity(d, outputDim, d - outputDim).transposed();
      case HEAD, IDENTITY -> shiftedIdentity(d, outputDim, 0).transposed();
      case GAUSSIAN ->
          gaussian(d, outputDim, seed, Purpose.READOUT, d / Math.sqrt(outputDim)).transposed();
      case ORTHOGONAL ->
          gaussian(d, outputDim, seed, Purpose.READOUT, 1.0).withOrthonormalColumns().transposed();
    };
  }

  private static Matrix shiftedIdentity(int rows, int columns, int shift) {
    Matrix matrix = Matrix.zeros(rows, columns);
    for (int c = 0; c < columns; c++) {
      matrix.values()[(c + shift) * columns + c] = 1.0;
    }
    return matrix;
  }

  private static Matrix gaussian(
      int rows, int columns, long seed, Purpose purpose, double divisor) {
    Matrix matrix = Matrix.zeros(rows, columns);
    RandomStream stream = new RandomStream(seed, purpose);
    double[] row = new double[columns];
    for (int r = 0; r < rows; r++) {
      stream.normals(0, r, row);
      for (int c = 0; c < columns; c++) {
        matrix.values()[r * columns + c] = row[c] / divisor;
      }
    }
    return matrix;
  }
}
