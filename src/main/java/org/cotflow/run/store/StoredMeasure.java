package org.cotflow.run.store;

import java.io.IOException;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.data.DataSpec;
import org.cotflow.format.Json;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;
import org.cotflow.run.npz.MeasureArrays;
import org.cotflow.run.npz.MeasureArrays.Surroundings;
import org.cotflow.run.npz.MeasureNpz;
import org.cotflow.run.snapshot.Snapshot;
import org.cotflow.transport.CloudSource;
import org.cotflow.transport.LayerClouds;
import org.cotflow.transport.MeasureClouds;

/**
 * A measure that a user names: a snapshot of a run directory, or an .npz file.
 *
 * @param name as the user wrote it, with the step for a run
 * @param shape with the default block size
 * @param surroundings the network's ends and scalings, as far as they are stored; never null
 * @param run the run it belongs to; null for an .npz file
 */
public record StoredMeasure(
    String name,
    MeasureShape shape,
    MeasureSource source,
    Surroundings surroundings,
    RunDirectory run) {

  /**
   * Opens a measure.
   *
   * @param runOrNpz a run directory, or a file whose name ends in .npz
   * @param step the snapshot of a run; null for its last
   * @throws org.cotflow.base.UserInputException if there is no such measure; for a missing step it
   *     lists those there are
   */
  public static StoredMeasure open(String runOrNpz, Integer step) throws IOException {
    Location place = Locations.of(runOrNpz);
    if (runOrNpz.endsWith(".npz")) {
      int block = ExperimentConfig.defaults().engine().block();
      MeasureArrays contents = MeasureNpz.read(place);
      MeasureShape shape = new MeasureShape(contents.layouts(), contents.widths(), block);
      return new StoredMeasure(runOrNpz, shape, contents.source(), contents.surroundings(), null);
    }
    RunDirectory run = RunDirectory.open(place);
    return of(runOrNpz, run, run.snapshot(step));
  }

  /** The measure of a run at a snapshot. */
  public static StoredMeasure of(String name, RunDirectory run, Snapshot snapshot)
      throws IOException {
    return new StoredMeasure(
        name + " at step " + snapshot.step(),
        snapshot.shape(ExperimentConfig.defaults().engine().block()),
        snapshot.source(),
        NetworkFile.read(run.location()).surroundings(ReadingFields.of(run.experiment().data())),
        run);
  }

  /** The particles as clouds of points. */
  public MeasureClouds clouds() {
    return new MeasureClouds(shape, source);
  }

  /**
   * How the data were read that it was trained on; null for an .npz file that is none of ours.
   *
   * @throws org.cotflow.base.UserInputException if the file does not say it as an export does
   */
  public DataSpec dataReading() throws IOException {
    if (run != null) {
      return run.experiment().data();
    }
    try {
      return surroundings.meta() == null
          ? null
          : ReadingFields.read(Json.parse(surroundings.meta()));
    } catch (UserInputException | IOException | IllegalArgumentException wrong) {
      throw NetworkFile.foreignMeta(name, wrong);
    }
  }

  /**
   * What is needed besides the particles to use the network.
   *
   * @throws org.cotflow.base.UserInputException if it is an .npz file that does not say it all
   */
  public NetworkFile network() {
    return NetworkFile.of(surroundings, name);
  }

  /** Writes the measure as an .npz file, whole or not at all. */
  public void writeNpz(Location file) throws IOException {
    writeNpz(file, shape, source);
  }

  /**
   * Writes other particles with this measure's surroundings as an .npz file, whole or not at all.
   *
   * @param clouds of particles with this measure's layout
   */
  public void writeNpz(Location file, LayerClouds clouds) throws IOException {
    CloudSource particles = CloudSource.of(shape.layouts(), clouds);
    writeNpz(file, particles.shape(shape.blockSize()), particles);
  }

  private void writeNpz(Location file, MeasureShape itsShape, MeasureSource particles)
      throws IOException {
    Location half = Locations.of(file + ".part");
    MeasureNpz.write(half, itsShape, particles, surroundings);
    half.renameTo(file);
  }
}
