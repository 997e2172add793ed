package org.cotflow.run.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cotflow.analysis.CertificateVerification;
import org.cotflow.analysis.CertificateVerificationTest;
import org.cotflow.analysis.Certification;
import org.cotflow.analysis.CertifiedRun;
import org.cotflow.analysis.StoredStart;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.engine.EngineFactory;
import org.cotflow.engine.Workplace;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.format.Json;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.run.RunMonitor;
import org.cotflow.run.RunProblem;
import org.cotflow.run.TrainingRun;
import org.cotflow.theory.certificate.Certificate;
import org.cotflow.theory.certificate.NaiveFlow;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trained network of relu: its certificate, what the check refuses of it, and its ball. */
class ReluCertificateTest {
  private static final Workplace HERE = Workplace.inProcess(1);
  private static final double STEP = 0.015;
  private static final int STEPS = 160;

  @TempDir static Path directory;
  private static Location run;
  private static Certification certification;
  private static Certified certified;
  private static String text;

  private static RunProblem problem(int steps, String... further) {
    List<String> sets =
        new ArrayList<>(
            List.of(
                "data.samples=3",
                "data.test-fraction=0",
                "network.depth=2",
                "network.width=[20,13]",
                "network.activation=relu",
                "network.scale=8",
                "init.w.std=1",
                "flow.multipliers.u=1.5",
                "flow.multipliers.b=0.5",
                "engine.threads=1"));
    sets.add("flow.step=" + STEP);
    sets.add("flow.steps=" + steps);
    sets.addAll(List.of(further));
    return RunProblem.of(ExperimentConfig.load("moons", sets.toArray(String[]::new)));
  }

  @BeforeAll
  static void trainAndCertify() throws IOException {
    run = Locations.of(directory.resolve("run").toString());
    TrainingRun.start(problem(STEPS), run, EngineFactory.inProcess(1), RunMonitor.NONE);
    certification = Certification.of(StoredStart.open(run, null, List.of()), HERE);
    certified = certification.certified(HERE);
    text = CertificateJson.text(certified);
  }

  private static String failing(String content) throws IOException {
    Path file = directory.resolve("changed.json");
    Files.writeString(file, content);
    return CertificateVerification.of(Locations.of(file.toString()), run).failing();
  }

  @Test
  void theStatementIsOneOfTheInclusion() throws IOException {
    assertTrue(certified.certificate().holds());
    assertNull(certified.whole());
    Map<String, Object> file = Json.parse(text).values();
    assertEquals("differential inclusion", file.get("flow"));
    assertTrue(file.get("statement").toString().contains("differential inclusion"));
    assertNull(file.get("statementOfSteps"));
    Map<?, ?> proof = (Map<?, ?>) file.get("proof");
    assertNull(proof.get("curvature"));
    assertNull(proof.get("supremum"));
    assertNull(failing(text));
  }

  /** By 10^-6 of itself, in the direction that claims more. */
  @Test
  void everyConstantThatClaimsMoreIsRefused() throws IOException {
    List<String> paths = new ArrayList<>();
    CertificateVerificationTest.collect(Json.parse(text).values().get("proof"), "", paths);
    int refused = 0;
    for (String path : paths) {
      Map<String, Object> changed = Json.parse(text).values();
      String name = path.substring(path.lastIndexOf('/') + 1);
      double part = CertificateVerificationTest.FROM_BELOW.contains(name) ? 1e-6 : -1e-6;
      CertificateVerificationTest.change(changed.get("proof"), path, 1 + part);
      String failing = failing(Json.render(changed));
      assertTrue(failing != null, path + " is not refused");
      refused += failing.startsWith(name) ? 1 : 0;
    }
    assertTrue(refused > 30, refused + " of " + paths.size());
  }

  @Test
  void whatOnlySmoothActivationsHaveIsRefused() throws IOException {
    assertEquals("curvature", failing(text.replace("\"curvature\": null", "\"curvature\": 1.0")));
    assertEquals("supremum", failing(text.replace("\"supremum\": null", "\"supremum\": 1.0")));
    String jacobians = text.replace("\"estimate\": \"norms\"", "\"estimate\": \"jacobians\"");
    assertTrue(failing(jacobians) != null && !jacobians.equals(text));
    String ball = Json.render(Json.parse(text).object("proof").object("ball").values()).strip();
    String whole =
        "\"whole\": {\"smallestTangent\": 1e-9, \"largestTangent\": 1e9, \"growth\": 9,"
            + " \"largestOutgoing\": 99, \"largestInput\": 99, \"inputSquare\": 999, \"ball\":"
            + " null}";
    String withWhole = text.replace("\"whole\": null", whole);
    assertEquals("whole, steps", failing(withWhole));
    String steps =
        "\"steps\": {\"ball\": " + ball + ", \"riskCurvature\": 1e9, \"largestStep\": 1e-12}";
    assertEquals("whole, steps", failing(withWhole.replace("\"steps\": null", steps)));
    assertFalse(withWhole.replace("\"steps\": null", steps).equals(withWhole));
    String smooth = withWhole.replace("\"curvature\": null", "\"curvature\": 0.0");
    assertEquals("curvature", failing(smooth.replace("\"steps\": null", steps)));
  }

  @Test
  void fiveHundredMeasuresInTheBallDoNotBreakTheBound() {
    RunProblem problem = certification.problem();
    Certificate certificate = certified.certificate();
    PartMultipliers multipliers =
        PartMultipliers.of(problem.experiment().flow(), problem.shape().layout(0), true);
    SurvivalTest.assertNothingBreaks(
        new NaiveFlow(problem.network(), problem.data().train(), multipliers),
        HeldMeasure.of(problem.shape(), problem.initial()),
        certificate.bound(),
        certificate.loss());
  }

  @Test
  void theRunStaysInsideForTenTimesItsLength() {
    RunProblem longer = problem(10 * STEPS, "output.record-every=1");
    RunProblem stored = certification.problem();
    RunProblem on =
        new RunProblem(
            longer.experiment(), longer.data(), longer.network(), stored.shape(), stored.initial());
    CertifiedRun compared = CertifiedRun.of(on, certified.certificate(), RunMonitor.NONE);
    assertEquals(10 * STEPS + 1, compared.rows().size());
    assertTrue(compared.holds());
    assertTrue(compared.largestDistanceRatio() > 0.01, "it moves");
  }
}
