package org.cotflow.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.analysis.CertificateVerification;
import org.cotflow.analysis.Certification;
import org.cotflow.analysis.StoredStart;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.engine.EngineFactory;
import org.cotflow.engine.Workplace;
import org.cotflow.flow.TrainingLoop;
import org.cotflow.run.certificate.CertificateJson;
import org.cotflow.run.store.RunSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCertificatesTest {
  @TempDir Path directory;

  private static List<String> sets(String... further) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "data.samples=4",
                "data.test-fraction=0",
                "network.depth=2",
                "network.width=32",
                "network.activation=cos",
                "init.w.std=2",
                "init.b.std=3",
                "flow.step=2",
                "flow.steps=300",
                "output.snapshot-every=30",
                "engine.block=8",
                "flow.stop.certified=true"));
    all.addAll(List.of(further));
    return all;
  }

  /** The same certificates on any number of threads, resumed or not, and those of certify. */
  @Test
  void aRunEndsWhenItsConvergenceIsProved() throws IOException {
    Path one = directory.resolve("one");
    RunBits bits = RunBits.train("moons", sets(), one, EngineFactory.inProcess(1));
    RunSummary summary = RunSummary.read(Locations.of(one.toString()));
    assertTrue(summary.certified());
    assertTrue(summary.steps() > 10 && summary.steps() < 300, summary.toString());
    assertEquals(0, summary.steps() % 10);
    List<String> rows = Files.readAllLines(one.resolve("certificates.csv"));
    assertEquals(2 + summary.steps() / 10, rows.size());
    for (String row : rows.subList(1, rows.size())) {
      assertEquals(row.equals(rows.get(rows.size() - 1)), row.contains(",true,"), row);
    }
    Certification again =
        Certification.of(
            StoredStart.open(Locations.of(one.toString()), null, List.of()),
            Workplace.inProcess(1));
    assertTrue(again.certificate().holds());
    String file = Files.readString(one.resolve("certificate.json"));
    assertEquals(CertificateJson.text(again.certified(Workplace.inProcess(1))), file);
    assertNull(CertificateVerification.of(Locations.of(one + "/certificate.json"), null).failing());
    assertTrue(rows.get(rows.size() - 1).contains("," + again.certificate().bound() + ","));

    Path two = directory.resolve("two");
    RunBits.train("moons", sets("flow.steps=35"), two, EngineFactory.inProcess(2));
    RunBits.resume(two, EngineFactory.inProcess(2), "flow.steps=300");
    bits.assertSame(RunBits.of(two), "resumed");
    assertEquals(rows, Files.readAllLines(two.resolve("certificates.csv")));
    assertEquals(
        file.replace(one.toString(), two.toString()),
        Files.readString(two.resolve("certificate.json")));

    TrainedMeasure held =
        TrainedMeasure.of(ExperimentConfig.load("moons", sets().toArray(String[]::new)));
    assertEquals(TrainingLoop.End.CERTIFIED, held.end());
    assertEquals(bits.digest(), held.summary().measureDigest());
  }

  @Test
  void whatCannotBeCertifiedIsRefusedBeforeTheRun() {
    for (String wrong : List.of("flow.batch=2", "network.loss=cross-entropy")) {
      UserInputException refusal =
          assertThrows(
              UserInputException.class,
              () -> RunBits.problem("moons", sets(wrong), directory.resolve("none")));
      assertTrue(refusal.getMessage().startsWith("certify: "), refusal.getMessage());
    }
  }
}
