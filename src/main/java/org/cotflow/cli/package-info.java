/**
 * The command line: reads arguments, starts an engine, shows progress, and turns outcomes into exit
 * codes.
 *
 * <p>{@link org.cotflow.cli.Main} is the one main class, in a terminal and under spark-submit.
 * Commands hold no logic of their own: they call {@code experiment}. Results go to standard output,
 * progress and errors to standard error.
 *
 * <p>Invariants: a mistake of the user ends in one line and exit code 2, divergence in exit code 3;
 * nothing is written to a run directory before all that the user could have got wrong is checked.
 */
package org.cotflow.cli;
