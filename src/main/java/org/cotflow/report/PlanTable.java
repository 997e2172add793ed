package org.cotflow.report;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.cotflow.base.Keyword;
import org.cotflow.base.Printable;
import org.cotflow.report.chart.Numbers;
import org.cotflow.run.cost.Forecast;
import org.cotflow.run.cost.KernelRates;
import org.cotflow.run.cost.Machines;
import org.cotflow.run.cost.ProblemSize;
import org.cotflow.run.cost.SparkRates;
import org.cotflow.sweep.SweepCost;

/** Prints a forecast of memory, traffic and time as text. */
public final class PlanTable {
  private static final List<String> HEADER =
      List.of(
          "engine",
          "propagation",
          "width",
          "s/step",
          "kernels",
          "latency",
          "traffic",
          "driver",
          "jobs",
          "MB out",
          "MB back",
          "MB executor",
          "MB driver",
          "partitions",
          "bottleneck");

  private final PrintWriter out;

  public PlanTable(PrintWriter out) {
    this.out = out;
  }

  public void problem(String name, ProblemSize size, Machines machines, int threads) {
    out.printf(
        "%s: depth %s%s, width %s, state-dim %s, %s particles (%s), %s rows a step, %s of them with"
            + " adjoints%s%n",
        name,
        size.depth(),
        size.stages() == 1 ? "" : " in " + count(size.stages()) + " stages each",
        count(size.width()),
        size.stateDim(),
        count(size.particles()),
        bytes(size.parameterBytes()),
        count(size.rows()),
        count(size.leadingRows()),
        size.flowStages() == 1 ? "" : ", " + size.flowStages() + " stages a step");
    out.printf(
        Locale.ROOT,
        "in process: %s threads; Spark: %s x %s cores, %s each%n",
        threads,
        machines.executors(),
        machines.coresEach(),
        bytes(machines.memoryEach()));
  }

  public void rates(KernelRates rates, SparkRates spark) {
    out.printf(
        Locale.ROOT,
        "measured here, ns a pair and busy thread: velocity %.2f, pullback %.2f, gradient %.2f"
            + " (with pullback %.2f), velocity and Jacobian %.2f; move %.2f ns a parameter%n",
        1e9 * rates.velocity(),
        1e9 * rates.pullback(),
        1e9 * rates.gradient(),
        1e9 * rates.gradientWithPullback(),
        1e9 * rates.velocityAndJacobian(),
        1e9 * rates.move());
    if (spark != null) {
      out.printf(
          Locale.ROOT,
          "measured here: empty Spark job %.1f ms, each further task %.2f ms, broadcast %.2f ns a"
              + " byte, results %.2f ns a byte%n",
          1e3 * spark.jobSeconds(),
          1e3 * spark.taskSeconds(),
          1e9 * spark.secondsPerByteOut(),
          1e9 * spark.secondsPerByteBack());
    }
    out.println();
  }

  public void forecast(Forecast forecast) {
    List<List<String>> rows = forecast.lines().stream().map(PlanTable::cells).toList();
    int last = HEADER.size() - 1;
    TextTable.lines(HEADER, rows, column -> column < 2 || column == last).forEach(out::println);
    out.println();
  }

  /**
   * In process, where each run has one thread.
   *
   * @param factor of seconds here over nominal ones
   */
  public void sweep(SweepCost cost, double factor, int threads) {
    out.printf(
        Locale.ROOT,
        "sweep: %s%s, about %.2g s of kernels on %s threads, small runs"
            + " take longer; costliest is %s, about %.2g s on one thread%n",
        Printable.count(cost.runs(), "run"),
        cost.references() == 0 ? "" : " and " + Printable.count(cost.references(), "reference"),
        factor * cost.seconds() / threads,
        threads,
        cost.costliestName(),
        factor * cost.costliestSeconds());
  }

  private static List<String> cells(Forecast.Line line) {
    boolean spark = line.spark();
    return List.of(
        spark ? "spark" : "in-process",
        Keyword.of(line.cost().propagation()),
        "x" + line.factor(),
        number(line.cost().seconds()),
        number(line.cost().kernelSeconds()),
        number(line.cost().latencySeconds()),
        spark ? number(line.cost().trafficSeconds()) : "-",
        number(line.cost().driverSeconds()),
        spark ? count(line.cost().jobs()) : "-",
        spark ? number(line.cost().bytesBroadcast() / 1e6) : "-",
        spark ? number(line.cost().bytesReduced() / 1e6) : "-",
        number(line.executorBytes() / 1e6),
        spark ? number(line.driverBytes() / 1e6) : "-",
        spark ? String.format(Locale.ROOT, "%.0f", line.partitions()) : "-",
        line.bottleneck());
  }

  private static String number(double value) {
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    if (size >= 100) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return size < 0.01 ? Numbers.brief(value, 2) : String.format(Locale.ROOT, "%.3g", value);
  }

  private static String count(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.1f", value);
  }

  public static String bytes(double bytes) {
    return bytes >= 1e9
        ? String.format(Locale.ROOT, "%.2f GB", bytes / 1e9)
        : bytes < 1e5
            ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
            : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
