package org.cotflow.cli.training;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.cotflow.base.Keyword;
import org.cotflow.base.UserInputException;
import org.cotflow.cli.command.Answer;
import org.cotflow.cli.command.ExperimentArgument;
import org.cotflow.cli.command.Subcommand;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentSource;
import org.cotflow.engine.EngineSpec.Kind;
import org.cotflow.engine.EngineSpec.Propagation;
import org.cotflow.engine.WorkerTeam;
import org.cotflow.launch.ClusterProbe;
import org.cotflow.launch.EngineChoice;
import org.cotflow.report.PlanTable;
import org.cotflow.run.RunProblem;
import org.cotflow.run.cost.Calibration;
import org.cotflow.run.cost.Forecast;
import org.cotflow.run.cost.KernelRates;
import org.cotflow.run.cost.Machines;
import org.cotflow.run.cost.MemoryModel;
import org.cotflow.run.cost.ProblemSize;
import org.cotflow.run.cost.ScalingModel;
import org.cotflow.run.cost.SparkRates;
import org.cotflow.run.cost.StepCost;
import org.cotflow.spark.ResultLimit;
import org.cotflow.sweep.ExperimentSweep;
import org.cotflow.sweep.SweepCost;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cotflow plan}: what a run would take, before it is submitted. */
@Command(
    name = "plan",
    header = "Forecast memory, traffic and time.",
    description =
        "Forecasts memory, traffic and time per step from rates measured here; of a sweep also its"
            + " costliest run and all of it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cotflow plan digits",
      "  cotflow plan my.conf --executors 8 --cores 4 --memory 16",
      "  cotflow plan my.conf --no-spark"
    })
public final class PlanCommand extends Subcommand<PlanCommand.Result> {
  @Mixin private ExperimentArgument experiment;

  @Option(names = "--executors", paramLabel = "E", description = "Executors of the cluster meant.")
  private Integer executors;

  @Option(names = "--cores", paramLabel = "C", description = "Cores of each executor.")
  private Integer cores;

  @Option(names = "--memory", paramLabel = "G", description = "Heap of each executor in GB.")
  private Double memory;

  @Option(names = "--no-spark", description = "Forecasts the in-process engine alone.")
  private boolean noSpark;

  @Option(
      names = "--calibration",
      paramLabel = "S",
      defaultValue = "" + Calibration.PATIENCE,
      description =
          "Most seconds for each measurement of this machine's rates (${DEFAULT-VALUE}); with less"
              + " than the compiler needs they are too slow.")
  private double calibration;

  /**
   * What the command has found.
   *
   * @param particles of all layers
   * @param machines what is forecast for
   * @param spark rates of Spark; null with {@code --no-spark}
   * @param lines by engine, propagation and width
   * @param sweep null where nothing is swept
   */
  record Result(
      String experiment,
      double particles,
      int threads,
      Machines machines,
      KernelRates rates,
      SparkRates spark,
      List<Line> lines,
      Swept sweep) {}

  /**
   * A forecast.
   *
   * @param factor of the given width
   * @param seconds of a step
   */
  record Line(
      String engine,
      String propagation,
      int factor,
      double seconds,
      double kernelSeconds,
      double latencySeconds,
      double trafficSeconds,
      double driverSeconds,
      double jobs,
      double bytesBroadcast,
      double bytesReduced,
      double executorBytes,
      double driverBytes,
      double partitions,
      String bottleneck) {
    private static Line of(Forecast.Line line) {
      StepCost cost = line.cost();
      return new Line(
          line.spark() ? "spark" : "in-process",
          Keyword.of(cost.propagation()),
          line.factor(),
          cost.seconds(),
          cost.kernelSeconds(),
          cost.latencySeconds(),
          cost.trafficSeconds(),
          cost.driverSeconds(),
          cost.jobs(),
          cost.bytesBroadcast(),
          cost.bytesReduced(),
          line.executorBytes(),
          line.driverBytes(),
          line.partitions(),
          line.bottleneck());
    }
  }

