package org.cotflow.run.store;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import org.cotflow.config.TrajectorySpec;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSink;

/** Copies the followed particles of a measure to this process. */
record TrajectorySink(TrajectorySpec spec) implements MeasureSink<TrajectorySink.Followed> {
  private static final long serialVersionUID = 1L;

  /** Those of one part, in order. */
  record Followed(ArrayList<Particle> particles) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * One particle.
   *
   * @param values u, w, b
   */
  record Particle(int layer, int index, double[] values) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public Followed write(
      MeasureShape shape, int fromBlock, int toBlock, Iterator<ParticleBlock> blocks) {
    ArrayList<Particle> particles = new ArrayList<>();
    while (blocks.hasNext()) {
      ParticleBlock block = blocks.next();
      for (int m = 0; m < block.count(); m++) {
        if (!spec.follows(block.layer(), block.first() + m)) {
          break;
        }
        particles.add(particle(block, m));
      }
    }
    return new Followed(particles);
  }

  private static Particle particle(ParticleBlock block, int m) {
    double[] values = new double[block.size()];
    block.copyParticle(m, values, 0);
    return new Particle(block.layer(), block.first() + m, values);
  }
}
