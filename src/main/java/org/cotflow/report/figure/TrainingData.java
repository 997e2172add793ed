package org.cotflow.report.figure;

import java.io.IOException;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.data.PreparedData;
import org.cotflow.data.Samples;
import org.cotflow.data.source.DataSources;

/**
 * The training samples of a run, read again for its report.
 *
 * @param samples features and targets, scaled
 * @param classNames empty for a regression
 */
public record TrainingData(Samples samples, java.util.List<String> classNames) {
  /** Larger files are not read again for a picture. */
  private static final long LARGEST_FILE = 32L << 20;

  /** The data of a run; null where they are large, missing, or not those it was trained on. */
  public static TrainingData of(ReportedRun run) {
    if (run.experiment() == null) {
      return null;
    }
    try {
      String source = run.experiment().data().source();
      int colon = source.indexOf(':');
      if (colon >= 0 && !isSmallFile(Locations.of(source.substring(colon + 1)))) {
        return null;
      }
      PreparedData data = DataSources.prepare(run.experiment().data());
      String digest = run.provenance().get("dataDigest");
      return digest == null || digest.equals(data.digest())
          ? new TrainingData(data.train(), data.classNames())
          : null;
    } catch (IOException | UserInputException gone) {
      return null;
    }
  }

  private static boolean isSmallFile(Location file) throws IOException {
    return file.exists() && !file.isDirectory() && file.length() <= LARGEST_FILE;
  }
}
