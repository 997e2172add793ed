/**
 * What a command shares with its terminal: progress on standard error, signals, the exit code.
 *
 * <p>Place in the flow: below the commands in {@code cli}.
 *
 * <p>Invariants: nothing here is printed on standard output; a request to stop is honored after the
 * step at hand, or after {@code Termination}'s limit.
 */
package org.cotflow.cli.terminal;
