package org.cotflow.measure;

import static org.cotflow.kernel.ParticleBlock.LANES;

import java.util.HashMap;
import java.util.Map;
import org.cotflow.base.RandomStream;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.ParticleLayout.Part;

/**
 * Draws parts of blocks, one block after the other: the streams of the parts and room for the
 * numbers of as many particles as are drawn in one go.
 *
 * <p>Not thread-safe: one instance per iteration over blocks.
 */
final class ParticleDraws {
  /** Whole panels of so many numbers are drawn in one go, or one particle. */
  private static final int TOGETHER = 4096;

  private final long seed;
  private final Map<String, RandomStream> streams = new HashMap<>();
  private double[] normals = {};

  ParticleDraws(long seed) {
    this.seed = seed;
  }

  /**
   * Sets a part of all particles of a block.
   *
   * @param layer the layer of the draws
   * @param offset where the part begins in a particle
   */
  void fill(ParticleBlock block, int layer, Part part, int offset, double std) {
    RandomStream stream =
        streams.computeIfAbsent(part.name(), name -> RandomStream.ofPart(seed, name));
    int numbers = part.size() + part.degrees();
    int together = Math.max(1, TOGETHER / numbers / LANES * LANES);
    ensureRoom(Math.min(block.count(), together) * numbers);
    for (int m = 0; m < block.count(); m += together) {
      int particles = Math.min(together, block.count() - m);
      stream.normals(layer, block.first() + m, particles, numbers, normals);
      for (int i = 0; i < particles; i += LANES) {
        place(i, Math.min(LANES, particles - i), part, std, block, block.index(m + i, offset));
      }
    }
  }

  private void ensureRoom(int numbers) {
    if (normals.length < numbers) {
      normals = new double[numbers];
    }
  }

  /** Writes the part of some particles of a panel, of which the first begins at {@code at}. */
  private void place(int first, int lanes, Part part, double std, ParticleBlock block, int at) {
    double[] values = block.values();
    int size = part.size();
    for (int lane = 0; lane < lanes; lane++) {
      int from = (first + lane) * (size + part.degrees());
      double scale = std / spread(normals, from, part);
      for (int j = 0; j < size; j++) {
        values[at + lane + j * LANES] = scale * normals[from + j];
      }
    }
  }

  /** sqrt(chi^2_n / n) from the numbers behind those of the part; 1 for Gaussian ones. */
  private static double spread(double[] normals, int from, Part part) {
    if (part.degrees() == 0) {
      return 1;
    }
    double squares = 0;
    for (int j = from + part.size(); j < from + part.size() + part.degrees(); j++) {
      squares = Math.fma(normals[j], normals[j], squares);
    }
    return Math.sqrt(squares / part.degrees());
  }
}
