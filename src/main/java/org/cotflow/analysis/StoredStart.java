package org.cotflow.analysis;

import java.io.IOException;
import java.util.List;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.config.Experiment;
import org.cotflow.config.ResumeRules;
import org.cotflow.run.RunProblem;
import org.cotflow.run.snapshot.Snapshot;
import org.cotflow.run.store.HistoryRow;
import org.cotflow.run.store.RunDirectory;

/**
 * A snapshot of a run as the start of a flow: the particles exactly as stored, the network and the
 * data of the run.
 *
 * @param run its directory
 * @param problem starts from the snapshot
 * @param history of the run
 */
public record StoredStart(
    Location run, RunProblem problem, Snapshot snapshot, List<HistoryRow> history) {

  public StoredStart {
    history = List.copyOf(history);
  }

  /**
   * Reads the data, and every file of the snapshot once, to compare digests.
   *
   * @param step of the snapshot; null for the last
   * @param sets assignments key=value of what a resumed run may change
   * @throws UserInputException if there is no such run or snapshot, it is damaged, or its data are
   *     not those it was trained on
   */
  public static StoredStart open(Location run, Integer step, List<String> sets) throws IOException {
    RunDirectory directory = RunDirectory.open(run);
    Experiment experiment = directory.experiment();
    if (!sets.isEmpty()) {
      experiment = ResumeRules.resolveResume(experiment, null, sets);
    }
    Snapshot snapshot = directory.snapshot(step);
    snapshot.verify();
    RunProblem problem = RunProblem.goingOn(experiment, run, snapshot);
    RunAnalysis.requireSameData(run, problem.data());
    return new StoredStart(run, problem, snapshot, directory.history().rows());
  }
}
