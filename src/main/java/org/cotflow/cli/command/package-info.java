/**
 * What commands share: where they print, their common options, and arguments that several take.
 *
 * <p>Place in the flow: above {@code cli.terminal}, below the commands.
 */
package org.cotflow.cli.command;
