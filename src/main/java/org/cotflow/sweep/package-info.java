/**
 * Sweeps: how errors, risks and limits depend on width, depth, seeds, or any other key.
 *
 * <p>The problem: the question how finite networks approach the mean-field limit takes hundreds of
 * coupled runs. They have to be described by a few lines, done on whatever there is, survive being
 * killed, and end in one table from which laws are fitted.
 *
 * <p>From a configuration to laws:
 *
 * <ol>
 *   <li>{@link org.cotflow.config.ExperimentSource} holds the layers of the configuration; its
 *       section {@code sweep} is read into axes, tied keys, a reference, steps to look at, and laws
 *       (formulas are {@code Expression}s).
 *   <li>The grid: every run, and the different references, as complete experiments.
 *   <li>{@link org.cotflow.sweep.trial.Trial} does one run anywhere, looks at it at the steps
 *       wanted, and compares it there with what is kept of its reference.
 *   <li>{@link org.cotflow.sweep.TrialRunner} decides where and how many at once: {@link
 *       org.cotflow.sweep.ThreadRunner} packs runs onto threads; the command line has one for
 *       Spark.
 *   <li>{@link org.cotflow.sweep.ExperimentSweep} puts it together in a directory: sweep.conf and
 *       provenance.json, one result file a run, and at the end runs.csv, metrics.csv,
 *       references.csv and laws.csv.
 * </ol>
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>runs.csv and laws.csv depend on the configuration alone, to the byte: not on threads,
 *       engine, order, or how often the sweep was killed.
 *   <li>A result file is whole or not there; the run of one that is there is not done again, unless
 *       it failed for a reason that may be gone.
 *   <li>All results in a directory are of the same data: {@link org.cotflow.sweep.SweepProvenance}.
 *   <li>A run that fails or diverges says so in the table and stops no other.
 * </ul>
 */
package org.cotflow.sweep;
