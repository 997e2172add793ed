package org.cotflow.run.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.cotflow.base.LocalFiles;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.PlainDigits;
import org.cotflow.base.UserInputException;
import org.cotflow.config.ExperimentSource;
import org.cotflow.kernel.Neuron;
import org.cotflow.measure.MeasureDigest;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.RandomParticles;
import org.cotflow.run.snapshot.PartReceipt;
import org.cotflow.run.snapshot.ResumePoint;
import org.cotflow.run.snapshot.Snapshot;
import org.cotflow.run.snapshot.SnapshotSink;
import org.cotflow.sweep.ExperimentSweep;
import org.cotflow.sweep.SweepMonitor;
import org.cotflow.sweep.SweepSummary;
import org.cotflow.sweep.ThreadRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A run directory on a real HDFS. */
@ExtendWith(PlainDigits.class)
class HdfsRunDirectoryIT {
  private static final MeasureShape SHAPE =
      new MeasureShape(Neuron.layout(2), new int[] {50, 7}, 16);
  private static final RandomParticles PARTICLES = new RandomParticles(3);

  @TempDir static Path directory;
  private static MiniDFSCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.toString());
    cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    cluster.waitActive();
  }

  @AfterAll
  static void stop() {
    cluster.shutdown(true);
  }

  private static HistoryRow row(int step) {
    return new HistoryRow(
        Map.of(
            HistoryColumn.STEP,
            step,
            HistoryColumn.FLOW_TIME,
            step / 3.0,
            HistoryColumn.RISK,
            1.0 / (step + 1),
            HistoryColumn.WALL_SECONDS,
            (double) step));
  }

  private static Snapshot snapshot(RunDirectory run, int step, long rows) throws IOException {
    List<PartReceipt> parts = new ArrayList<>();
    SnapshotSink sink = run.snapshots().begin(step);
    parts.add(sink.write(SHAPE, 2, 5, PARTICLES.blocks(SHAPE, 2, 5)));
    parts.add(sink.write(SHAPE, 0, 2, PARTICLES.blocks(SHAPE, 0, 2)));
    ResumePoint point =
        new ResumePoint(step, 0.5, rows, null, 1.5, Map.of("velocity", new double[] {0.1}));
    return run.snapshots().commit(SHAPE, parts, point);
  }

  @Test
  void aRunIsWrittenLockedAndResumed() throws IOException {
    Location location = Locations.of(cluster.getURI() + "/runs/a");
    assertTrue(LocalFiles.path(location).isEmpty());
    try (RunDirectory run = RunDirectory.create(location, "x = 1")) {
      assertThrows(UserInputException.class, () -> RunDirectory.resume(location));
      try (StepTable<HistoryRow> history = run.writeHistory(false, null)) {
        for (int step = 0; step < 4; step++) {
          history.append(row(step));
          assertEquals(step + 1, run.history().rows().size(), "a row is there once appended");
        }
        history.persist();
        Snapshot written = snapshot(run, 3, history.rowCount());
        assertEquals(MeasureDigest.of(SHAPE, PARTICLES), written.measureDigest());
        history.append(row(4));
      }
    }
    try (RunDirectory run = RunDirectory.resume(location)) {
      run.snapshots().begin(5).write(SHAPE, 0, 2, PARTICLES.blocks(SHAPE, 0, 2));
      Snapshot snapshot = run.snapshots().latestValid().orElseThrow();
      assertEquals(3, snapshot.step());
      assertEquals(
          MeasureDigest.of(SHAPE, PARTICLES),
          MeasureDigest.of(snapshot.shape(7), snapshot.source()));
      run.snapshots().dropAfter(3);
      ResumePoint point = snapshot.resumePoint();
      assertEquals(0.1, point.memory().get("velocity")[0]);
      try (StepTable<HistoryRow> history = run.writeHistory(false, point)) {
        assertEquals(4, history.rowCount());
        history.append(row(4));
      }
      assertEquals(List.of(row(0), row(1), row(2), row(3), row(4)), run.history().rows());
    }
    assertEquals(
        List.of("config.conf", "history.csv", "measure"),
        location.list().stream().map(Location::name).toList());
  }

  @Test
  void aSweepLeavesTheSameTablesAsOnTheLocalDisk(@TempDir Path local) throws IOException {
    ExperimentSource source =
        ExperimentSource.load(
            "moons",
            List.of(
                "data.samples=20",
                "flow.steps=2",
                "sweep.network.width=[3,5]",
                "sweep.reference.network.width=9"),
            Map.of(),
            false);
    Location there = Locations.of(cluster.getURI() + "/sweeps/a");
    Location here = Locations.of(local.resolve("a").toString());
    for (Location place : List.of(there, here, there)) { // the last time all is done already
      SweepSummary summary =
          ExperimentSweep.of(source).run(place, ThreadRunner.of(2), SweepMonitor.NONE);
      assertEquals(2, summary.done());
    }
    try (InputStream one = there.resolve("runs.csv").openRead();
        InputStream other = here.resolve("runs.csv").openRead()) {
      assertEquals(new String(other.readAllBytes(), UTF_8), new String(one.readAllBytes(), UTF_8));
    }
  }
}
