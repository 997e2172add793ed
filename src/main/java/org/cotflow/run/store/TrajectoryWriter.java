package org.cotflow.run.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.Location;
import org.cotflow.config.TrajectorySpec;
import org.cotflow.engine.Engine;
import org.cotflow.format.RowFile;
import org.cotflow.run.snapshot.ResumePoint;

/**
 * Writes a run's trajectories.csv: where the followed particles are at each recorded step, one row
 * per step and particle, layer by layer. Doubles read back to the same bits.
 */
public final class TrajectoryWriter implements AutoCloseable {
  static final String NAME = "trajectories.csv";

  private final TrajectorySpec spec;
  private final RowFile file;

  private TrajectoryWriter(TrajectorySpec spec, RowFile file) {
    this.spec = spec;
    this.file = file;
  }

  /**
   * Begins the file, or goes on with it; null where nothing is followed.
   *
   * @param stateDim d
   * @param point where the run goes on, or null at its beginning; rows from its step on are
   *     dropped, since that step is going to be recorded again
   */
  public static TrajectoryWriter open(
      Location runDirectory, TrajectorySpec spec, int stateDim, ResumePoint point)
      throws IOException {
    Location file = runDirectory.resolve(NAME);
    List<String> old = point == null ? List.of() : RowFile.lines(file);
    if (!spec.isOn() && old.isEmpty()) {
      return null;
    }
    List<String> lines = new ArrayList<>(List.of(header(stateDim)));
    old.stream().skip(1).filter(line -> isBefore(line, point.step())).forEach(lines::add);
    RowFile rows = RowFile.start(runDirectory, NAME, lines);
    return new TrajectoryWriter(spec, rows);
  }

  private static String header(int stateDim) {
    StringBuilder line = new StringBuilder("step,flow_time,layer,particle");
    for (String block : List.of("u", "w")) {
      for (int j = 0; j < stateDim; j++) {
        line.append(',').append(block).append('_').append(j);
      }
    }
    return line.append(",b").toString();
  }

  private static boolean isBefore(String line, int step) {
    String own = line.substring(0, Math.max(0, line.indexOf(',')));
    return own.matches("\\d{1,10}") && Long.parseLong(own) < step;
  }

  /** Appends the followed particles that the engine holds. */
  public void append(int step, double flowTime, Engine engine) throws IOException {
    if (!spec.isOn()) {
      return;
    }
    for (TrajectorySink.Followed part : engine.store(new TrajectorySink(spec))) {
      for (TrajectorySink.Particle particle : part.particles()) {
        StringBuilder line = new StringBuilder();
        line.append(step).append(',').append(flowTime).append(',').append(particle.layer());
        line.append(',').append(particle.index());
        for (double value : particle.values()) {
          line.append(',').append(value);
        }
        file.append(line.toString());
      }
    }
  }

  /** Makes the rows durable; to be called before a snapshot is committed. */
  public void persist() throws IOException {
    file.persist();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
