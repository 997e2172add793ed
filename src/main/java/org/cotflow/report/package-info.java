/**
 * Reports for people: what came out of a run, of several runs or of a sweep, in pictures and
 * numbers, where it comes from and how to reproduce it.
 *
 * <p>Place in the data flow: reads the directories of runs and sweeps. {@link
 * org.cotflow.report.Report} makes a document of sections from the figures of {@code
 * report.figure}. The document becomes one HTML file with a script of its own and without requests
 * to any host, or text for a terminal; {@code report.chart} draws for both.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Every string that comes from a configuration or from data is escaped.
 *   <li>What is missing or damaged in a directory, and every figure that cannot be drawn, is named
 *       in the report and does not keep the rest from being shown.
 *   <li>A report reads no more than a few megabytes and computes for about a second; what would
 *       take longer is left out, and the report says what would help.
 * </ul>
 */
package org.cotflow.report;
