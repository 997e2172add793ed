/**
 * Reports for people: what came out of a run, of several runs or of a sweep, in pictures and
 * numbers, where it comes from and how to reproduce it.
 *
 * <p>Reads run and sweep directories through {@code experiment}. {@link org.cotflow.report.Report}
 * makes a document of sections, which becomes one HTML file, without scripts and without requests
 * to any host, or text for a terminal; {@code chart} draws.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Every string that comes from a configuration or from data is escaped.
 *   <li>What is missing or damaged in a directory is left out or said, and never keeps the rest
 *       from being shown.
 *   <li>A report reads no more than a few megabytes and computes for about a second; what would
 *       take longer is left out.
 * </ul>
 */
package org.cotflow.report;
