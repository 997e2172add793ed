package org.cotflow.network;

import java.util.List;
import org.cotflow.base.Keyword;
import org.cotflow.base.RandomStream;
import org.cotflow.base.RandomStream.Purpose;
import org.cotflow.base.UserInputException;
import org.cotflow.network.NetworkSpec.EmbeddingKind;
import org.cotflow.network.NetworkSpec.Pooling;
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
 * <p>On a grid of n sites A is the same embedding of each site, I_n (x) A_site, where n divides
 * d_in; with pooling B is a readout of one site, applied to the mean or the first of them.
 *
 * <p>The positions P tell sites apart. Sinusoidal ones have, in the channels 2i and 2i + 1 of C for
 * an axis of the grid, sin and cos of t / 10000^(2i/C) for the place t along the axis (Vaswani et
 * al., "Attention is all you need", section 3.5); Gaussian ones N(0, 1).
 *
 * <p>Gaussian ends are nested in d: the first rows of A and the first columns of B, before the
 * factor 1/d, do not change when d grows.
 */
final class Ends {
  private Ends() {}

  /** d for {@code state-dim = auto}, or the given one if it fits both ends. */
  static int stateDim(NetworkSpec spec, int inputDim, int outputDim) {
    int sites = spec.siteCount();
    if (sites == 1 || spec.pooling() == Pooling.FLATTEN) {
      int d = stateDim(spec, spec.stateDim(), inputDim, outputDim);
      requireSites(sites, "the state dimension", d, "set network.state-dim to a multiple of them");
      return d;
    }
    requireSites(
        sites,
        "the features, of which there are",
        inputDim,
        "network.pooling needs sites of their own; set flatten");
    Integer channels = null;
    if (spec.stateDim() != null) {
      int d = spec.stateDim();
      requireSites(sites, "the state dimension", d, "set network.state-dim to a multiple of them");
      channels = d / sites;
    }
    return Math.multiplyExact(sites, stateDim(spec, channels, inputDim / sites, outputDim));
  }

  private static void requireSites(int sites, String what, int count, String right) {
    if (count % sites != 0) {
      throw new UserInputException(
          "network.sites: %s sites do not divide %s %s; %s".formatted(sites, what, count, right));
    }
  }

  private static int stateDim(NetworkSpec spec, Integer given, int inputDim, int outputDim) {
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
    int stateDim = given == null ? automatic : given;
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

  /** A of a network for states of dimension {@code d}. */
  static Matrix embedding(NetworkSpec spec, int d, int inputDim, long seed) {
    int sites = spec.siteCount();
    return inputDim % sites == 0
        ? embedding(spec.embedding(), d / sites, inputDim / sites, seed).onEachOf(sites)
        : embedding(spec.embedding(), d, inputDim, seed);
  }

  /** B of a network for states of dimension {@code d}. */
  static Matrix readout(NetworkSpec spec, int outputDim, int d, long seed) {
    int sites = spec.siteCount();
    return switch (spec.pooling()) {
      case FLATTEN -> readout(spec.readout(), outputDim, d, seed);
      case MEAN -> readout(spec.readout(), outputDim, d / sites, seed).ofMeanOf(sites);
      case FIRST -> readout(spec.readout(), outputDim, d / sites, seed).ofFirstOf(sites);
    };
  }

  /** P of a network for states of dimension {@code d}; null for none. */
  static Matrix positions(NetworkSpec spec, int d, long seed) {
    if (spec.positions() == NetworkSpec.Positions.NONE) {
      return null;
    }
    int sites = spec.siteCount();
    if (spec.sites().isEmpty() || d % sites != 0) {
      throw new UserInputException(
          "network.positions = %s tells sites apart; expected network.sites, and network.state-dim a"
                  .formatted(keyword(spec.positions()))
              + " multiple of them");
    }
    int channels = d / sites;
    Matrix positions = Matrix.zeros(d, 1);
    RandomStream stream = new RandomStream(seed, Purpose.POSITIONS);
    for (int site = 0; site < sites; site++) {
      for (int c = 0; c < channels; c++) {
        double number =
            spec.positions() == NetworkSpec.Positions.GAUSSIAN
                ? stream.normal(0, site, c)
                : wave(spec.sites(), site, c, channels);
        positions.values()[site * channels + c] = spec.positionScale() * number;
      }
    }
    return positions;
  }

  /** Channel {@code c} of a site: each axis of the grid has an equal run of the channels. */
  private static double wave(List<Integer> grid, int site, int c, int channels) {
    int width = grid.get(grid.size() - 1);
    int perAxis = Math.max(1, channels / grid.size());
    boolean last = grid.size() == 1 || c >= perAxis;
    int place = last ? site % width : site / width;
    int own = last && grid.size() == 2 ? c - perAxis : c;
    double angle = place * StrictMath.pow(10000, -2.0 * (own / 2) / perAxis);
    return own % 2 == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle);
  }

  private static Matrix embedding(EmbeddingKind kind, int d, int inputDim, long seed) {
    return switch (kind) {
      case PAD, IDENTITY -> shiftedIdentity(d, inputDim, 0);
      case GAUSSIAN -> gaussian(d, inputDim, seed, Purpose.EMBEDDING, Math.sqrt(inputDim));
      case ORTHOGONAL ->
          gaussian(d, inputDim, seed, Purpose.EMBEDDING, 1.0).withOrthonormalColumns();
    };
  }

  private static Matrix readout(ReadoutKind kind, int outputDim, int d, long seed) {
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
    double[] values = matrix.values();
    new RandomStream(seed, purpose).normals(0, 0, rows, columns, values);
    for (int i = 0; i < values.length; i++) {
      values[i] /= divisor;
    }
    return matrix;
  }
}
