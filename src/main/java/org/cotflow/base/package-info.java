/**
 * The foundation of all packages: random numbers, files, and the two exceptions that end a run
 * early.
 *
 * <p>The problem: the same configuration must give the same bits on one machine or a thousand, from
 * data on any disk. So random numbers have addresses instead of an order ({@link
 * org.cotflow.base.RandomStream}: seed, purpose, layer, particle, index), and files are values that
 * can be sent to executors ({@link org.cotflow.base.Location}, made by {@link
 * org.cotflow.base.Locations}).
 *
 * <p>Place in the flow: the first package; it imports no other.
 *
 * <ul>
 *   <li>A local path never loads a class of Hadoop.
 *   <li>After {@link org.cotflow.base.Location#replace} a reader, or the survivor of a crash, finds
 *       the old content or the new.
 *   <li>A failed file operation names the path and the reason in its message.
 *   <li>{@link org.cotflow.base.UserInputException} is the user's error (exit code 2, one line);
 *       {@link org.cotflow.base.DivergedException} is the run's (exit code 3).
 * </ul>
 */
package org.cotflow.base;
