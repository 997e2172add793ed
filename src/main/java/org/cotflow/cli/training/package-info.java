/**
 * Commands about experiments: those that train, and those that say beforehand what would happen.
 *
 * <p>Invariants: nothing is written to a run directory before all that the user could have got
 * wrong is checked.
 */
package org.cotflow.cli.training;
