/**
 * The command line: its one main class, in a terminal and under spark-submit, help, and reports.
 *
 * <p>{@link org.cotflow.cli.Main} knows all commands. Each is a {@link
 * org.cotflow.cli.command.Subcommand}. Commands hold no logic of their own: what they do is a
 * public method of a lower package, so that a Java program can do it too. Results go to standard
 * output, progress and errors to standard error.
 *
 * <p>Invariants: a mistake of the user ends in one line and exit code 2, divergence in exit code 3.
 */
package org.cotflow.cli;
