package org.cotflow.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cotflow.base.Keyword;
import org.cotflow.config.Experiment;
import org.cotflow.flow.StepRecord;
import org.cotflow.kernel.BlockKernels;
import org.cotflow.report.chart.Numbers;
import org.cotflow.run.RunMonitor;
import org.cotflow.spark.session.SparkSessions;

/**
 * Shows the progress of a run, each time with the risk, the accuracy (or R^2) and the time left. A
 * signal stops the run after the step at hand.
 */
public final class RunProgress implements RunMonitor, AutoCloseable {
  private final Messages messages;
  private final Termination termination;
  private String name;
  private int steps;
  private int firstStep;
  private ProgressLine line;

  public RunProgress(Messages messages, Termination termination) {
    this.messages = messages;
    this.termination = termination;
  }

  /** The experiment is known; its steps begin with the next call of {@link #at}. */
  public void begins(Experiment experiment) {
    name = experiment.name();
    steps = experiment.flow().steps();
    messages.stage(
        "%s: depth %s, widths %s, engine %s, propagation %s; %s"
            .formatted(
                name,
                Integer.toString(experiment.network().depth()),
                experiment.network().width(),
                Keyword.of(experiment.engine().kind()),
                Keyword.of(experiment.engine().propagation()),
                BlockKernels.description()));
    if (BlockKernels.fellBack()) {
      notice(BlockKernels.description());
    }
    SparkSessions.misspelled(experiment.spark()).forEach(this::notice);
  }

  @Override
  public void at(int step) {
    if (line == null) {
      firstStep = step;
      line = messages.begin(name, "step", "step", step, Math.max(step, steps));
    }
    line.stepTo(step);
  }

  @Override
  public void row(StepRecord row) {
    line.stepTo(row.step());
    line.say(quality(row), row.step() == firstStep || row.step() == steps);
  }

  @Override
  public void doing(String what) {
    if (what != null) {
      messages.stage(what);
    }
    if (line != null) {
      line.doing(what);
    }
  }

  private static String quality(StepRecord row) {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "risk %.4g", row.risk()));
    append(text, "accuracy", row.trainAccuracy(), row.validationAccuracy(), row.testAccuracy());
    append(text, "R^2", row.trainR2(), row.validationR2(), row.testR2());
    return text.toString();
  }

  private static void append(
      StringBuilder text, String name, Double train, Double validation, Double test) {
    if (train == null) {
      return;
    }
    text.append("  ").append(name).append(' ').append(Numbers.share(train));
    List<String> others = new ArrayList<>();
    if (validation != null) {
      others.add("validation " + Numbers.share(validation));
    }
    if (test != null) {
      others.add("test " + Numbers.share(test));
    }
    if (!others.isEmpty()) {
      text.append(" (").append(String.join(", ", others)).append(')');
    }
  }

  @Override
  public void notice(String text) {
    messages.note(text);
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