  /**
   * A sweep.
   *
   * @param seconds of all kernels on these threads
   */
  record Swept(int runs, int references, double seconds, String costliest) {}

  @Override
  protected Answer<Result> answer() {
    requirePositive("--executors", executors);
    requirePositive("--cores", cores);
    requirePositive("--memory", memory);
    requirePositive("--calibration", calibration);
    if (noSpark && (executors != null || cores != null || memory != null)) {
      throw new UserInputException(
          "--no-spark and --executors, --cores, --memory exclude each other; leave one side out");
    }
    ExperimentSource source = experiment.source(EngineChoice.underSparkSubmit());
    Experiment chosen = source.experiment();
    ExperimentSweep sweep = source.sweep().isEmpty() ? null : ExperimentSweep.of(source);
    RunProblem problem = RunProblem.of(chosen);
    problem.noteAssumptions(this::note);
    ProblemSize size = problem.size();
    int threads = threads(chosen);
    KernelRates rates = rates(problem, threads);
    Machines machines = machines(threads);
    ClusterProbe cluster =
        noSpark ? null : ClusterProbe.measure(chosen.spark(), "cotflow plan", calibration);
    SparkRates sparkRates = noSpark ? null : cluster.rates();
    if (!noSpark) {
      machines = machines(cluster.machines());
    }
    Forecast forecast =
        Forecast.of(
            size,
            rates,
            sparkRates,
            machines,
            chosen.spark().checkpointEvery(),
            chosen.engine().partitions(),
            threads,
            Runtime.getRuntime().maxMemory());
    PrintWriter out = out();
    PlanTable table = new PlanTable(out);
    table.problem(chosen.name(), size, machines, threads);
    table.rates(rates, sparkRates);
    table.forecast(forecast);
    recommend(out, problem.experiment(), forecast);
    Swept swept = sweep == null ? null : swept(sweep.cost(), table, threads);
    out.flush();
    requireResultsFit(problem.experiment(), forecast, cluster);
    return Answer.done(
        new Result(
            chosen.name(),
            size.particles(),
            threads,
            machines,
            rates,
            sparkRates,
            forecast.lines().stream().map(Line::of).toList(),
            swept));
  }

  private Swept swept(SweepCost cost, PlanTable table, int threads) {
    double factor = overNominal(cost.costliest(), threads);
    table.sweep(cost, factor, threads);
    return new Swept(
        cost.runs(), cost.references(), factor * cost.seconds() / threads, cost.costliestName());
  }

  /**
   * How much longer a run takes here, on one thread of several busy ones, than at nominal rates.
   */
  private double overNominal(Experiment experiment, int threads) {
    RunProblem problem = RunProblem.of(experiment);
    ProblemSize size = problem.size();
    KernelRates rates = rates(problem, threads);
    KernelRates nominal = KernelRates.nominal(size.stateDim());
    return ScalingModel.inProcess(size, Propagation.SWEEP, rates, 1).kernelSeconds()
        / ScalingModel.inProcess(size, Propagation.SWEEP, nominal, 1).kernelSeconds();
  }

  private KernelRates rates(RunProblem problem, int threads) {
    return Calibration.measure(problem.size(), problem.network().maps(), threads, calibration);
  }

  private static void requirePositive(String option, Number value) {
    if (value != null && !(value.doubleValue() > 0 && value.doubleValue() < 1e9)) {
      throw new UserInputException(option + " is " + value + "; it must be above 0");
    }
  }

  /** What the in-process engine would have, where no Spark is asked. */
  private static Machines machines(int threads) {
    return new Machines(1, threads, Runtime.getRuntime().maxMemory(), false);
  }

  /** The cluster that the options describe, and what they leave open as the session has it. */
  private Machines machines(Machines present) {
    int count = executors == null ? present.executors() : executors;
    int each = cores == null ? present.coresEach() : cores;
    boolean other = executors != null || memory != null;
    return new Machines(
        count,
        each,
        memory == null ? present.memoryEach() : memory * (1 << 30),
        present.separateDriver() || other);
  }

