package org.cotflow.analysis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.config.Experiment;
import org.cotflow.data.PreparedData;
import org.cotflow.data.source.DataSources;
import org.cotflow.depth.Discretization;
import org.cotflow.engine.Engine;
import org.cotflow.engine.Workplace;
import org.cotflow.flow.LayerMultipliers;
import org.cotflow.format.Json;
import org.cotflow.measure.MeasureShape;
import org.cotflow.network.Network;
import org.cotflow.run.snapshot.Snapshot;
import org.cotflow.run.snapshot.Snapshots;
import org.cotflow.run.store.HistoryColumn;
import org.cotflow.run.store.HistoryRow;
import org.cotflow.run.store.NetworkFile;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.RunFile;
import org.cotflow.theory.DecayFit;
import org.cotflow.theory.GradientProfile;
import org.cotflow.theory.KernelTasks;
import org.cotflow.theory.ParticleSums;
import org.cotflow.theory.PlDiagnostics;

/**
 * The theory's quantities for a stored run: from its snapshots, its history, and its training data,
 * which are read again as config.conf says.
 */
public final class RunAnalysis {
  private final String name;
  private final Experiment experiment;
  private final Snapshots snapshots;
  private final Network network;
  private final PreparedData data;
  private final List<HistoryRow> history;
  private final Workplace workplace;

  private RunAnalysis(
      String name,
      Workplace workplace,
      Experiment experiment,
      Snapshots snapshots,
      Network network,
      PreparedData data,
      List<HistoryRow> history) {
    this.name = name;
    this.workplace = workplace;
    this.experiment = experiment;
    this.snapshots = snapshots;
    this.network = network;
    this.data = data;
    this.history = history;
  }

  /**
   * The results at one snapshot.
   *
   * @param recorded the history's row of this step; null where there is none
   * @param kernelFormDifference |kernel form - grad_norm_sq| / grad_norm_sq with the history's
   *     number; null where no row, or a row of a mini-batch, stands there
   * @param decay fitted from this snapshot to the next, for the last one from the one before; null
   *     where there are fewer than 3 rows
   */
  public record AtSnapshot(
      int step,
      double flowTime,
      PlDiagnostics diagnostics,
      HistoryRow recorded,
      Double kernelFormDifference,
      DecayFit decay) {}

  /** Opens a run to be analyzed by the threads of this process, and reads its data. */
  public static RunAnalysis open(Location run) throws IOException {
    return open(run, Workplace.inProcess(null));
  }

  /**
   * Opens a run and reads its data.
   *
   * @param workplace where snapshots are analyzed; it changes no number
   * @throws UserInputException if there is no such run, its data cannot be read or are not those it
   *     was trained on
   */
  public static RunAnalysis open(Location run, Workplace workplace) throws IOException {
    RunDirectory directory = RunDirectory.open(run);
    Experiment experiment = directory.experiment();
    NetworkFile file = NetworkFile.read(run);
    PreparedData data = DataSources.prepare(experiment.data());
    requireSameData(run, data);
    return new RunAnalysis(
        run.toString(),
        workplace,
        experiment,
        directory.snapshots(),
        file.network(),
        data,
        directory.history().rows());
  }

  /** Fails where the data are not those that provenance.json has the digest of. */
  static void requireSameData(Location run, PreparedData data) throws IOException {
    Location file = RunFile.PROVENANCE.in(run);
    if (!file.exists()) {
      return;
    }
    String digest = Json.read(file).text("dataDigest");
    if (!digest.equals(data.digest())) {
      throw new UserInputException(
          run
              + ": data.source now gives other samples than those it was trained on (their SHA-256"
              + " differs from provenance.json); restore the data");
    }
  }

  /**
   * The steps that have a snapshot, ascending.
   *
   * @throws UserInputException if there is none
   */
  public List<Integer> steps() throws IOException {
    List<Integer> steps = snapshots.steps();
    if (steps.isEmpty()) {
      throw new UserInputException(name + " has no snapshot yet");
    }
    return steps;
  }

