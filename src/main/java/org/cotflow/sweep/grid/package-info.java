/**
 * The section {@code sweep} of a configuration, and the trials that it describes.
 *
 * <p>The problem: a few lines describe hundreds of experiments. Some keys vary, others follow from
 * them by a formula, each trial has its reference, and laws say what to fit to the results.
 *
 * <p>Place in the data flow: a configuration in, complete experiments out. In the order of reading:
 *
 * <ol>
 *   <li>{@link org.cotflow.sweep.grid.SweepReader} reads the section into a {@link
 *       org.cotflow.sweep.grid.SweepSpec}: axes, ties, {@link
 *       org.cotflow.sweep.grid.ReferenceSpec}, {@link org.cotflow.sweep.grid.ErrorSpec} and {@link
 *       org.cotflow.sweep.grid.LawSpec}s. Formulas are {@link org.cotflow.sweep.grid.Expression}s.
 *   <li>{@link org.cotflow.sweep.grid.Grid} is the product of the axes: all trials and their
 *       different references.
 *   <li>{@link org.cotflow.sweep.grid.SweepText} writes the section so that it reads back as the
 *       same sweep.
 *   <li>{@link org.cotflow.sweep.grid.TrialColumns} names the numbers that trials have, for
 *       formulas and tables.
 * </ol>
 *
 * <p>Invariants: a trial's index follows from the section alone; the experiments say nothing of
 * where they run; all mistakes of the user are found before the first trial starts, and the message
 * names the line and the key.
 */
package org.cotflow.sweep.grid;
