package org.cotflow.experiment;

import java.io.IOException;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;

/**
 * A measure that a user names: a snapshot of a run directory, or an .npz file.
 *
 * @param name as the user wrote it, with the step for a run
 * @param shape with the default block size
 */
public record StoredMeasure(String name, MeasureShape shape, MeasureSource source) {

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
    int block = ExperimentConfig.defaults().engine().block();
    if (runOrNpz.endsWith(".npz")) {
      MeasureNpz.Contents contents = MeasureNpz.read(place);
      MeasureShape shape = new MeasureShape(contents.stateDim(), contents.widths(), block);
      return new StoredMeasure(runOrNpz, shape, contents.source());
    }
    Snapshot snapshot = RunDirectory.open(place).snapshot(step);
    return new StoredMeasure(
        runOrNpz + " at step " + snapshot.step(), snapshot.shape(block), snapshot.source());
  }
}