  /** Why no lower bound is proved, as the end of a sentence; null where one is. */
  public String missing() {
    return PlDiagnostics.missing(network, Discretization.of(experiment.network()));
  }

  /** The steps of which a snapshot is half written or damaged, ascending. */
  public List<Integer> unreadable() throws IOException {
    return snapshots.unreadable();
  }

  /**
   * Analyzes one snapshot.
   *
   * @throws UserInputException if there is none of this step; the message lists those there are
   */
  public AtSnapshot at(int step) throws IOException {
    Snapshot snapshot = snapshots.open(step);
    MeasureShape shape = snapshot.shape(experiment.engine().block());
    LayerMultipliers multipliers =
        LayerMultipliers.of(experiment.flow(), shape.layouts(), network.bias());
    PlDiagnostics diagnostics;
    MeasureShape sums = ParticleSums.shape(shape);
    KernelTasks layers =
        new KernelTasks(
            sums,
            snapshot.source(),
            network.maps(),
            workplace.tasks(),
            workplace.blocks(sums, snapshot.source()));
    try (Engine engine = workplace.engines().start(shape, snapshot.source(), network.maps())) {
      diagnostics =
          PlDiagnostics.of(
              network,
              Discretization.of(experiment.network()),
              data.train(),
              engine,
              layers,
              multipliers);
    }
    HistoryRow recorded =
        history.stream().filter(row -> row.step() == step).findFirst().orElse(null);
    return new AtSnapshot(
        step,
        snapshot.flowTime(),
        diagnostics,
        recorded,
        difference(diagnostics, recorded),
        decay(step));
  }

  /**
   * The gradient norms of the layers of one snapshot, for the price of a training step.
   *
   * @param kernels layers whose kernel spectra are computed too
   * @throws UserInputException if there is none of this step; the message lists those there are
   */
  public GradientProfile glance(int step, int[] kernels) throws IOException {
    Snapshot snapshot = snapshots.open(step);
    MeasureShape shape = snapshot.shape(experiment.engine().block());
    MeasureShape sums = ParticleSums.shape(shape);
    try (Engine engine = workplace.engines().start(shape, snapshot.source(), network.maps())) {
      return GradientProfile.of(
          network,
          Discretization.of(experiment.network()),
          data.train(),
          engine,
          ParticleSums.source(sums, network.maps(), workplace.blocks(sums, snapshot.source())),
          kernels,
          experiment.diagnostics().denseLimit());
    }
  }

  private Double difference(PlDiagnostics diagnostics, HistoryRow recorded) {
    if (recorded == null
        || recorded.gradNormSquared() == null
        || experiment.flow().batch() != null) {
      return null;
    }
    double norm = recorded.gradNormSquared();
    double difference = Math.abs(diagnostics.gradNormSquared() - norm);
    return difference == 0 ? 0 : difference / norm;
  }

  private DecayFit decay(int step) throws IOException {
    List<Integer> steps = steps();
    int place = steps.indexOf(step);
    boolean last = place == steps.size() - 1;
    int from = last && place > 0 ? steps.get(place - 1) : step;
    int to = last ? step : steps.get(place + 1);
    List<HistoryRow> window = new ArrayList<>();
    for (HistoryRow row : history) {
      if (row.step() >= from && row.step() <= to && risk(row) != null) {
        window.add(row);
      }
    }
    return DecayFit.of(
        window.stream().mapToDouble(HistoryRow::flowTime).toArray(),
        window.stream().mapToDouble(this::risk).toArray());
  }

  /** Of all training samples; with mini-batches null where it was not recorded. */
  private Double risk(HistoryRow row) {
    boolean full = experiment.flow().batch() == null;
    return full ? row.risk() : row.number(HistoryColumn.FULL_RISK);
  }
}
