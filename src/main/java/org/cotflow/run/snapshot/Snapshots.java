package org.cotflow.run.snapshot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.measure.MeasureDigest;
import org.cotflow.measure.MeasureDigest.ChunkDigest;
import org.cotflow.measure.MeasureDigest.ChunkId;
import org.cotflow.measure.MeasureShape;

/**
 * The snapshots of one run: the directories {@code step=NNNNNNNN} under {@code measure}.
 *
 * <p>A snapshot comes into being, or takes the place of an older one of the same step, at one
 * instant: when its manifest is replaced. Until then its files have names that no valid manifest
 * lists. So at every instant, and after a crash at any instant, a step's directory holds the old
 * snapshot, the new one, or none; what else lies there is removed by the next write.
 */
public final class Snapshots {
  private static final Pattern STEP = Pattern.compile("step=(\\d{8,10})");
  private static final int REREAD_VALUES = 1 << 17;

  private final Location measure;
  private final String version;

  /**
   * @param measure the directory of the snapshots; it need not exist
   * @param version of Cotflow, for the manifests
   */
  public Snapshots(Location measure, String version) {
    this.measure = measure;
    this.version = version;
  }

  private Location directory(int step) {
    return measure.resolve(String.format(Locale.ROOT, "step=%08d", step));
  }

  /**
   * Prepares the snapshot of a step: removes what a killed write left, and gives the sink that
   * takes the parts.
   */
  public SnapshotSink begin(int step) throws IOException {
    Location directory = directory(step);
    Optional<Snapshot> present = opened(directory);
    removeOthers(directory, present);
    directory.createDirectories();
    return new SnapshotSink(directory, present.map(old -> old.generation() + 1).orElse(0));
  }

  private static void removeOthers(Location directory, Optional<Snapshot> snapshot)
      throws IOException {
    for (Location file : directory.list()) {
      if (snapshot.isEmpty() || !snapshot.get().holds(file.name())) {
        file.deleteRecursively();
      }
    }
  }

  /**
   * Makes the parts a snapshot. Parts and state are forced to disk first, the manifest is written
   * last.
   *
   * @param shape the shape that the parts were written with
   * @param receipts of all parts, in any order
   * @param point its step is the one that was begun
   * @throws IllegalArgumentException if the parts do not cover the measure
   */
  public Snapshot commit(MeasureShape shape, List<PartReceipt> receipts, ResumePoint point)
      throws IOException {
    Location directory = directory(point.step());
    List<PartFile> parts = ordered(shape, receipts);
    int generation = opened(directory).map(old -> old.generation() + 1).orElse(0);
    for (PartFile part : parts) {
      directory.resolve(part.file()).force();
    }
    StateFile state = StateFile.write(directory, generation, point);
    directory.force();
    new SnapshotManifest(
            SnapshotManifest.FORMAT,
            version,
            generation,
            point.step(),
            point.flowTime(),
            point.historyRows(),
            point.historyDigest(),
            point.wallSeconds(),
            shape.stateDim(),
            shape.layouts().isUniform() ? shape.layout(0).parts() : null,
            shape.widths(),
            shape.particleCount(),
            digest(directory, shape, receipts, parts),
            parts,
            state,
            point.tables(),
            shape.layouts().isUniform()
                ? null
                : shape.layouts().values().stream().map(ParticleLayout::parts).toList())
        .write(directory);
    measure.force();
    Snapshot snapshot = Snapshot.open(directory);
    removeOthers(directory, Optional.of(snapshot));
    return snapshot;
  }

  private static List<PartFile> ordered(MeasureShape shape, List<PartReceipt> receipts) {
    List<PartFile> parts =
        receipts.stream()
            .map(PartReceipt::part)
            .filter(Objects::nonNull)
            .sorted(Comparator.comparingLong(PartFile::firstRow))
            .toList();
    long next = 0;
    for (PartFile part : parts) {
      if (part.firstRow() != next) {
        throw new IllegalArgumentException(
            "part " + part.file() + " begins at row " + part.firstRow() + ", not at " + next);
      }
      next = part.endRow();
    }
    if (next != shape.particleCount()) {
      throw new IllegalArgumentException(
          "the parts hold " + next + " of " + shape.particleCount() + " particles");
    }
    return parts;
  }

  /** Puts the chunk digests together; chunks that several parts share are read again. */
  private static String digest(
      Location directory, MeasureShape shape, List<PartReceipt> receipts, List<PartFile> parts)
      throws IOException {
    List<ChunkDigest> chunks = new ArrayList<>();
    receipts.forEach(receipt -> chunks.addAll(receipt.chunks()));
    MeasureShape fine = shape.withBlockSize(rereadBlock(shape));
    SnapshotSource source = new SnapshotSource(directory, fine, parts);
    int blocksPerChunk = MeasureDigest.CHUNK / fine.blockSize();
    for (ChunkId id : MeasureDigest.missing(shape, chunks)) {
      int from = fine.firstBlock(id.layer()) + id.index() * blocksPerChunk;
      int to = Math.min(from + blocksPerChunk, fine.firstBlock(id.layer() + 1));
      MeasureDigest.Part part = new MeasureDigest.Part(fine);
      Iterator<ParticleBlock> blocks = source.blocks(fine, from, to);
      part.addAll(blocks);
      chunks.addAll(part.chunks());
    }
    return MeasureDigest.combine(shape, chunks);
  }

