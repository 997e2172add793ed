package org.cotflow.experiment.sweep;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.cotflow.engine.Engine;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureDigest;
import org.cotflow.measure.MeasureDigest.ChunkDigest;
import org.cotflow.measure.MeasureDigest.ChunkId;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSink;

/** What a sweep wants of the particles that an engine holds: their digest, and sometimes them. */
final class EngineParticles {
  private EngineParticles() {}

  /** The measure's digest, taken where the particles are. */
  static String digest(Engine engine) {
    List<ChunkDigest> known = new ArrayList<>();
    for (Digests part : engine.store(new DigestSink())) {
      known.addAll(part.chunks());
    }
    MeasureShape shape = engine.shape();
    for (ChunkId id : MeasureDigest.missing(shape, known)) {
      MeasureDigest.Part part = new MeasureDigest.Part(shape);
      for (Blocks blocks : engine.store(new ChunkSink(id))) {
        blocks.list().forEach(part::add);
      }
      part.chunks().stream().filter(chunk -> chunk.id().equals(id)).forEach(known::add);
    }
    return MeasureDigest.combine(shape, known);
  }

  /** The particles of each layer, M_k x (2 d + 1), row-major. */
  static double[][] points(Engine engine) {
    MeasureShape shape = engine.shape();
    int size = 2 * shape.stateDim() + 1;
    double[][] points = new double[shape.layerCount()][];
    for (int k = 0; k < points.length; k++) {
      points[k] = new double[Math.multiplyExact(shape.width(k), size)];
    }
    for (Blocks part : engine.store(new ChunkSink(null))) {
      for (ParticleBlock block : part.list()) {
        for (int m = 0; m < block.count(); m++) {
          int at = (block.first() + m) * size;
          for (int j = 0; j < size; j++) {
            points[block.layer()][at + j] = block.values()[block.indexU(m, j)];
          }
        }
      }
    }
    return points;
  }

  private record Digests(ArrayList<ChunkDigest> chunks) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  private record DigestSink() implements MeasureSink<Digests> {
    private static final long serialVersionUID = 1L;

    @Override
    public Digests write(
        MeasureShape shape, int fromBlock, int toBlock, Iterator<ParticleBlock> blocks) {
      MeasureDigest.Part part = new MeasureDigest.Part(shape);
      part.addAll(blocks);
      return new Digests(new ArrayList<>(part.chunks()));
    }
  }

  private record Blocks(ArrayList<ParticleBlock> list) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Brings blocks to this process.
   *
   * @param chunk whose blocks are wanted; null for all
   */
  private record ChunkSink(ChunkId chunk) implements MeasureSink<Blocks> {
    private static final long serialVersionUID = 1L;

    @Override
    public Blocks write(
        MeasureShape shape, int fromBlock, int toBlock, Iterator<ParticleBlock> blocks) {
      ArrayList<ParticleBlock> copies = new ArrayList<>();
      while (blocks.hasNext()) {
        ParticleBlock block = blocks.next();
        if (chunk == null || overlaps(block)) {
          copies.add(block.copy());
        }
      }
      return new Blocks(copies);
    }

    private boolean overlaps(ParticleBlock block) {
      long from = (long) chunk.index() * MeasureDigest.CHUNK;
      return block.layer() == chunk.layer()
          && block.first() < from + MeasureDigest.CHUNK
          && block.first() + block.count() > from;
    }
  }
}
