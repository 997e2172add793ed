/**
 * Sweeps: how errors, risks and limits depend on width, depth, seeds, or any other key.
 *
 * <p>The problem: the question how finite networks approach the mean-field limit takes hundreds of
 * coupled runs. A few lines must describe them; they must run on one machine or a cluster, survive
 * kills, and end in one table to which laws are fitted.
 *
 * <p>From a configuration to laws:
 *
 * <ol>
 *   <li>{@link org.cotflow.config.ExperimentSource} holds the layers of the configuration; its
 *       section {@code sweep} is read into axes, tied keys, a reference, steps to look at, and laws
 *       (formulas are {@code Expression}s).
 *   <li>The grid: every run, and the different references, as complete experiments.
 *   <li>{@link org.cotflow.sweep.trial.Trial} does one run on any machine and compares it with the
 *       stored results of its reference at the requested steps.
 *   <li>{@link org.cotflow.sweep.TrialRunner} decides where and how many at once: {@link
 *       org.cotflow.sweep.ThreadRunner} packs trials onto threads; {@code launch} has one for
 *       Spark.
 *   <li>{@link org.cotflow.sweep.ExperimentSweep} is the whole sweep in a directory: sweep.conf and
 *       provenance.json, one result file a run, and at the end runs.csv, metrics.csv,
 *       references.csv and laws.csv.
 * </ol>
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>runs.csv and laws.csv depend on the configuration alone, to the byte: not on threads,
 *       engine, order, or how often the sweep was killed.
 *   <li>A result file is whole or not there; a run with a result file is not repeated, unless it
 *       failed for a reason that may have passed.
 *   <li>All results in a directory are of the same data: {@link org.cotflow.sweep.SweepProvenance}.
 *   <li>A trial that fails or diverges is a row of the table and stops no other trial.
 * </ul>
 */
package org.cotflow.sweep;
