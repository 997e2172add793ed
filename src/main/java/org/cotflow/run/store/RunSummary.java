package org.cotflow.run.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cotflow.base.Location;
import org.cotflow.format.Json;

/**
 * The outcome of a run, as in summary.json; null where a field does not apply.
 *
 * @param steps flow steps done
 * @param secondsPerStep the median
 * @param pairsPerSecond (particle, sample) pairs a second
 * @param sparkJobsPerStep all jobs after the 10th step, snapshots apart, divided by the steps
 * @param measureDigest of the last particles
 */
public record RunSummary(
    Double risk,
    Double testRisk,
    Double trainAccuracy,
    Double testAccuracy,
    Double trainR2,
    Double testR2,
    int steps,
    double flowTime,
    Double secondsPerStep,
    Double pairsPerSecond,
    Double sparkJobsPerStep,
    String measureDigest) {
  void write(Location runDirectory) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("risk", risk);
    fields.put("testRisk", testRisk);
    fields.put("trainAccuracy", trainAccuracy);
    fields.put("testAccuracy", testAccuracy);
    fields.put("trainR2", trainR2);
    fields.put("testR2", testR2);
    fields.put("steps", steps);
    fields.put("flowTime", flowTime);
    fields.put("secondsPerStep", secondsPerStep);
    fields.put("pairsPerSecond", pairsPerSecond);
    fields.put("sparkJobsPerStep", sparkJobsPerStep);
    fields.put("measureDigest", measureDigest);
    RunFile.SUMMARY.in(runDirectory).replace(Json.render(fields).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a run's summary; null where there is none.
   *
   * @throws IOException if it is damaged; the message names the file
   */
  public static RunSummary read(Location runDirectory) throws IOException {
    Location file = RunFile.SUMMARY.in(runDirectory);
    try (InputStream in = file.openRead()) {
      Json.Fields fields = Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      return new RunSummary(
          fields.numberOrNull("risk"),
          fields.numberOrNull("testRisk"),
          fields.numberOrNull("trainAccuracy"),
          fields.numberOrNull("testAccuracy"),
          fields.numberOrNull("trainR2"),
          fields.numberOrNull("testR2"),
          fields.number("steps").intValue(),
          fields.number("flowTime").doubleValue(),
          fields.numberOrNull("secondsPerStep"),
          fields.numberOrNull("pairsPerSecond"),
          fields.numberOrNull("sparkJobsPerStep"),
          fields.textOrNull("measureDigest"));
    } catch (FileNotFoundException e) {
      return null;
    } catch (IOException e) {
      throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
