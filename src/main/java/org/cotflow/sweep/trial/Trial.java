package org.cotflow.sweep.trial;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.cotflow.base.DivergedException;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.config.Experiment;
import org.cotflow.config.hocon.ConfigComplaint;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineFactory;
import org.cotflow.flow.TrainingLoop;
import org.cotflow.run.RunProblem;
import org.cotflow.run.TrainingRun;
import org.cotflow.sweep.grid.ErrorSpec;

/**
 * One run of a sweep, which any thread or executor can do: it carries its experiment, and finds
 * data and references in the inputs that all trials share.
 *
 * @param index of the trial or of the reference
 * @param errors the steps to look at
 * @param keptIn the run directory to make; null for none
 */
public record Trial(
    int index, Experiment experiment, TrialPurpose purpose, ErrorSpec errors, Location keptIn)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Does the run. A failure is part of the result.
   *
   * @param interrupted polled once a step
   * @return null if interrupted
   */
  public TrialResult run(TrialInputs inputs, EngineFactory engines, BooleanSupplier interrupted) {
    long began = System.nanoTime();
    TrialCapture capture = null;
    int stateDim = 0;
    try {
      RunProblem problem = RunProblem.of(experiment, inputs.data().get(experiment.data()));
      stateDim = problem.network().stateDim();
      capture =
          new TrialCapture(
              problem, purpose, errors, purpose.references(problem, inputs), interrupted);
      int ended = keptIn == null ? run(problem, engines, capture) : kept(problem, engines, capture);
      return ended < 0
          ? null
          : result(TrialResult.Status.DONE, endedEarly(ended), capture, stateDim, began);
    } catch (DivergedException diverged) {
      return result(TrialResult.Status.DIVERGED, diverged.getMessage(), capture, stateDim, began);
    } catch (OutOfMemoryError memory) {
      return result(TrialResult.Status.FAILED, "out of memory", capture, stateDim, began);
    } catch (IOException | RuntimeException failure) {
      return result(TrialResult.Status.FAILED, reason(failure), capture, stateDim, began);
    }
  }

  /** The last step; -1 if interrupted. */
  private int run(RunProblem problem, EngineFactory engines, TrialCapture capture) {
    try (Engine engine =
        engines.start(problem.shape(), problem.initial(), problem.network().maps())) {
      capture.watch(engine);
      TrainingLoop.Outcome outcome =
          TrainingRun.loop(
                  problem, engine, TrainingRun.solver(problem), experiment.output().snapshotEvery())
              .run(0, false, capture);
      return outcome.last() == null ? -1 : outcome.step();
    }
  }

  /** The same with a run directory; files of an earlier attempt are deleted. */
  private int kept(RunProblem problem, EngineFactory engines, TrialCapture capture)
      throws IOException {
    keptIn.deleteRecursively();
    EngineFactory watched =
        (shape, source, map) -> {
          Engine engine = engines.start(shape, source, map);
          capture.watch(engine);
          return engine;
        };
    TrainingRun.Result result = TrainingRun.start(problem, keptIn, watched, capture.asMonitor());
    return result.summary() == null ? -1 : result.step();
  }

  private String endedEarly(int last) {
    List<Integer> steps = errors.steps();
    boolean missed = !steps.isEmpty() && steps.get(steps.size() - 1) > last;
    return missed ? "ended at step " + last : "";
  }

  private static String reason(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserInputException) {
        return ConfigComplaint.oneLine(cause.getMessage(), 500);
      }
    }
    String message = failure.getMessage();
    return ConfigComplaint.oneLine(
        message == null || message.isBlank() ? failure.getClass().getSimpleName() : message, 500);
  }

  /** The result of a trial that cannot be done now. */
  public TrialResult notRun(String why) {
    String line = ConfigComplaint.oneLine(why, 500);
    return new TrialResult(TrialResult.Status.FAILED, line, 0, 0, null, missingSteps(), List.of());
  }

  private List<StepResult> missingSteps() {
    return errors.atLast()
        ? List.of(StepResult.missing(experiment.flow().steps()))
        : errors.steps().stream().map(StepResult::missing).toList();
  }

  private TrialResult result(
      TrialResult.Status status, String reason, TrialCapture capture, int stateDim, long began) {
    boolean done = status == TrialResult.Status.DONE;
    List<StepResult> steps = capture == null ? List.of() : capture.results();
    return new TrialResult(
        status,
        reason,
        stateDim,
        (System.nanoTime() - began) / 1e9,
        capture == null ? null : capture.medianStepSeconds(),
        steps.isEmpty() ? missingSteps() : steps,
        done ? capture.profiles() : List.of());
  }
}
