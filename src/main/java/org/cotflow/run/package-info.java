/**
 * Runs of experiments: from a configuration to a trained measure.
 *
 * <p>{@link org.cotflow.run.RunProblem} reads the data of an {@link org.cotflow.config.Experiment},
 * draws its network and checks that everything fits together. {@link org.cotflow.run.TrainingRun}
 * trains it in a run directory, and goes on with a run that was stopped; {@link
 * org.cotflow.run.TrainedMeasure} trains it in memory, for programs. {@link
 * org.cotflow.run.RunMonitor} receives progress and may request a stop. {@link
 * org.cotflow.run.Prediction} applies a trained measure to new samples.
 *
 * <p>Invariant: a run that died at any instant and is resumed ends in the same bytes as a run in
 * one go, times apart. A recorded step is therefore written in this order,
 *
 * <pre>
 *   history.append(row); history.persist();
 *   sink = snapshots.begin(step); receipts = engine.store(sink);
 *   snapshots.commit(shape, receipts, new ResumePoint(step, ..., history.rowCount(), ...));
 *   snapshots.retain(keep, steps);
 * </pre>
 *
 * <p>and a run is resumed in this order:
 *
 * <pre>
 *   run = RunDirectory.resume(location);
 *   snapshot = run.snapshots().latestValid();         // none: the run begins again
 *   run.requireTables(snapshot);
 *   run.snapshots().dropAfter(snapshot.step());
 *   history = run.writeHistory(validation, snapshot.resumePoint());
 * </pre>
 */
package org.cotflow.run;
