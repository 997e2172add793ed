/**
 * Engines hold the particles and run the kernels over them.
 *
 * <p>{@link org.cotflow.engine.Engine} is the interface; {@link org.cotflow.engine.InProcessEngine}
 * is the reference, and package {@code spark} has the other one. Both run {@link
 * org.cotflow.engine.BlockPasses} on the same blocks and add up by the same tree.
 *
 * <p>Invariant: the numbers an engine returns depend on the particles and the arguments alone, bit
 * by bit, never on threads, partitions or timing.
 */
package org.cotflow.engine;
