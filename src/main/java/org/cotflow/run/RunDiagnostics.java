package org.cotflow.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cotflow.config.Experiment;
import org.cotflow.data.Samples;
import org.cotflow.depth.DepthSolver;
import org.cotflow.depth.Discretization;
import org.cotflow.depth.ParticleLayers;
import org.cotflow.depth.Sweep;
import org.cotflow.depth.Trajectory;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineLayers;
import org.cotflow.run.snapshot.ResumePoint;
import org.cotflow.run.store.LayerSpectrum;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.StepTable;
import org.cotflow.theory.KernelProbe;
import org.cotflow.theory.ParticleSums;

/**
 * Looks at the kernels of a measure while its run goes on, every so many flow steps: two columns of
 * history.csv, and a row for each layer in diagnostics.csv.
 *
 * <p>With full batches the states are those of the step itself, so that a look takes no further
 * pass through depth; with mini-batches, and where states were left out, all training samples are
 * sent forward once more. Particles come layer by layer from the engine. Nothing of it enters the
 * flow.
 */
final class RunDiagnostics implements WatchedSolver.Watcher, AutoCloseable {
  private final RunProblem problem;
  private final Engine engine;
  private final StepTable<LayerSpectrum.Probed> rows;
  private final Map<Integer, KernelProbe> found = new LinkedHashMap<>();
  private long spentNanos;
  private int wanted = -1;

  private RunDiagnostics(RunProblem problem, Engine engine, StepTable<LayerSpectrum.Probed> rows) {
    this.problem = problem;
    this.engine = engine;
    this.rows = rows;
  }

  /**
   * Begins or continues the diagnostics that the configuration asks for.
   *
   * @param point where the run goes on, or null at its beginning
   */
  static RunDiagnostics open(
      RunProblem problem, RunDirectory directory, Engine engine, ResumePoint point)
      throws IOException {
    boolean on = problem.experiment().diagnostics().every() != null;
    StepTable<LayerSpectrum.Probed> rows = on ? directory.writeDiagnostics(point) : null;
    return new RunDiagnostics(problem, engine, rows);
  }

  /** The solver, which lets this look at the layers if anything is to be looked at. */
  DepthSolver watching(DepthSolver solver) {
    return rows == null ? solver : new WatchedSolver(solver, this);
  }

  void begin(int step) {
    boolean now = rows != null && step % problem.experiment().diagnostics().every() == 0;
    wanted = now ? step : -1;
  }

  @Override
  public void passed(ParticleLayers layers, Trajectory trajectory, int leadingRows) {
    if (wanted < 0) {
      return;
    }
    long began = System.nanoTime();
    int step = wanted;
    wanted = -1;
    engine.describe("diagnostics of step " + step);
    Experiment experiment = problem.experiment();
    Discretization discretization = Discretization.of(experiment.network());
    Samples train = problem.data().train();
    double[][] states =
        experiment.flow().batch() == null && trajectory.isComplete()
            ? trajectory.states()
            : new Sweep(discretization)
                .forward(layers, problem.network().embed(train.features()), train.count())
                .states();
    KernelProbe probe =
        KernelProbe.of(
            problem.network(),
            discretization,
            states,
            train.count(),
            ParticleSums.source(
                engine.shape(),
                problem.network().maps(),
                new EngineLayers(engine, engine.shape().blockSize())),
            new KernelProbe.Wanted(
                experiment.diagnostics().spectrum() ? experiment.diagnostics().denseLimit() : null,
                experiment.diagnostics().jacobians(),
                trainsFeatures()));
    found.put(step, probe);
    try {
      for (KernelProbe.Layer layer : probe.layers()) {
        rows.append(new LayerSpectrum.Probed(step, layer));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    engine.describe("step " + step);
    spentNanos += System.nanoTime() - began;
  }

  private boolean trainsFeatures() {
    int d = problem.network().stateDim();
    return problem.network().maps().values().stream()
        .map(map -> map.linear(d))
        .allMatch(of -> of != null && problem.experiment().flow().trains(of.part()));
  }

  /** The findings of a step, or null; they and earlier findings are forgotten. */
  KernelProbe takeFound(int step) {
    KernelProbe probe = found.get(step);
    found.keySet().removeIf(seen -> seen <= step);
    return probe;
  }

  /** Time spent here since the last call; it does not count for the steps. */
  long takeSpentNanos() {
    long spent = spentNanos;
    spentNanos = 0;
    return spent;
  }

  /** What a snapshot remembers of the rows so far; null without diagnostics. */
  ResumePoint.Rows rows() {
    return rows == null ? null : rows.rows();
  }

  void persist() throws IOException {
    if (rows != null) {
      rows.persist();
    }
  }

  @Override
  public void close() throws IOException {
    if (rows != null) {
      rows.close();
    }
  }
}
