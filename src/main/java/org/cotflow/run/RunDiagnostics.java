package org.cotflow.run;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cotflow.config.Experiment;
import org.cotflow.data.Samples;
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
final class RunDiagnostics extends StepWatch<LayerSpectrum.Probed> {
  private final RunProblem problem;
  private final Map<Integer, KernelProbe> found = new LinkedHashMap<>();

  private RunDiagnostics(RunProblem problem, Engine engine, StepTable<LayerSpectrum.Probed> rows) {
    super(engine, "diagnostics", problem.experiment().diagnostics().every(), rows);
    this.problem = problem;
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

  @Override
  void look(int step, ParticleLayers layers, Trajectory trajectory) throws IOException {
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
                engine().shape(),
                problem.network().maps(),
                new EngineLayers(engine(), engine().shape().blockSize())),
            new KernelProbe.Wanted(
                experiment.diagnostics().spectrum() ? experiment.diagnostics().denseLimit() : null,
                experiment.diagnostics().jacobians(),
                trainsFeatures()));
    found.put(step, probe);
    for (KernelProbe.Layer layer : probe.layers()) {
      table().append(new LayerSpectrum.Probed(step, layer));
    }
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

  /** What a snapshot remembers of the rows so far; null without diagnostics. */
  ResumePoint.Rows rows() {
    return table() == null ? null : table().rows();
  }
}
