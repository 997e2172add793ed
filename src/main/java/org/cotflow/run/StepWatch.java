package org.cotflow.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.cotflow.depth.DepthSolver;
import org.cotflow.depth.ParticleLayers;
import org.cotflow.depth.Trajectory;
import org.cotflow.engine.Engine;
import org.cotflow.run.store.StepTable;

/**
 * Looks at the layers while a run goes on, every so many flow steps, and writes rows of what it
 * finds. Particles come layer by layer from the engine. Nothing of it enters the flow.
 *
 * @param <R> what a row is taken from
 */
abstract class StepWatch<R> implements WatchedSolver.Watcher, AutoCloseable {
  private final Engine engine;
  private final String name;
  private final Integer every;
  private final StepTable<R> rows;
  private long spentNanos;
  private int wanted = -1;

  /**
   * @param name of what is done, where Spark shows its jobs
   * @param every so many steps; null for never
   * @param rows null where none are written
   */
  StepWatch(Engine engine, String name, Integer every, StepTable<R> rows) {
    this.engine = engine;
    this.name = name;
    this.every = every;
    this.rows = rows;
  }

  /** Looks at the layers of a step; writes nothing but rows of its table. */
  abstract void look(int step, ParticleLayers layers, Trajectory trajectory) throws IOException;

  Engine engine() {
    return engine;
  }

  /** Null where no rows are written. */
  StepTable<R> table() {
    return rows;
  }

  /** Whether anything is to be looked at. */
  boolean looks() {
    return every != null;
  }

  /** The solver, which lets this look at the layers if anything is to be looked at. */
  DepthSolver watching(DepthSolver solver) {
    return looks() ? new WatchedSolver(solver, this) : solver;
  }

  void begin(int step) {
    wanted = looks() && step % every == 0 ? step : -1;
  }

  @Override
  public final void passed(ParticleLayers layers, Trajectory trajectory, int leadingRows) {
    if (wanted < 0) {
      return;
    }
    long began = System.nanoTime();
    int step = wanted;
    wanted = -1;
    engine.describe(name + " of step " + step);
    try {
      look(step, layers, trajectory);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    engine.describe("step " + step);
    spentNanos += System.nanoTime() - began;
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
}
