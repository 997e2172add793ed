/**
 * The figures of reports: what is read of a run or a sweep, and how it becomes charts.
 *
 * <p>Place in the data flow: {@link org.cotflow.report.figure.ReportedRun} and {@link
 * org.cotflow.report.figure.ReportedSweep} hold what could be read of a directory; {@link
 * org.cotflow.report.figure.TrainingData} and {@link org.cotflow.report.figure.ComputedDiagnostics}
 * hold what is computed again for a report. From these come {@link
 * org.cotflow.report.figure.Drawing}s, in the order of a page:
 *
 * <ul>
 *   <li>of runs: {@link org.cotflow.report.figure.CurveFigures}, {@link
 *       org.cotflow.report.figure.SpectrumFigures}, {@link org.cotflow.report.figure.PathFigures},
 *       {@link org.cotflow.report.figure.CloudFigures}, {@link
 *       org.cotflow.report.figure.DistanceFigure};
 *   <li>of a sweep: {@link org.cotflow.report.figure.LawFigures}, {@link
 *       org.cotflow.report.figure.SweepFigures}.
 * </ul>
 *
 * <p>Invariants: a drawing gives null where there is nothing to show and throws where it fails, so
 * that a report can say which figure is missing and why; a figure has a bounded number of points,
 * however long the run or large the sweep.
 */
package org.cotflow.report.figure;
