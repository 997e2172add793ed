package org.cotflow.run.snapshot;

import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureShape.BlockId;

/** Numbers the particles of a measure through all layers: the rows of a snapshot. */
final class ParticleRows {
  private ParticleRows() {}

  /** The row of the first particle of block {@code number}. */
  static long firstRow(MeasureShape shape, int number) {
    BlockId block = shape.blocks(number, number + 1).get(0);
    return row(shape, block.layer(), block.firstParticle());
  }

  static long row(MeasureShape shape, int layer, int particle) {
    long row = particle;
    for (int k = 0; k < layer; k++) {
      row += shape.width(k);
    }
    return row;
  }
}