  private static void recommend(PrintWriter out, Experiment experiment, Forecast forecast) {
    Forecast.Line here = forecast.fastest(false);
    out.printf(
        Locale.ROOT,
        "in process: fastest is engine.propagation = %s, %.3g s a step; give Java %s%n",
        name(here),
        here.cost().seconds(),
        heap(here.executorBytes()));
    int fewest = MemoryModel.fewest(forecast.size().depth());
    if (here.cost().propagation() == Propagation.SWEEP && experiment.engine().keepEvery() == null) {
      ProblemSize thin = forecast.size().keepingEvery(fewest);
      double bytes = MemoryModel.inProcess(thin, Propagation.SWEEP, threads(experiment));
      if (bytes < 0.9 * here.executorBytes()) {
        out.printf(
            Locale.ROOT,
            "in process: with engine.checkpointing = %d, which auto takes if Java has less, give it"
                + " %s%n",
            fewest,
            heap(bytes));
      }
    }
    if (forecast.lines().stream().anyMatch(Forecast.Line::spark)) {
      recommendOnSpark(out, experiment, forecast);
    }
  }

  private static void recommendOnSpark(PrintWriter out, Experiment experiment, Forecast forecast) {
    Forecast.Line there = forecast.fastest(true);
    out.printf(
        Locale.ROOT,
        "on Spark: fastest is engine.propagation = %s, %.3g s a step, with engine.partitions ="
            + " %.0f%n",
        name(there),
        there.cost().seconds(),
        there.partitions());
    boolean separate = forecast.machines().separateDriver();
    double driver = there.driverBytes() + (separate ? 0 : there.executorBytes());
    out.printf(
        Locale.ROOT,
        "on Spark: spark.driver.memory = %.0fm%s, %s = %.0fm or more%n",
        Forecast.advisedHeap(driver) / (1 << 20),
        separate
            ? String.format(
                Locale.ROOT,
                ", spark.executor.memory = %.0fm",
                Forecast.advisedHeap(there.executorBytes()) / (1 << 20))
            : "",
        ResultLimit.KEY,
        Math.max(1024, Math.ceil(1.25 * forecast.largestResult(there) / (1 << 20))));
    for (Forecast.Line line : forecast.lines()) {
      boolean same = line.cost().propagation() == there.cost().propagation();
      if (line.spark() && line.factor() > 1 && same) {
        out.printf(
            Locale.ROOT,
            "at %d times the width, on Spark by %s: %.3g s a step, bottleneck %s%n",
            line.factor(),
            name(line),
            line.cost().seconds(),
            line.bottleneck());
      }
    }
    if (experiment.engine().kind() == Kind.SPARK) {
      out.printf("this configuration runs on Spark by %s%n", propagation(experiment));
    }
  }

  private static String heap(double bytes) {
    double heap = MemoryModel.heap(bytes);
    return String.format(
        Locale.ROOT, "%s (-Xmx%.0fm)", PlanTable.bytes(heap), Math.ceil(heap / (1 << 20)));
  }

  private static int threads(Experiment experiment) {
    return WorkerTeam.size(experiment.engine().threads());
  }

  private static String name(Forecast.Line line) {
    return Keyword.of(line.cost().propagation());
  }

  private static String propagation(Experiment experiment) {
    return Keyword.of(experiment.engine().propagation());
  }

  /** What a run would be refused for, in the same words as {@code train} has. */
  private static void requireResultsFit(
      Experiment experiment, Forecast forecast, ClusterProbe cluster) {
    if (cluster == null || experiment.engine().kind() != Kind.SPARK) {
      return;
    }
    Propagation propagation = experiment.engine().propagation();
    cluster.limit().require((long) forecast.largestResult(forecast.line(true, propagation)));
  }
}
