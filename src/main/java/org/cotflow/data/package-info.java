/**
 * Samples: from files, built-in sets and generators to what the network sees.
 *
 * <p>The problem: N samples (xi_i, y_i) with xi_i in R^{d_in} and y_i in R^{d_out}, to be split
 * into a training and a test part and scaled so that a flow with Gaussian features works well. New
 * samples must be scaled in the same way, and predictions are in the user's units.
 *
 * <p>Place in the flow: {@link org.cotflow.data.DataSpec} (the configuration) goes into {@link
 * org.cotflow.data.source.DataSources}, which reads columns ({@link org.cotflow.data.column});
 * {@link org.cotflow.data.PreparedData} comes out and is handed to the engines. {@link
 * org.cotflow.format.NpzReader} and {@link org.cotflow.format.NpzWriter} also carry measures to and
 * from numpy.
 *
 * <ul>
 *   <li>Reading starts neither Spark nor, for local paths, a Hadoop file system.
 *   <li>All numbers that leave this package are finite.
 *   <li>Scales and means come from the training part alone.
 *   <li>A mistake in a file is reported in one line with file, line and column ({@link
 *       org.cotflow.base.UserInputException}).
 * </ul>
 */
package org.cotflow.data;