  /** A power of two, so that chunks are whole numbers of blocks; about a megabyte. */
  private static int rereadBlock(MeasureShape shape) {
    int particles = Math.max(1, REREAD_VALUES / shape.largestSize());
    return Math.min(MeasureDigest.CHUNK, Integer.highestOneBit(particles));
  }

  /** The steps that have a snapshot, ascending. */
  public List<Integer> steps() throws IOException {
    List<Integer> steps = new ArrayList<>();
    for (int step : directories()) {
      if (opened(directory(step)).isPresent()) {
        steps.add(step);
      }
    }
    return steps;
  }

  /** The steps of which a snapshot is half written or damaged, ascending. */
  public List<Integer> unreadable() throws IOException {
    List<Integer> steps = directories();
    steps.removeAll(steps());
    return steps;
  }

  private List<Integer> directories() throws IOException {
    List<Integer> steps = new ArrayList<>();
    for (Location child : measure.list()) {
      Matcher matcher = STEP.matcher(child.name());
      if (matcher.matches() && Long.parseLong(matcher.group(1)) <= Integer.MAX_VALUE) {
        steps.add(Integer.parseInt(matcher.group(1)));
      }
    }
    steps.sort(Comparator.naturalOrder());
    return steps;
  }

  /** The snapshot of a directory, if its manifest and the lengths of its files are right. */
  private static Optional<Snapshot> opened(Location directory) throws IOException {
    if (!directory.isDirectory()) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(Snapshot.open(directory));
    } catch (SnapshotDamagedException damaged) {
      return Optional.empty();
    }
  }

  /**
   * The snapshot of a step, its files present with the right lengths.
   *
   * @throws UserInputException if there is none; the message lists the steps there are
   * @throws SnapshotDamagedException if there is one and it is damaged; the message names the file
   */
  public Snapshot open(int step) throws IOException {
    Snapshot snapshot = Snapshot.open(directory(step));
    if (snapshot == null) {
      List<Integer> steps = steps();
      throw new UserInputException(
          "no snapshot of step %s in %s%s"
              .formatted(
                  step,
                  measure,
                  steps.isEmpty() ? ": there is none at all" : "; there are " + steps));
    }
    return snapshot;
  }

  /**
   * The newest snapshot, by its manifest and the lengths of its files. One that is half written,
   * because its run was ended, does not count.
   *
   * @throws SnapshotDamagedException if a newer one is damaged; the message names the file
   */
  public Optional<Snapshot> latest() throws IOException {
    List<Integer> steps = directories();
    for (int i = steps.size() - 1; i >= 0; i--) {
      Snapshot snapshot = Snapshot.open(directory(steps.get(i)));
      if (snapshot != null) {
        return Optional.of(snapshot);
      }
    }
    return Optional.empty();
  }

  /** The newest snapshot all of whose bytes are what was written: each file is read once. */
  public Optional<Snapshot> latestValid() throws IOException {
    return latestValid(passedOver -> {});
  }

  /**
   * The same.
   *
   * @param passedOver takes one line about each newer snapshot that is half written or damaged
   */
  public Optional<Snapshot> latestValid(Consumer<String> passedOver) throws IOException {
    List<Integer> steps = directories();
    for (int i = steps.size() - 1; i >= 0; i--) {
      Location directory = directory(steps.get(i));
      try {
        Snapshot snapshot = Snapshot.open(directory);
        if (snapshot != null) {
          snapshot.verify();
          return Optional.of(snapshot);
        }
        passedOver.accept("the snapshot " + directory + " is only half written; passed over");
      } catch (SnapshotDamagedException damaged) {
        passedOver.accept(damaged.getMessage() + "; this snapshot is passed over");
      }
    }
    return Optional.empty();
  }

  /**
   * Removes all but step 0 and the newest snapshots.
   *
   * @param keep how many of the newest stay; null for all
   * @param inUse the steps of those that stay in any case
   */
  public void retain(Integer keep, Set<Integer> inUse) throws IOException {
    if (keep == null) {
      return;
    }
    List<Integer> steps = steps();
    for (int i = 0; i < steps.size() - keep; i++) {
      if (steps.get(i) != 0 && !inUse.contains(steps.get(i))) {
        remove(steps.get(i));
      }
    }
  }

  /**
   * Removes every snapshot, whole or not, of a later step, and of earlier ones what has no
   * manifest: a kill may have come between the two parts of a removal.
   */
  public void dropAfter(int step) throws IOException {
    for (int present : directories()) {
      if (present > step || !directory(present).resolve(SnapshotManifest.NAME).exists()) {
        remove(present);
      }
    }
  }

  /** The manifest goes first, so that a snapshot that is half removed is none. */
  private void remove(int step) throws IOException {
    directory(step).resolve(SnapshotManifest.NAME).deleteRecursively();
    directory(step).deleteRecursively();
  }
}
