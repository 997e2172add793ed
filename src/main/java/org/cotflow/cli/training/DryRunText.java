package org.cotflow.cli.training;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.cotflow.base.Printable;
import org.cotflow.config.ConfigText;
import org.cotflow.config.Experiment;
import org.cotflow.launch.DryRun;
import org.cotflow.launch.SweepDryRun;
import org.cotflow.report.PlanTable;

/** Prints what a run or a sweep would be. */
final class DryRunText {
  private static final int MOST_NAMES = 8;

  private DryRunText() {}

  /** The resolved configuration, then what it comes to. */
  static void print(PrintWriter out, Experiment experiment, DryRun found) {
    out.println(ConfigText.explain(experiment));
    print(out, found);
    row(out, "run directory", experiment.output().dir() + ", not made: this is a dry run");
  }

  /** How many runs there are, and the costliest of them. */
  static void print(PrintWriter out, SweepDryRun found) {
    row(
        out,
        "runs",
        found.runs()
            + (found.references() == 0
                ? ""
                : " and " + Printable.count(found.references(), "reference")));
    row(
        out,
        "time",
        "about "
            + seconds(found.seconds())
            + " on "
            + found.threads()
            + " threads; small runs take longer");
    out.println("costliest: " + found.costliestName());
    print(out, found.costliest());
  }

  private static void print(PrintWriter out, DryRun found) {
    DryRun.Data data = found.data();
    row(
        out,
        "samples",
        data.train()
            + " train, "
            + (data.validation() > 0 ? data.validation() + " validation, " : "")
            + data.test()
            + " test");
    row(out, "inputs", data.inputs().size() + ": " + names(data.inputs()));
    if (data.classes().isEmpty()) {
      row(out, "targets", data.targets().size() + ": " + names(data.targets()));
    } else {
      row(out, "classes", data.classes().size() + ": " + names(data.classes()));
    }
    data.notes().forEach(note -> row(out, "", Printable.line(note)));
    row(out, "particles", found.particles() + ", " + PlanTable.bytes(found.parameterBytes()));
    row(
        out,
        "memory",
        "give Java %s; it may take %s here%s"
            .formatted(
                PlanTable.bytes(found.heapBytes()),
                PlanTable.bytes(found.availableBytes()),
                found.heapBytes() > found.availableBytes() ? ": TOO LITTLE" : ""));
    row(
        out,
        "time",
        "about %s a step on %s threads, %s for %s steps"
            .formatted(
                seconds(found.secondsPerStep()),
                found.threads(),
                seconds(found.seconds()),
                Integer.toString(found.steps())));
  }

  private static String names(List<String> names) {
    String some = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
    return Printable.line(some) + (names.size() > MOST_NAMES ? ", ..." : "");
  }

  private static String seconds(double seconds) {
    if (seconds < 120) {
      return String.format(Locale.ROOT, "%.2g s", seconds);
    }
    return seconds < 7200
        ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
        : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }

  private static void row(PrintWriter out, String name, String value) {
    out.printf("%-16s %s%n", name, value);
  }
}
