package org.cotflow.report;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.run.store.RunDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a Hadoop file system have their reports beside them too. */
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
    }
  }
}
