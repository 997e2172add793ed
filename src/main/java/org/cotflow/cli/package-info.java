/**
 * The command line: parses arguments, calls a lower package, prints, and turns outcomes into exit
 * codes.
 *
 * <p>{@link org.cotflow.cli.Main} is the one main class, in a terminal and under spark-submit. Each
 * command is a {@link org.cotflow.cli.Subcommand}. Commands hold no logic of their own: what they
 * do is a public method of a lower package, so that a Java program can do it too. Results go to
 * standard output, progress and errors to standard error.
 *
 * <p>Invariants: a mistake of the user ends in one line and exit code 2, divergence in exit code 3;
 * nothing is written to a run directory before all that the user could have got wrong is checked.
 */
package org.cotflow.cli;
