/**
 * Commands about experiments: those that train, and those that say beforehand what would happen.
 *
 * <p>Invariants: nothing is written to a run directory before the user's input is checked as a
 * whole.
 */
package org.cotflow.cli.training;
