package org.cotflow.cli.command;

import org.cotflow.transport.auction.IntervalOptions;
import org.cotflow.transport.solver.SolverPolicy;
import picocli.CommandLine.Option;

/** How far intervals of W_2^2 close, where layers are too large for exact plans. */
public final class AccuracyOption {
  @Option(
      names = "--accuracy",
      paramLabel = "A",
      description =
          "Where W_2^2 of a layer is an interval: its width, relative to its upper end, at which"
              + " the solver stops; by default 0.01.")
  private double accuracy = IntervalOptions.standard().accuracy();

  @Option(
      names = "--time",
      paramLabel = "SECONDS",
      description =
          "Where W_2^2 of a layer is an interval: after so long the solver stops with the interval"
              + " that it has; by default without limit.")
  private Double seconds;

  public IntervalOptions interval() {
    return new IntervalOptions(accuracy, seconds, 1);
  }

  /** Exact where a layer is small enough, an interval beyond. */
  public SolverPolicy bySize() {
    return SolverPolicy.standard().with(interval());
  }
}
