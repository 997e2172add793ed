package org.cotflow.sweep;

import java.util.function.ToDoubleFunction;
import org.cotflow.base.UserInputException;
import org.cotflow.config.ConfigKeys;
import org.cotflow.sweep.grid.Grid;
import org.cotflow.sweep.grid.LawSpec;
import org.cotflow.sweep.grid.TrialColumns;
import org.cotflow.sweep.trial.StepResult;
import org.cotflow.sweep.trial.TrialResult;

/**
 * The numbers that formulas of a law can name, of one row of runs.csv: keys of the run, columns,
 * the step, and {@code error} for the column that the law is about.
 */
record TrialNumbers(LawSpec law, Grid.Run run, TrialResult result, StepResult step, double value)
    implements ToDoubleFunction<String> {

  /**
   * @throws UserInputException where the run has no such number
   */
  @Override
  public double applyAsDouble(String name) {
    if (name.equals(TrialColumns.ERROR)) {
      return value;
    }
    if (name.equals(TrialColumns.STEP)) {
      return step.step();
    }
    if (name.equals("network.state-dim")) {
      return result.stateDim(); // also where it was left to the network
    }
    Double number =
        TrialColumns.NUMBERS.contains(name)
            ? step.number(name)
            : ConfigKeys.number(name, run.experiment());
    if (number == null) {
      throw new UserInputException(
          "law " + law.name() + ": run " + run.index() + " has no number for " + name);
    }
    return number;
  }
}
