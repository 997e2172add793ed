/**
 * The figures of what a trained network predicts.
 *
 * <p>{@link org.cotflow.report.prediction.EndPredictions} runs a part of the run's own samples
 * through its last snapshot, where that takes a moment only. From them and from the metrics of the
 * summary come {@link org.cotflow.report.prediction.ConfusionFigure} and {@link
 * org.cotflow.report.prediction.CalibrationFigure} of a classification, and {@link
 * org.cotflow.report.prediction.ResidualFigure} of a regression. {@link
 * org.cotflow.report.prediction.DecisionFigure} evaluates the network over a plane of inputs.
 *
 * <p>Invariants are those of {@link org.cotflow.report.figure}.
 */
package org.cotflow.report.prediction;
