package org.cotflow.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.cotflow.depth.DepthSolver;
import org.cotflow.depth.ParticleLayers;
import org.cotflow.depth.Trajectory;
import org.cotflow.engine.Engine;
import org.cotflow.engine.InProcessBlocks;
import org.cotflow.engine.LayerBlocks;
import org.cotflow.engine.LayerCopies;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.measure.MeasureShape;
import org.cotflow.run.store.CertificateRow;
import org.cotflow.run.store.StepTable;
import org.cotflow.theory.KernelTasks;
import org.cotflow.theory.ParticleSums;
import org.cotflow.theory.certificate.Certificate;

/**
 * Tries while a run goes on, every so many flow steps, whether the flow from its measure is proved
 * to converge. Particles come layer by layer from the engine, states from a pass of their own, so
 * that the certificate is that of the stored measure, bit by bit. Nothing of it enters the flow.
 */
final class RunCertificates implements WatchedSolver.Watcher, AutoCloseable {
  private final Engine engine;
  private final MeasureShape sums;
  private final RunProblem problem;
  private final Certifier certifier;
  private final Integer every;
  private final StepTable<CertificateRow> rows;
  private final RunMonitor monitor;
  private boolean told;
  private int wanted = -1;
  private int heldAt = -1;
  private long spentNanos;

  /**
   * @param rows takes every try; null where none is written
   */
  RunCertificates(
      RunProblem problem, Engine engine, StepTable<CertificateRow> rows, RunMonitor monitor) {
    this.problem = problem;
    this.engine = engine;
    this.sums = ParticleSums.shape(engine.shape());
    this.every = Certifiable.every(problem.experiment());
    this.certifier = every == null ? null : new Certifier(problem);
    this.rows = rows;
    this.monitor = monitor;
  }

  /** The solver, which lets this look at the layers if certificates are to be tried. */
  DepthSolver watching(DepthSolver solver) {
    return every == null ? solver : new WatchedSolver(solver, this);
  }

  void begin(int step) {
    wanted = every != null && step % every == 0 ? step : -1;
  }

  @Override
  public void passed(ParticleLayers layers, Trajectory trajectory, int leadingRows) {
    if (wanted < 0) {
      return;
    }
    long began = System.nanoTime();
    int step = wanted;
    wanted = -1;
    engine.describe("certificate of step " + step);
    KernelTasks kernels =
        KernelTasks.inBlocks(sums, problem.network().activation(), new OfEngine(engine, sums));
    Certificate certificate = certifier.at(layers, engine.shape().blockSize(), kernels);
    if (certificate.holds()) {
      heldAt = step;
      tell(step, certificate);
    }
    try {
      if (rows != null) {
        rows.append(new CertificateRow(step, certificate));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    engine.describe("step " + step);
    spentNanos += System.nanoTime() - began;
  }

  private void tell(int step, Certificate certificate) {
    if (!told) {
      told = true;
      monitor.notice(
          String.format(
              Locale.ROOT,
              "from step %d the flow is proved to converge: L(t) <= %.4g exp(-%.4g t)",
              step,
              certificate.risk(),
              certificate.bound()));
    }
  }

  /** Whether the certificate of this step was tried and holds. */
  boolean holdsAt(int step) {
    return heldAt == step;
  }

  /** Time spent here since the last call; it does not count for the steps. */
  long takeSpentNanos() {
    long spent = spentNanos;
    spentNanos = 0;
    return spent;
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

  /** The layers of an engine, each of which comes to this process when it is asked for. */
  private record OfEngine(Engine engine, MeasureShape sums) implements LayerBlocks.Source {
    @Override
    public <T> LayerBlocks<T> of(int layer, double[] states, LayerBlocks.View<T> view) {
      MeasureShape all = engine.shape();
      int[] width = {all.width(layer)};
      MeasureShape held = new MeasureShape(all.stateDim(), width, all.blockSize());
      MeasureShape cut = new MeasureShape(all.stateDim(), width, sums.blockSize());
      return new InProcessBlocks(cut, new HeldMeasure(held, LayerCopies.of(engine, layer)))
          .of(0, states, view);
    }

    @Override
    public long room(int layer) {
      return InProcessBlocks.ROOM;
    }
  }
}
