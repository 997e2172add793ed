package org.cotflow.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureDigest.ChunkDigest;
import org.cotflow.measure.MeasureDigest.ChunkId;
import org.junit.jupiter.api.Test;

class MeasureDigestTest {
  private static final MeasureSource PARTICLES = new RandomParticles(7);
  private static final int[] WIDTHS = {70_000, 3, 65_536, 140_001};

  private static MeasureShape shape(int blockSize) {
    return new MeasureShape(Neuron.layout(2), WIDTHS, blockSize);
  }

  /** The definition, word for word. */
  private static String byDefinition(MeasureShape shape) throws Exception {
    MessageDigest whole = MessageDigest.getInstance("SHA-256");
    MeasureShape single =
        new MeasureShape(Neuron.layout(shape.stateDim()), shape.widths(), Integer.MAX_VALUE);
    Iterator<ParticleBlock> layers = PARTICLES.blocks(single, 0, single.blockCount());
    while (layers.hasNext()) {
      ParticleBlock layer = layers.next();
      for (int from = 0; from < layer.count(); from += 65_536) {
        MessageDigest chunk = MessageDigest.getInstance("SHA-256");
        chunk.update(bytes(layer, from, Math.min(from + 65_536, layer.count())));
        whole.update(chunk.digest());
      }
    }
    return HexFormat.of().formatHex(whole.digest());
  }

  private static byte[] bytes(ParticleBlock layer, int from, int to) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (int m = from; m < to; m++) {
      for (int j = 0; j < layer.stateDim(); j++) {
        out.writeDouble(layer.values()[layer.index(m, j)]);
      }
      for (int j = 0; j < layer.stateDim(); j++) {
        out.writeDouble(layer.values()[Neuron.indexW(layer, m, j)]);
      }
      out.writeDouble(layer.values()[Neuron.indexB(layer, m)]);
    }
    return bytes.toByteArray();
  }

  @Test
  void isTheDefinitionForAnyBlockSize() throws Exception {
    String expected = byDefinition(shape(256));
    for (int blockSize : new int[] {17, 256, 65_536, 100_000, 1_000_000}) {
      assertEquals(expected, MeasureDigest.of(shape(blockSize), PARTICLES), "block " + blockSize);
    }
  }

  @Test
  void isTheDefinitionForWideStates() throws Exception {
    for (int stateDim : new int[] {1, 3, 5000}) {
      MeasureShape shape = new MeasureShape(Neuron.layout(stateDim), new int[] {9, 1}, 4);
      assertEquals(byDefinition(shape), MeasureDigest.of(shape, PARTICLES), "d " + stateDim);
    }
  }

  @Test
  void partsYieldTheChunksTheyHold() {
    MeasureShape shape = shape(1000);
    String expected = MeasureDigest.of(shape, PARTICLES);
    int count = shape.blockCount();
    for (int partCount : new int[] {1, 2, 3, 7, count}) {
      List<ChunkDigest> chunks = new ArrayList<>();
      for (int part = 0; part < partCount; part++) {
        int from = (int) ((long) part * count / partCount);
        int to = (int) ((part + 1L) * count / partCount);
        chunks.addAll(partDigests(shape, from, to));
      }
      Collections.reverse(chunks);
      MeasureShape chunkBlocks = shape(MeasureDigest.CHUNK);
      for (ChunkId id : MeasureDigest.missing(shape, chunks)) {
        int block = chunkBlocks.firstBlock(id.layer()) + id.index();
        chunks.addAll(partDigests(chunkBlocks, block, block + 1));
      }
      assertEquals(expected, MeasureDigest.combine(shape, chunks), partCount + " parts");
    }
  }

  private static List<ChunkDigest> partDigests(MeasureShape shape, int from, int to) {
    MeasureDigest.Part part = new MeasureDigest.Part(shape);
    part.addAll(PARTICLES.blocks(shape, from, to));
    return part.chunks();
  }

  @Test
  void oneBlockPerPartHoldsNoChunkOfTheWideLayers() {
    MeasureShape shape = shape(1000);
    List<ChunkDigest> chunks = new ArrayList<>();
    for (int block = 0; block < shape.blockCount(); block++) {
      chunks.addAll(partDigests(shape, block, block + 1));
    }
    assertEquals(List.of(new ChunkId(1, 0)), chunks.stream().map(ChunkDigest::id).toList());
    assertEquals(6, MeasureDigest.missing(shape, chunks).size());
    assertThrows(IllegalArgumentException.class, () -> MeasureDigest.combine(shape, chunks));
  }

  @Test
  void everyNumberCounts() {
    MeasureShape shape = new MeasureShape(Neuron.layout(3), new int[] {9, 2}, 4);
    String expected = MeasureDigest.of(shape, PARTICLES);
    for (int number = 0; number < 7; number++) {
      int changed = number;
      MeasureSource other =
          (given, from, to) -> {
            List<ParticleBlock> blocks = new ArrayList<>();
            PARTICLES.blocks(given, from, to).forEachRemaining(blocks::add);
            ParticleBlock last = blocks.get(blocks.size() - 1);
            int index = last.index(1, changed);
            last.values()[index] = Math.nextUp(last.values()[index]);
            return blocks.iterator();
          };
      assertNotEquals(expected, MeasureDigest.of(shape, other), "number " + number);
    }
  }

  @Test
  void refusesBlocksThatDoNotFollow() {
    MeasureShape shape = new MeasureShape(Neuron.layout(1), new int[] {10, 10}, 4);
    MeasureDigest.Part part = new MeasureDigest.Part(shape);
    part.addAll(PARTICLES.blocks(shape, 0, 1));
    ParticleBlock wrong = PARTICLES.blocks(shape, 2, 3).next();
    assertThrows(IllegalArgumentException.class, () -> part.add(wrong));
    ParticleBlock nextLayer = PARTICLES.blocks(shape, 3, 4).next();
    assertThrows(IllegalArgumentException.class, () -> part.add(nextLayer));
  }
}
