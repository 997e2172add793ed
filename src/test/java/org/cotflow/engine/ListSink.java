package org.cotflow.engine;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSink;

/** Hands the particles back in its receipts. */
public record ListSink() implements MeasureSink<ListSink.Part> {
  private static final long serialVersionUID = 1L;

  /** What one part held. */
  public record Part(int fromBlock, int toBlock, ParticleBlock[] blocks) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public Part write(
      MeasureShape shape, int fromBlock, int toBlock, Iterator<ParticleBlock> blocks) {
    Stream<ParticleBlock> copies = IntStream.range(fromBlock, toBlock).mapToObj(b -> next(blocks));
    Part part = new Part(fromBlock, toBlock, copies.toArray(ParticleBlock[]::new));
    if (blocks.hasNext()) {
      throw new IllegalStateException("more blocks than the part has");
    }
    return part;
  }

  private static ParticleBlock next(Iterator<ParticleBlock> blocks) {
    return blocks.next().copy();
  }

  /** All blocks of an engine; fails if its parts leave a gap or are out of order. */
  public static List<ParticleBlock> read(Engine engine) {
    int expected = 0;
    Stream.Builder<ParticleBlock> all = Stream.builder();
    for (Part part : engine.store(new ListSink())) {
      if (part.fromBlock() != expected) {
        throw new IllegalStateException("part from " + part.fromBlock() + ", not " + expected);
      }
      expected = part.toBlock();
      Stream.of(part.blocks()).forEach(all);
    }
    if (expected != engine.shape().blockCount()) {
      throw new IllegalStateException("parts end at block " + expected);
    }
    return all.build().toList();
  }
}
