package org.cotflow.run.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Map;
import org.cotflow.base.Location;
import org.cotflow.format.Json;
import org.cotflow.network.Metrics;

/**
 * The outcome of a run, as in summary.json; null where a field does not apply.
 *
 * @param bestStep the recorded step with the smallest risk of the validation part
 * @param bestValidationRisk its risk
 * @param certified true where the run ended because its convergence was proved
 * @param steps flow steps done
 * @param secondsPerStep the median
 * @param pairsPerSecond (particle, sample) pairs a second
 * @param sparkJobsPerStep all jobs after the 10th step, snapshots apart, divided by the steps
 * @param measureDigest of the last particles
 * @param metrics of the last measure for each part that has samples: train, validation, test
 */
public record RunSummary(
    Double risk,
    Double validationRisk,
    Double testRisk,
    Double trainAccuracy,
    Double validationAccuracy,
    Double testAccuracy,
    Double trainR2,
    Double validationR2,
    Double testR2,
    Integer bestStep,
    Double bestValidationRisk,
    Boolean certified,
    int steps,
    double flowTime,
    Double secondsPerStep,
    Double pairsPerSecond,
    Double sparkJobsPerStep,
    String measureDigest,
    Map<String, Metrics> metrics) {
  void write(Location runDirectory) throws IOException {
    RunFile.SUMMARY.in(runDirectory).replaceText(Json.render(this));
  }

  /**
   * Reads a run's summary; null where there is none.
   *
   * @throws org.cotflow.base.UserInputException if it is damaged
   */
  public static RunSummary read(Location runDirectory) throws IOException {
    try {
      return Json.read(RunFile.SUMMARY.in(runDirectory), RunSummary.class);
    } catch (FileNotFoundException none) {
      return null;
    }
  }
}
