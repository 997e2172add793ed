package org.cotflow.cli.terminal;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cotflow.base.Printable;
import org.cotflow.config.Experiment;
import org.cotflow.flow.StepRecord;
import org.cotflow.kernel.BlockKernels;
import org.cotflow.run.RunMonitor;
import org.cotflow.spark.session.SparkSessions;

/**
 * Shows the progress of a run on standard error, each time with the risk, the accuracy (or R^2) and
 * the time left. A signal stops the run after the step at hand.
 */
public final class RunProgress implements RunMonitor, AutoCloseable {
  private final PrintStream err;
  private final Termination termination;
  private String name;
  private int steps;
  private int firstStep;
  private ProgressLine line;

  public RunProgress(PrintStream err, Termination termination) {
    this.err = err;
    this.termination = termination;
  }

  /** The experiment is known; its steps begin with the next call of {@link #at}. */
  public void begins(Experiment experiment) {
    name = experiment.name();
    steps = experiment.flow().steps();
    if (BlockKernels.fellBack()) {
      notice(BlockKernels.description());
    }
    SparkSessions.misspelled(experiment.spark()).forEach(this::notice);
  }

  @Override
  public void at(int step) {
    if (line == null) {
      firstStep = step;
      line = new ProgressLine(err, Terminal.showsStandardError(), name, 0, steps);
    }
    line.stepTo(step);
  }

  @Override
  public void row(StepRecord row) {
    if (line.isBar()) {
      line.message(quality(row));
      return;
    }
    int step = row.step();
    boolean between = step > firstStep && step < steps;
    String left = between ? line.left((step - firstStep) / (double) (steps - firstStep)) : "";
    line.line(
        step == firstStep || step == steps,
        "step " + step + "/" + steps + "  " + quality(row) + left);
  }

  private static String quality(StepRecord row) {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "risk %.4g", row.risk()));
    append(text, "accuracy", row.trainAccuracy(), row.validationAccuracy(), row.testAccuracy());
    append(text, "R2", row.trainR2(), row.validationR2(), row.testR2());
    return text.toString();
  }

  private static void append(
      StringBuilder text, String name, Double train, Double validation, Double test) {
    if (train == null) {
      return;
    }
    text.append(String.format(Locale.ROOT, "  %s %.4f", name, train));
    List<String> others = new ArrayList<>();
    if (validation != null) {
      others.add(String.format(Locale.ROOT, "validation %.4f", validation));
    }
    if (test != null) {
      others.add(String.format(Locale.ROOT, "test %.4f", test));
    }
    if (!others.isEmpty()) {
      text.append(" (").append(String.join(", ", others)).append(')');
    }
  }

  @Override
  public void notice(String text) {
    err.println("note: " + Printable.line(text));
  }

  @Override
  public boolean interrupted() {
    return termination.isRequested();
  }

  @Override
  public void close() {
    if (line != null) {
      line.close();
    }
  }
}
