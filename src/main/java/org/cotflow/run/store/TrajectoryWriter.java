package org.cotflow.run.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.cotflow.base.Location;
import org.cotflow.config.TrajectorySpec;
import org.cotflow.engine.Engine;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.ParticleLayout.Part;
import org.cotflow.run.snapshot.ResumePoint;

/**
 * Writes a run's trajectories.csv: where the followed particles are at each recorded step, one row
 * for each step and particle, layer by layer.
 */
public final class TrajectoryWriter implements AutoCloseable {
  private final TrajectorySpec spec;
  private final StepTable<Row> table;

  private record Row(int step, double flowTime, TrajectorySink.Particle particle) {}

  private TrajectoryWriter(TrajectorySpec spec, StepTable<Row> table) {
    this.spec = spec;
    this.table = table;
  }

  /**
   * Begins the file, or goes on with it; null where no particle is followed.
   *
   * @param layouts of the particles of each layer; a cell is empty where a layer lacks the part
   * @param point where the run goes on, or null at its beginning; rows from its step on are
   *     dropped, since that step is going to be recorded again
   */
  public static TrajectoryWriter open(
      Location run, TrajectorySpec spec, LayerCycle<ParticleLayout> layouts, ResumePoint point)
      throws IOException {
    boolean goesOn =
        point != null
            && (RunFile.TRAJECTORIES.in(run).exists()
                || point.tables().containsKey(RunFile.TRAJECTORIES.fileName()));
    return spec.isOn() || goesOn
        ? new TrajectoryWriter(
            spec, StepTable.open(run, RunFile.TRAJECTORIES, columns(layouts), point))
        : null;
  }

  private static List<StepTable.Column<Row>> columns(LayerCycle<ParticleLayout> layouts) {
    List<StepTable.Column<Row>> columns = new ArrayList<>();
    add(columns, "step", Row::step);
    add(columns, "flow_time", Row::flowTime);
    add(columns, "layer", row -> row.particle().layer());
    add(columns, "particle", row -> row.particle().index());
    Set<String> names = new LinkedHashSet<>();
    LayerCycle<List<String>> cells = layouts.map(TrajectoryWriter::cells);
    cells.values().forEach(names::addAll);
    for (String name : names) {
      LayerCycle<Integer> places = cells.map(own -> own.indexOf(name));
      add(columns, name, row -> cell(row.particle(), places.at(row.particle().layer())));
    }
    return columns;
  }

  /** A name for each number of a particle. */
  private static List<String> cells(ParticleLayout layout) {
    List<String> cells = new ArrayList<>();
    for (Part part : layout.parts()) {
      for (int j = 0; j < part.size(); j++) {
        cells.add(part.single() ? part.name() : part.name() + "_" + j);
      }
    }
    return cells;
  }

  private static Double cell(TrajectorySink.Particle particle, int place) {
    return place < 0 ? null : (Double) particle.values()[place];
  }

  private static void add(List<StepTable.Column<Row>> columns, String name, Function<Row, ?> cell) {
    columns.add(new StepTable.Column<>(name, cell));
  }

  /** Appends the followed particles that the engine holds. */
  public void append(int step, double flowTime, Engine engine) throws IOException {
    if (!spec.isOn()) {
      return;
    }
    for (TrajectorySink.Followed part : engine.store(new TrajectorySink(spec))) {
      for (TrajectorySink.Particle particle : part.particles()) {
        table.append(new Row(step, flowTime, particle));
      }
    }
  }

  /** What a snapshot remembers of the rows so far. */
  public ResumePoint.Rows rows() {
    return table.rows();
  }

  /** Makes the rows durable; to be called before a snapshot is committed. */
  public void persist() throws IOException {
    table.persist();
  }

  @Override
  public void close() throws IOException {
    table.close();
  }
}
