/**
 * The figures of reports on runs: what is read of a run, and how it becomes charts.
 *
 * <p>Place in the data flow: {@link org.cotflow.report.figure.ReportedRun} holds what could be read
 * of a directory; {@link org.cotflow.report.figure.TrainingData} and {@link
 * org.cotflow.report.figure.ComputedDiagnostics} hold what is computed again for a report. From
 * these come {@link org.cotflow.report.figure.Drawing}s, in the order of a page: {@link
 * org.cotflow.report.figure.CurveFigures}, {@link org.cotflow.report.figure.SpectrumFigures},
 * {@link org.cotflow.report.figure.PathFigures}, {@link org.cotflow.report.figure.CloudFigures},
 * {@link org.cotflow.report.figure.DistanceFigure}.
 *
 * <p>Invariants: a drawing gives null where there is nothing to show and throws where it fails, so
 * that a report can say which figure is missing and why; a figure has a bounded number of points,
 * however long the run or large the sweep.
 */
package org.cotflow.report.figure;
