/**
 * Pages that follow runs and sweeps while they go on, served to browsers of this machine.
 *
 * <p>Place in the data flow: reads the directories of runs and sweeps, as {@code report} does, and
 * shows them with its pages and figures. {@link org.cotflow.report.live.LiveServer} answers
 * requests; {@code LiveSite} knows which pages there are and renders them when they are asked for.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Nothing is written, no lock is taken, and no part of an address is used as a path.
 *   <li>A run is known by its files alone, so it may go on in any process, machine or cluster, on
 *       any file system. Files that are being written are read as far as their lines are whole.
 *   <li>The time spent on reading and drawing is at most about a tenth of the time that passes,
 *       unless a page takes more than a second.
 * </ul>
 */
package org.cotflow.report.live;
