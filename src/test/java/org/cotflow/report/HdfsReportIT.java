package org.cotflow.report;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.PlainDigits;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.engine.EngineFactory;
import org.cotflow.report.live.LiveServer;
import org.cotflow.run.RunMonitor;
import org.cotflow.run.RunProblem;
import org.cotflow.run.TrainingRun;
import org.cotflow.run.store.RunDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a Hadoop file system have their reports beside them too. */
@ExtendWith(PlainDigits.class)
class HdfsReportIT {
  @TempDir Path directory;

  @Test
  void aRunOnHdfsIsReported() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.toString());
    try (MiniDFSCluster cluster =
        new MiniDFSCluster.Builder(configuration).numDataNodes(1).build()) {
      cluster.waitActive();
      Location run = Locations.of(cluster.getURI() + "/runs/far");
      ReportedRuns.train(run.toString(), "network.depth=2");
      Report.write(RunDirectory.open(run), null);
      String page;
      try (var in = run.resolve("report.html").openRead()) {
        page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
      assertTrue(page.contains("<h1>Cotflow run far</h1>"));
      assertTrue(page.contains("<h3>Particles by layer</h3>"));
      assertTrue(page.contains("train " + run + "/config.conf --out"));
      assertTrue(Report.of(List.of(run)).plain().contains("Energy balance"));
      isFollowed(Locations.of(cluster.getURI() + "/runs/going-on"));
    }
  }

  /** The page of a run is read at its sixth step, and again after its end. */
  private static void isFollowed(Location place) throws IOException {
    List<String> pages = new ArrayList<>();
    RunMonitor reader =
        new RunMonitor() {
          @Override
          public void at(int step) {
            if (step == 6) {
              pages.add(page(place));
            }
          }
        };
    String[] sets = {
      "flow.steps=12",
      "data.samples=40",
      "network.width=16",
      "network.depth=2",
      "output.dir=\"" + place + "\""
    };
    TrainingRun.start(
        RunProblem.of(ExperimentConfig.load("moons", sets)), EngineFactory.inProcess(1), reader);
    String meanwhile = pages.get(0);
    assertTrue(meanwhile.contains(">running</dd>"), meanwhile);
    assertTrue(meanwhile.contains("6 of 12"), meanwhile);
    assertTrue(meanwhile.contains("<h3>Risk</h3>"), meanwhile);
    assertTrue(page(place).contains(">ended</dd>"), "the run has ended");
  }

  private static String page(Location place) {
    try (LiveServer server = LiveServer.start(List.of(place), 0);
        InputStream in = server.address().toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
