package org.cotflow.run.snapshot;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Map;
import org.cotflow.base.Location;
import org.cotflow.base.Sha256;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.measure.MeasureShape;

/** A complete snapshot: the particles and the state of a flow after one of its steps. */
public final class Snapshot {
  private final Location directory;
  private final SnapshotManifest manifest;

  private Snapshot(Location directory, SnapshotManifest manifest) {
    this.directory = directory;
    this.manifest = manifest;
  }

  /**
   * Opens a snapshot, checking its manifest and the presence and length of its files; null where
   * there is no manifest.
   *
   * @throws SnapshotDamagedException if the manifest is damaged, or a file is missing or of another
   *     length; the message names the file
   */
  static Snapshot open(Location directory) throws IOException {
    SnapshotManifest manifest = SnapshotManifest.read(directory);
    if (manifest == null) {
      return null;
    }
    for (PartFile part : manifest.parts()) {
      requireLength(directory.resolve(part.file()), part.bytes());
    }
    if (manifest.state() != null) {
      requireLength(directory.resolve(manifest.state().file()), manifest.state().bytes());
    }
    return new Snapshot(directory, manifest);
  }

  private static void requireLength(Location file, long bytes) throws IOException {
    long length;
    try {
      length = file.length();
    } catch (FileNotFoundException e) {
      throw new SnapshotDamagedException("snapshot file " + file + " is missing", e);
    }
    if (length != bytes) {
      throw new SnapshotDamagedException(
          "snapshot file " + file + " has " + length + " bytes, its manifest says " + bytes);
    }
  }

  /**
   * Reads every file and compares its SHA-256 with the manifest's.
   *
   * @throws SnapshotDamagedException naming the first file that differs
   */
  public void verify() throws IOException {
    for (PartFile part : manifest.parts()) {
      Location file = directory.resolve(part.file());
      if (!Sha256.of(file).equals(part.sha256())) {
        throw new SnapshotDamagedException(
            "snapshot file " + file + " is damaged: its SHA-256 differs");
      }
    }
    resumePoint();
  }

  public int step() {
    return manifest.step();
  }

  public double flowTime() {
    return manifest.flowTime();
  }

  public int stateDim() {
    return manifest.stateDim();
  }

  public LayerCycle<ParticleLayout> layouts() {
    return manifest.particles();
  }

  /** M_k for each layer. */
  public int[] widths() {
    return manifest.widths().clone();
  }

  public String measureDigest() {
    return manifest.measureDigest();
  }

  /** The shape of the particles, cut into blocks of the given size. */
  public MeasureShape shape(int blockSize) {
    return manifest.shape(blockSize);
  }

  /** The particles. */
  public SnapshotSource source() {
    return new SnapshotSource(directory, manifest.shape(1), manifest.parts());
  }

  /**
   * Where the flow goes on.
   *
   * @throws SnapshotDamagedException if the file of the further state is damaged
   */
  public ResumePoint resumePoint() throws IOException {
    return new ResumePoint(
        manifest.step(),
        manifest.flowTime(),
        manifest.historyRows(),
        manifest.historyDigest(),
        manifest.wallSeconds(),
        manifest.state() == null ? Map.of() : manifest.state().read(directory),
        tables());
  }

  /**
   * The rows of history.csv up to this step; their digest is null in snapshots of earlier versions.
   */
  public ResumePoint.Rows historyRows() {
    return new ResumePoint.Rows(manifest.historyRows(), manifest.historyDigest());
  }

  /** The rows of other tables at this step, by file name; none in snapshots of earlier versions. */
  public Map<String, ResumePoint.Rows> tables() {
    return manifest.tables() == null ? Map.of() : manifest.tables();
  }

  int generation() {
    return manifest.generation();
  }

  /** Whether a file of the directory belongs to the snapshot. */
  boolean holds(String name) {
    return name.equals(SnapshotManifest.NAME)
        || (manifest.state() != null && name.equals(manifest.state().file()))
        || manifest.parts().stream().anyMatch(part -> part.file().equals(name));
  }
}
