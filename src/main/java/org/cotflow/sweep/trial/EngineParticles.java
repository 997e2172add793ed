package org.cotflow.sweep.trial;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.cotflow.engine.Engine;
import org.cotflow.engine.LayerCopies;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureDigest;
import org.cotflow.measure.MeasureDigest.ChunkDigest;
import org.cotflow.measure.MeasureDigest.ChunkId;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSink;
import org.cotflow.transport.MeasureClouds;

/** Gets the digest of the particles that an engine holds, or the particles themselves. */
public final class EngineParticles {
  /** Numbers of particles that are brought here at a time, but for layers that have more: 8 MB. */
  public static final long AT_ONCE = 1 << 20;

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

  /**
   * The particles of each layer, M_k x p, row-major. Beside them no more than {@link #AT_ONCE}
   * numbers, or a layer, are held.
   */
  static double[][] points(Engine engine) {
    MeasureShape shape = engine.shape();
    double[][] layers = new double[shape.layerCount()][];
    for (int from = 0; from < layers.length; ) {
      int to = windowEnd(shape, from, AT_ONCE);
      System.arraycopy(points(engine, from, to), 0, layers, from, to - from);
      from = to;
    }
    return layers;
  }

  /** The same of the layers from one to before another. */
  static double[][] points(Engine engine, int fromLayer, int toLayer) {
    MeasureShape shape = engine.shape();
    List<ParticleBlock> copies = new LayerCopies(fromLayer, toLayer).from(engine);
    int first = shape.firstBlock(fromLayer);
    MeasureClouds clouds =
        new MeasureClouds(
            shape, (same, from, to) -> copies.subList(from - first, to - first).iterator());
    return IntStream.range(fromLayer, toLayer).mapToObj(clouds::points).toArray(double[][]::new);
  }

  /** The layer behind those from one on that hold so many numbers together; at least one is. */
  static int windowEnd(MeasureShape shape, int from, long numbers) {
    long held = 0;
    int to = from;
    while (to < shape.layerCount()) {
      held += (long) shape.width(to) * shape.layout(to).size();
      if (to > from && held > numbers) {
        break;
      }
      to++;
    }
    return to;
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

  /** Brings the blocks of a chunk to this process. */
  private record ChunkSink(ChunkId chunk) implements MeasureSink<Blocks> {
    private static final long serialVersionUID = 1L;

    @Override
    public Blocks write(
        MeasureShape shape, int fromBlock, int toBlock, Iterator<ParticleBlock> blocks) {
      ArrayList<ParticleBlock> copies = new ArrayList<>();
      while (blocks.hasNext()) {
        ParticleBlock block = blocks.next();
        if (overlaps(block)) {
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
