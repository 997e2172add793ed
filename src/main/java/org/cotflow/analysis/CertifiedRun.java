package org.cotflow.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.cotflow.base.ShortestDouble;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineFactory;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.flow.StepRecord;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSink;
import org.cotflow.run.RunMonitor;
import org.cotflow.run.RunProblem;
import org.cotflow.run.TrainedMeasure;
import org.cotflow.theory.certificate.Certificate;

/**
 * A run compared with what its certificate guarantees for the gradient flow, step by step:
 *
 * <pre>
 *   L(t) &lt;= L(0) e^(-m t),     d(mu_t, mu_0) &lt;= R
 * </pre>
 *
 * <p>The distance is that under which particles keep their labels, at least the COT distance; the
 * guarantee covers it too, for it bounds the way travelled. Parts count by 1 / multiplier.
 */
public record CertifiedRun(List<Row> rows) {
  public CertifiedRun {
    rows = List.copyOf(rows);
  }

  /** One recorded step. */
  public record Row(
      int step,
      double flowTime,
      double risk,
      double guaranteedRisk,
      double distance,
      double guaranteedDistance) {

    public boolean keepsRisk() {
      return risk <= guaranteedRisk;
    }

    public boolean keepsDistance() {
      return distance <= guaranteedDistance;
    }
  }

  /** Whether every step keeps both inequalities. */
  public boolean holds() {
    return rows.stream().allMatch(row -> row.keepsRisk() && row.keepsDistance());
  }

  /** The largest risk / guaranteed risk of a step after the first. */
  public double largestRiskRatio() {
    return rows.stream()
        .skip(1)
        .mapToDouble(row -> part(row.risk(), row.guaranteedRisk()))
        .max()
        .orElse(0);
  }

  /** The largest distance / guaranteed distance. */
  public double largestDistanceRatio() {
    return rows.stream()
        .mapToDouble(row -> part(row.distance(), row.guaranteedDistance()))
        .max()
        .orElse(0);
  }

  /** 0 where there is nothing, be the guarantee 0 too. */
  private static double part(double number, double guaranteed) {
    return number == 0 ? 0 : number / guaranteed;
  }

  /** One row per step. */
  public String csv() {
    StringBuilder text =
        new StringBuilder("step,flow_time,risk,guaranteed_risk,distance,guaranteed_distance\n");
    for (Row row : rows) {
      text.append(row.step()).append(',').append(ShortestDouble.cell(row.flowTime())).append(',');
      text.append(ShortestDouble.cell(row.risk()))
          .append(',')
          .append(ShortestDouble.cell(row.guaranteedRisk()))
          .append(',');
      text.append(ShortestDouble.cell(row.distance()))
          .append(',')
          .append(ShortestDouble.cell(row.guaranteedDistance()))
          .append('\n');
    }
    return text.toString();
  }

  /**
   * Trains in this process, in memory, and compares.
   *
   * @param certificate one that holds
   * @throws org.cotflow.base.DivergedException where numbers stop being finite
   */
  public static CertifiedRun of(RunProblem problem, Certificate certificate, RunMonitor monitor) {
    HeldMeasure start = HeldMeasure.of(problem.shape(), problem.initial());
    Follower follower =
        new Follower(
            start,
            PartMultipliers.of(
                problem.experiment().flow(), problem.shape().layout(0), problem.network().bias()),
            monitor);
    EngineFactory inProcess = EngineFactory.inProcess(problem.experiment().engine().threads());
    TrainedMeasure.of(
        problem,
        (shape, source, map) -> follower.watching(inProcess.start(shape, source, map)),
        follower);
    List<Row> rows = new ArrayList<>();
    for (StepRecord row : follower.rows) {
      rows.add(
          new Row(
              row.step(),
              row.flowTime(),
              row.risk(),
              certificate.guaranteedRisk(row.flowTime()),
              follower.distances.get(row.step()),
              certificate.travelled()));
    }
    return new CertifiedRun(rows);
  }

  /** Measures how far the particles of an engine are from their start, at every step. */
  private static final class Follower implements RunMonitor {
    private final HeldMeasure start;
    private final PartMultipliers multipliers;
    private final RunMonitor monitor;
    private final Map<Integer, Double> distances = new HashMap<>();
    private final List<StepRecord> rows = new ArrayList<>();
    private Engine engine;

    Follower(HeldMeasure start, PartMultipliers multipliers, RunMonitor monitor) {
      this.start = start;
      this.multipliers = multipliers;
      this.monitor = monitor;
    }

    Engine watching(Engine started) {
      engine = started;
      return started;
    }

    @Override
    public void at(int step) {
      distances.put(step, distance());
      monitor.at(step);
    }

    private double distance() {
      MeasureShape shape = engine.shape();
      double[] sums = new double[shape.layerCount()];
      int next = 0;
      List<MeasureShape.BlockId> ids = shape.blocks(0, shape.blockCount());
      for (double[] part : engine.store(new Moved(start, multipliers))) {
        for (double sum : part) {
          sums[ids.get(next++).layer()] += sum;
        }
      }
      double mean = 0;
      for (int k = 0; k < sums.length; k++) {
        mean += sums[k] / shape.width(k) / sums.length;
      }
      return Math.sqrt(mean);
    }

    @Override
    public void row(StepRecord row) {
      rows.add(row);
      monitor.row(row);
    }

    @Override
    public void notice(String line) {
      monitor.notice(line);
    }

    @Override
    public boolean interrupted() {
      return monitor.interrupted();
    }
  }

  /** Writes nothing: the receipt is the squared distance of each block from its start. */
  private record Moved(HeldMeasure start, PartMultipliers multipliers)
      implements MeasureSink<double[]> {
    private static final long serialVersionUID = 1L;

    @Override
    public double[] write(
        MeasureShape shape, int fromBlock, int toBlock, Iterator<ParticleBlock> blocks) {
      double[] sums = new double[toBlock - fromBlock];
      Iterator<ParticleBlock> before = start.blocks(shape, fromBlock, toBlock);
      for (int index = 0; index < sums.length; index++) {
        sums[index] = squared(blocks.next(), before.next());
      }
      return sums;
    }

    private double squared(ParticleBlock now, ParticleBlock then) {
      int d = now.stateDim();
      return part(now, then, 0, d, multipliers.of(Neuron.U))
          + part(now, then, d, d, multipliers.of(Neuron.W))
          + part(now, then, 2 * d, 1, multipliers.of(Neuron.B));
    }

    /** A frozen part does not move. */
    private static double part(
        ParticleBlock now, ParticleBlock then, int first, int count, double multiplier) {
      double sum = 0;
      for (int m = 0; m < now.count() && multiplier > 0; m++) {
        for (int j = first; j < first + count; j++) {
          double move = now.values()[now.index(m, j)] - then.values()[then.index(m, j)];
          sum = Math.fma(move, move, sum);
        }
      }
      return multiplier > 0 ? sum / multiplier : 0;
    }
  }
}
