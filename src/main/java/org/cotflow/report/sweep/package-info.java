/**
 * The figures of a sweep's report: its errors over the grid, and its laws.
 *
 * <p>Place in the data flow: {@link org.cotflow.report.sweep.ReportedSweep} holds what could be
 * read of a sweep's directory, {@link org.cotflow.report.sweep.SweepKey} what tells its runs apart.
 * From these come the {@link org.cotflow.report.figure.Drawing}s of {@link
 * org.cotflow.report.sweep.LawFigures}, over the runs that each law was fitted to, and of {@link
 * org.cotflow.report.sweep.SweepFigures}, over all runs.
 *
 * <p>Invariants: as in {@link org.cotflow.report.figure}.
 */
package org.cotflow.report.sweep;
