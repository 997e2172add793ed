/**
 * Logs for programs that show training: a run writes its recorded steps in their formats too.
 *
 * <p>Place in the flow: above {@code run.store}, which holds the history; below {@code run}.
 *
 * <p>Invariants: a log holds the rows of history.csv and nothing else that is computed; a resumed
 * run writes its logs again from the rows that its history keeps. No library of those programs is
 * used.
 */
package org.cotflow.run.tracker;
