package org.cotflow.run.cost;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.cotflow.engine.EngineSpec.Propagation;

/**
 * Forecast of a step's cost, by engine, propagation and width.
 *
 * @param lines in process first, then on Spark; the given width first, then 10 and 100 times it
 */
public record Forecast(ProblemSize size, Machines machines, List<Line> lines) {
  private static final List<Propagation> ALL =
      List.of(Propagation.SWEEP, Propagation.NEWTON, Propagation.PICARD);

  /** Widths that are forecast, as multiples of the given one. */
  public static final List<Integer> FACTORS = List.of(1, 10, 100);

  /** Part of an executor's heap that Spark gives to cached blocks and work. */
  private static final double USABLE = 0.6;

  public Forecast {
    lines = List.copyOf(lines);
  }

  /**
   * One engine and propagation.
   *
   * @param factor of all widths
   * @param partitions 0 in process
   * @param executorBytes heap of each executor; in process of the process
   * @param driverBytes heap of the driver; part of the process's where that is the executor too
   * @param bottleneck where most of the time goes, or the memory that does not suffice
   */
  public record Line(
      boolean spark,
      int factor,
      StepCost cost,
      double partitions,
      double executorBytes,
      double driverBytes,
      String bottleneck) {}

  /**
   * The forecast.
   *
   * @param spark null for the in-process engine alone
   * @param checkpointEvery moves between lineage cuts
   * @param partitions as configured; null for what suits
   * @param threads of the in-process engine
   * @param processMemory bytes of heap of this process
   */
  public static Forecast of(
      ProblemSize size,
      KernelRates rates,
      SparkRates spark,
      Machines machines,
      int checkpointEvery,
      Integer partitions,
      int threads,
      double processMemory) {
    List<Line> lines = new ArrayList<>();
    for (int factor : FACTORS) {
      for (Propagation propagation : propagations(size)) {
        lines.add(inProcess(size, factor, propagation, rates, threads, processMemory));
      }
    }
    for (int factor : FACTORS) {
      for (Propagation propagation : propagations(size)) {
        if (spark != null) {
          lines.add(
              onSpark(
                  size, factor, propagation, rates, spark, machines, checkpointEvery, partitions));
        }
      }
    }
    return new Forecast(size, machines, lines);
  }

  /** The solvers of all layers at once know the residual network only. */
  private static List<Propagation> propagations(ProblemSize size) {
    return size.stages() == 1 ? ALL : List.of(Propagation.SWEEP);
  }

  private static Line inProcess(
      ProblemSize size,
      int factor,
      Propagation propagation,
      KernelRates rates,
      int threads,
      double memory) {
    ProblemSize wider = size.wider(factor);
    StepCost cost = ScalingModel.inProcess(wider, propagation, rates, threads);
    double bytes = MemoryModel.inProcess(wider, propagation, threads);
    String bottleneck = bytes > memory ? "memory" : cost.bottleneck();
    return new Line(false, factor, cost, 0, bytes, 0, bottleneck);
  }

  private static Line onSpark(
      ProblemSize size,
      int factor,
      Propagation propagation,
      KernelRates rates,
      SparkRates spark,
      Machines machines,
      int checkpointEvery,
      Integer configured) {
    ProblemSize wider = size.wider(factor);
    double partitions =
        configured == null
            ? ScalingModel.partitions(wider, propagation, machines.cores())
            : Math.min(configured, wider.blocksPerLayer() * wider.depth());
    StepCost cost = ScalingModel.onSpark(wider, propagation, rates, spark, machines, partitions);
    double executor = MemoryModel.executor(wider, propagation, machines);
    int moves = machines.separateDriver() ? checkpointEvery : 1;
    double driver = MemoryModel.driver(wider, propagation, partitions, moves);
    double held = machines.separateDriver() ? executor : executor + driver;
    boolean tooMuch = held > USABLE * machines.memoryEach();
    String bottleneck = tooMuch ? "executor memory" : cost.bottleneck();
    return new Line(true, factor, cost, partitions, executor, driver, bottleneck);
  }

  /** The line of an engine and a propagation at the given width. */
  public Line line(boolean spark, Propagation propagation) {
    return lines.stream()
        .filter(line -> line.spark() == spark && line.factor() == 1)
        .filter(line -> line.cost().propagation() == propagation)
        .findFirst()
        .orElseThrow();
  }

  /** The fastest line at the given width, among those whose memory suffices if there are any. */
  public Line fastest(boolean spark) {
    return lines.stream()
        .filter(line -> line.spark() == spark && line.factor() == 1)
        .min(
            Comparator.<Line>comparingInt(line -> line.bottleneck().endsWith("memory") ? 1 : 0)
                .thenComparingDouble(line -> line.cost().seconds()))
        .orElseThrow();
  }

  /** Heap to give a Spark process that needs so many bytes, in whole half gigabytes. */
  public static double advisedHeap(double bytes) {
    double half = 512.0 * (1 << 20);
    return Math.ceil(bytes / USABLE / half) * half;
  }

  /** The largest result of one job of this line, in bytes. */
  public double largestResult(Line line) {
    return line.cost().jobs() == 0 ? 0 : line.cost().bytesReduced() / line.cost().jobs();
  }
}
