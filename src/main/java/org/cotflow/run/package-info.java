/**
 * Experiments as files: their configuration, and the directory that a run leaves behind.
 *
 * <p>A run's numbers depend on its resolved configuration alone, so that configuration has to be
 * complete, checked before anything is computed, and written so that it reads back to the same
 * bits. {@link org.cotflow.config.ExperimentConfig} reads a built-in experiment or a HOCON file and
 * the assignments of the command line into an {@link org.cotflow.config.Experiment}, a value made
 * of the specifications of all packages before this one; {@link org.cotflow.config.ConfigText}
 * writes it; {@link org.cotflow.config.ResumeRules} says what a run that goes on may change.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Defaults stand in the resource {@code defaults.conf} only, explanations of keys too.
 *   <li>Every key has one entry in {@code Keys}, with type and range; reading, writing, comparing
 *       and suggesting go through it.
 *   <li>A wrong configuration ends in a {@link org.cotflow.base.UserInputException} of one line.
 *   <li>Secrets of {@code spark.conf} are never written.
 * </ul>
 *
 * <h2>The run directory</h2>
 *
 * <p>A run takes hours and may die at any instant: killed, out of disk, its driver lost. What it
 * leaves must be either whole or recognizably not there, so that resuming it ends in the same
 * bytes. {@link org.cotflow.run.store.RunDirectory} holds the files of one run under a lock; it
 * stands between the training loop, which writes, and reports, exports and resumption, which read.
 *
 * <h3>Why a crash cannot be mistaken for a result</h3>
 *
 * <ul>
 *   <li>A snapshot ({@link org.cotflow.run.snapshot.Snapshots}) exists if and only if its manifest
 *       does. Part files are written under names of their own, renamed when complete, forced to
 *       disk, and listed with length and SHA-256 in the manifest, which is written last and by an
 *       atomic replacement. The manifest ends in a digest of its own text. So a reader that accepts
 *       a manifest whose files have the right lengths has what was written, up to damage of the
 *       disk, which the page checksums find while reading and {@link
 *       org.cotflow.run.snapshot.Snapshots#latestValid} before resuming.
 *   <li>A snapshot written again uses other file names than the one it replaces; the replacement of
 *       the manifest switches from one to the other at one instant. A snapshot is removed manifest
 *       first.
 *   <li>history.csv only grows; a last line without its end is no row. Its rows are made durable
 *       before the snapshot that counts them is committed, so after a crash it has at least those,
 *       and the surplus is dropped by an atomic replacement when the run is resumed.
 *   <li>trajectories.csv grows in the same way; its rows from the resumed step on are dropped, as
 *       that step is recorded again.
 *   <li>config.conf, provenance.json and summary.json are replaced atomically as wholes.
 *   <li>Two runs in one directory would break all this: a lock that dies with its process, or
 *       leases where there are no locks, keeps the second one out.
 * </ul>
 *
 * <h3>Order of a recorded step</h3>
 *
 * <pre>
 *   history.append(row); history.persist();
 *   sink = snapshots.begin(step); receipts = engine.store(sink);
 *   snapshots.commit(shape, receipts, new ResumePoint(step, ..., history.rowCount(), ...));
 *   snapshots.retain(keep, step);
 * </pre>
 *
 * <p>and of a resumption:
 *
 * <pre>
 *   run = RunDirectory.resume(location);
 *   snapshot = run.snapshots().latestValid();         // none: the run begins again
 *   run.snapshots().dropAfter(snapshot.step());
 *   history = run.writeHistory(columns, snapshot.resumePoint());
 * </pre>
 */
package org.cotflow.run;
