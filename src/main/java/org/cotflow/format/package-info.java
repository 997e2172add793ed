/**
 * File formats, without their meaning: CSV, JSON, numpy's .npy and .npz.
 *
 * <p>{@link org.cotflow.format.Csv} writes and {@link org.cotflow.format.CsvTable} reads the tables
 * of Cotflow; {@link org.cotflow.format.RowFile} is a table that grows. {@link
 * org.cotflow.format.CsvReader} reads users' files, {@link org.cotflow.format.Json} the JSON of
 * runs and sweeps, {@link org.cotflow.format.NpzReader} and {@link org.cotflow.format.NpzWriter}
 * arrays of numpy.
 *
 * <ul>
 *   <li>All files are {@link org.cotflow.base.Location}s: a local path, or any path Hadoop knows.
 *   <li>Doubles read back to the same bits, and the bytes of a file do not depend on the JDK.
 *   <li>A wrong file of a user is refused in one line ({@link
 *       org.cotflow.base.UserInputException}).
 * </ul>
 */
package org.cotflow.format;
