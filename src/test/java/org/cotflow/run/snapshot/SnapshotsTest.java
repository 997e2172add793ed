package org.cotflow.run.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.format.parquet.ParquetTableTest;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureDigest;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;
import org.cotflow.measure.RandomParticles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {
  private static final MeasureShape SHAPE =
      new MeasureShape(Neuron.layout(3), new int[] {37, 1, 300, 8}, 16);

  @TempDir Path directory;
  private Snapshots snapshots;

  @BeforeEach
  void open() {
    snapshots = new Snapshots(Locations.of(directory.resolve("measure").toString()), "1.2.3");
  }

  private Snapshot write(int step, MeasureShape shape, long seed, int partCount)
      throws IOException {
    return snapshots.commit(
        shape,
        parts(snapshots.begin(step), shape, seed, partCount),
        ResumePoint.of(step, step * 0.1, step + 1, step * 2.5));
  }

  private static List<PartReceipt> parts(
      SnapshotSink sink, MeasureShape shape, long seed, int partCount) throws IOException {
    List<PartReceipt> receipts = new ArrayList<>();
    int count = shape.blockCount();
    for (int part = partCount - 1; part >= 0; part--) {
      int from = (int) ((long) part * count / partCount);
      int to = (int) ((part + 1L) * count / partCount);
      receipts.add(sink.write(shape, from, to, new RandomParticles(seed).blocks(shape, from, to)));
    }
    return receipts;
  }

  private static void assertSameBlocks(
      MeasureShape shape, MeasureSource expected, MeasureSource actual, int from, int to) {
    Iterator<ParticleBlock> left = expected.blocks(shape, from, to);
    Iterator<ParticleBlock> right = actual.blocks(shape, from, to);
    while (left.hasNext()) {
      ParticleBlock one = left.next();
      ParticleBlock other = right.next();
      assertEquals(one.layer(), other.layer());
      assertEquals(one.first(), other.first());
      assertEquals(one.count(), other.count());
      assertArrayEquals(one.values(), other.values());
    }
    assertFalse(right.hasNext());
  }

  private Path step(int step) {
    return directory.resolve(String.format(Locale.ROOT, "measure/step=%08d", step));
  }

  private Path onlyPart(int step) throws IOException {
    try (Stream<Path> files = Files.list(step(step))) {
      List<Path> parts = files.filter(file -> file.toString().endsWith(".parquet")).toList();
      assertEquals(1, parts.size());
      return parts.get(0);
    }
  }

  @Test
  void readsBackTheSameBitsInAnyBlocksFromAnyParts() throws IOException {
    RandomParticles particles = new RandomParticles(5);
    int step = 0;
    for (int stateDim : new int[] {1, 2, 9}) {
      MeasureShape shape = new MeasureShape(Neuron.layout(stateDim), SHAPE.widths(), 16);
      for (int partCount : new int[] {1, 3, shape.blockCount()}) {
        Snapshot snapshot = write(step++, shape, 5, partCount);
        assertEquals(MeasureDigest.of(shape, particles), snapshot.measureDigest());
        for (int blockSize : new int[] {1, 7, 16, 1000}) {
          MeasureShape cut = snapshot.shape(blockSize);
          int count = cut.blockCount();
          assertSameBlocks(cut, particles, snapshot.source(), 0, count);
          assertSameBlocks(cut, particles, snapshot.source(), count / 3, count / 2);
          assertSameBlocks(cut, particles, snapshot.source(), count - 1, count);
        }
      }
    }
  }

  @Test
  void readsRangesBehindManyRowGroupsAndDigestsChunksThatPartsShare() throws IOException {
    MeasureShape shape = new MeasureShape(Neuron.layout(20), new int[] {90_000, 40_000}, 1024);
    assertTrue(shape.width(0) > 3 * ParticleFileWriter.rowsPerGroup(shape));
    RandomParticles particles = new RandomParticles(11);
    Snapshot snapshot = write(0, shape, 11, 2);
    assertEquals(MeasureDigest.of(shape, particles), snapshot.measureDigest());
    assertSameBlocks(shape, particles, snapshot.source(), 60, 66);
    assertSameBlocks(shape, particles, snapshot.source(), 85, 90);
  }

  @Test
  void aPartHasTheSameBytesInEveryProcess() throws IOException {
    write(3, SHAPE, 5, 1);
    ParquetTableTest.assertEncodingsAreInOrder(Files.readAllBytes(onlyPart(3)));
  }

  @Test
  void keepsSpecialNumbersBitForBit() throws IOException {
    MeasureShape shape = new MeasureShape(Neuron.layout(1), new int[] {2}, 4);
    ParticleBlock block = Neuron.zeros(0, 0, 2, 1);
    block.values()[block.index(0, 0)] = -0.0;
    block.values()[Neuron.indexW(block, 0, 0)] = Double.MIN_VALUE;
    block.values()[Neuron.indexB(block, 0)] = -Double.MAX_VALUE;
    block.values()[block.index(1, 0)] = Math.nextUp(1.0);
    SnapshotSink sink = snapshots.begin(3);
    PartReceipt part = sink.write(shape, 0, 1, List.of(block).iterator());
    Snapshot snapshot = snapshots.commit(shape, List.of(part), ResumePoint.of(3, 0, 0, 0));
    ParticleBlock read = snapshot.source().blocks(shape, 0, 1).next();
    for (int i = 0; i < block.values().length; i++) {
      assertEquals(
          Double.doubleToRawLongBits(block.values()[i]),
          Double.doubleToRawLongBits(read.values()[i]));
    }
  }

  @Test
  void theSameParticlesGiveTheSameFiles() throws IOException {
    write(1, SHAPE, 5, 1);
    write(2, SHAPE, 5, 1);
    assertArrayEquals(Files.readAllBytes(onlyPart(1)), Files.readAllBytes(onlyPart(2)));
  }

  @Test
  void resumePointComesBack() throws IOException {
    ResumePoint point =
        new ResumePoint(
            4,
            0.1 + 0.2,
            17,
            "0123",
            1e-3 / 3,
            Map.of("velocity", new double[] {1.0 / 3, -0.0, Double.NaN}, "empty", new double[0]));
    Snapshot written = snapshots.commit(SHAPE, parts(snapshots.begin(4), SHAPE, 1, 2), point);
    ResumePoint read = snapshots.open(4).resumePoint();
    assertEquals(4, read.step());
    assertEquals(point.flowTime(), read.flowTime());
    assertEquals(17, read.historyRows());
    assertEquals("0123", read.historyDigest());
    assertEquals(point.wallSeconds(), read.wallSeconds());
    assertEquals(2, read.memory().size());
    assertArrayEquals(point.memory().get("velocity"), read.memory().get("velocity"));
    assertEquals(0, read.memory().get("empty").length);
    flipByte(step(4).resolve("_state.bin"), 3);
    assertTrue(
        assertThrows(SnapshotDamagedException.class, written::resumePoint)
            .getMessage()
            .contains("_state.bin"));
    assertEquals(Optional.empty(), snapshots.latestValid());
  }

  @Test
  void partsWithoutManifestAreNoSnapshotAndMakeWay() throws IOException {
    write(0, SHAPE, 1, 1);
    parts(snapshots.begin(5), SHAPE, 99, 4);
    Files.writeString(step(5).resolve(".part-00000000.parquet.x.tmp"), "torn");
    assertEquals(List.of(0), snapshots.steps());
    assertEquals(0, snapshots.latestValid().orElseThrow().step());
    assertTrue(
        assertThrows(UserInputException.class, () -> snapshots.open(5))
            .getMessage()
            .endsWith("there are [0]"));
    Snapshot written = write(5, SHAPE, 2, 1);
    assertSameBlocks(SHAPE, new RandomParticles(2), written.source(), 0, SHAPE.blockCount());
    try (Stream<Path> files = Files.list(step(5))) {
      assertEquals(2, files.count(), "the part and the manifest");
    }
  }

  @Test
  void damagedSnapshotsAreNamedAndPassedOver() throws IOException {
    for (int step : new int[] {0, 10, 20, 30, 40}) {
      write(step, SHAPE, step, 1);
    }
    truncate(step(40).resolve(SnapshotManifest.NAME));
    truncate(onlyPart(30));
    flipByte(onlyPart(20), 2000);
    assertEquals(List.of(0, 10, 20), snapshots.steps());
    assertEquals(10, snapshots.latestValid().orElseThrow().step());
    assertNamesFile(onlyPart(30), () -> snapshots.open(30));
    assertNamesFile(step(40).resolve(SnapshotManifest.NAME), () -> snapshots.open(40));
    Snapshot flipped = snapshots.open(20);
    assertNamesFile(onlyPart(20), flipped::verify);
    UncheckedIOException whileReading =
        assertThrows(UncheckedIOException.class, () -> MeasureDigest.of(SHAPE, flipped.source()));
    assertTrue(whileReading.getMessage().contains(onlyPart(20).toString()));
    Files.delete(onlyPart(10));
    assertEquals(0, snapshots.latestValid().orElseThrow().step());
    flipByte(step(0).resolve(SnapshotManifest.NAME), 60);
    assertEquals(Optional.empty(), snapshots.latestValid());
  }

  private static void assertNamesFile(Path file, org.junit.jupiter.api.function.Executable read) {
    String message = assertThrows(SnapshotDamagedException.class, read).getMessage();
    assertTrue(message.contains(file.toString()), message);
    assertEquals(-1, message.indexOf('\n'));
  }

  @Test
  void everySingleDamagedByteOfASmallSnapshotIsSeen() throws IOException {
    write(1, new MeasureShape(Neuron.layout(1), new int[] {2}, 2), 1, 1);
    for (Path file : List.of(onlyPart(1), step(1).resolve(SnapshotManifest.NAME))) {
      int length = (int) Files.size(file);
      for (int at = 0; at < length; at += 13) {
        flipByte(file, at);
        assertEquals(Optional.empty(), snapshots.latestValid(), file + " at " + at);
        flipByte(file, at);
      }
    }
    assertTrue(snapshots.latestValid().isPresent());
  }

  @Test
  void writingAStepAgainKeepsTheOldUntilTheManifestIsReplaced() throws IOException {
    write(7, SHAPE, 1, 3);
    String old = snapshots.open(7).measureDigest();
    List<PartReceipt> parts = parts(snapshots.begin(7), SHAPE, 2, 5);
    assertEquals(old, snapshots.latestValid().orElseThrow().measureDigest());
    assertEquals(old, MeasureDigest.of(SHAPE, snapshots.open(7).source()));
    Snapshot replaced = snapshots.commit(SHAPE, parts, ResumePoint.of(7, 0.7, 8, 1));
    assertEquals(MeasureDigest.of(SHAPE, new RandomParticles(2)), replaced.measureDigest());
    replaced.verify();
    try (Stream<Path> files = Files.list(step(7))) {
      assertEquals(6, files.count(), "five parts and the manifest");
    }
  }

  @Test
  void aPartWrittenTwiceIsTheSameFile() throws IOException {
    SnapshotSink sink = snapshots.begin(1);
    List<PartReceipt> first = parts(sink, SHAPE, 1, 2);
    assertEquals(first, parts(sink, SHAPE, 1, 2));
    snapshots.commit(SHAPE, first, ResumePoint.of(1, 0, 0, 0)).verify();
  }

  @Test
  void partsMustCoverTheMeasure() throws IOException {
    List<PartReceipt> parts = parts(snapshots.begin(1), SHAPE, 1, 3);
    ResumePoint point = ResumePoint.of(1, 0, 0, 0);
    for (int missing = 0; missing < 3; missing++) {
      List<PartReceipt> fewer = new ArrayList<>(parts);
      fewer.remove(missing);
      assertThrows(IllegalArgumentException.class, () -> snapshots.commit(SHAPE, fewer, point));
    }
    assertEquals(List.of(), snapshots.steps());
  }

  @Test
  void emptyPartsAreAllowed() throws IOException {
    SnapshotSink sink = snapshots.begin(1);
    List<PartReceipt> parts = new ArrayList<>(parts(sink, SHAPE, 1, 1));
    parts.add(sink.write(SHAPE, 4, 4, List.<ParticleBlock>of().iterator()));
    snapshots.commit(SHAPE, parts, ResumePoint.of(1, 0, 0, 0)).verify();
  }

  @Test
  void failedPartsLeaveNothing() throws IOException {
    SnapshotSink sink = snapshots.begin(1);
    Iterator<ParticleBlock> tooFew = new RandomParticles(1).blocks(SHAPE, 0, 3);
    assertThrows(IllegalArgumentException.class, () -> sink.write(SHAPE, 0, 4, tooFew));
    try (Stream<Path> files = Files.list(step(1))) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void retentionKeepsTheNewestAndStepZero() throws IOException {
    for (int step : new int[] {0, 10, 20, 30, 40}) {
      write(step, SHAPE, step, 1);
    }
    snapshots.retain(null, Set.of(40));
    assertEquals(List.of(0, 10, 20, 30, 40), snapshots.steps());
    snapshots.retain(3, Set.of(10));
    assertEquals(List.of(0, 10, 20, 30, 40), snapshots.steps());
    snapshots.retain(2, Set.of(40));
    assertEquals(List.of(0, 30, 40), snapshots.steps());
    assertFalse(Files.exists(step(20)));
    snapshots.dropAfter(30);
    assertEquals(List.of(0, 30), snapshots.steps());
    assertFalse(Files.exists(step(40)));
  }

  @Test
  void whatAnInterruptedRemovalLeftGoesOnResume() throws IOException {
    for (int step : new int[] {0, 10, 20}) {
      write(step, SHAPE, step, 1);
    }
    Files.delete(step(10).resolve(SnapshotManifest.NAME));
    snapshots.dropAfter(20);
    assertEquals(List.of(0, 20), snapshots.steps());
    assertFalse(Files.exists(step(10)));
  }

  @Test
  void anotherShapeIsTheUsersError() throws IOException {
    Snapshot snapshot = write(0, SHAPE, 1, 1);
    MeasureShape other = new MeasureShape(Neuron.layout(3), new int[] {37, 1}, 16);
    UserInputException e =
        assertThrows(UserInputException.class, () -> snapshot.source().blocks(other, 0, 1));
    assertTrue(e.getMessage().contains("depth 4 and width [37, 1, 300, 8]"), e.getMessage());
  }

  private static void truncate(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(content, content.length / 2));
  }

  private static void flipByte(Path file, int at) throws IOException {
    byte[] content = Files.readAllBytes(file);
    content[at] ^= 0x10;
    Files.write(file, content);
  }
}
