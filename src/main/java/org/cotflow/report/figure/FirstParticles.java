package org.cotflow.report.figure;

import java.util.Iterator;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureShape;
import org.cotflow.run.snapshot.Snapshot;

/** The first particles of a layer, which represent all of them in pictures. */
final class FirstParticles {
  private FirstParticles() {}

  /**
   * Reads only the particles that are shown.
   *
   * @param most how many at most
   * @return count x p, row-major
   */
  static double[] of(Snapshot snapshot, int layer, int most) {
    MeasureShape shape = snapshot.shape(most);
    int block = shape.firstBlock(layer);
    Iterator<ParticleBlock> blocks = snapshot.source().blocks(shape, block, block + 1);
    ParticleBlock read = blocks.next();
    int p = shape.layout(layer).size();
    double[] particles = new double[read.count() * p];
    for (int i = 0; i < read.count(); i++) {
      read.copyParticle(i, particles, i * p);
    }
    return particles;
  }
}
