/**
 * Engines hold the particles and run the kernels over them.
 *
 * <p>Place in the flow: below the flows, which drive an engine, and above {@code kernel}, whose
 * kernels it runs. {@link org.cotflow.engine.Engine} is the interface; {@link
 * org.cotflow.engine.InProcessEngine} is the reference, and package {@code spark} has the other
 * one. Both run {@link org.cotflow.engine.BlockPasses} on the same blocks and add up by the same
 * tree. In process, {@link org.cotflow.engine.TileScheduler} cuts a pass into tiles of blocks and
 * rows and shares them out among the threads of a {@link org.cotflow.engine.WorkerTeam}; its
 * scratch does not grow with the number of rows.
 *
 * <p>For work on stored measures there are {@link org.cotflow.engine.OrderedTasks}, independent
 * tasks with results in order, and {@link org.cotflow.engine.LayerBlocks}, sums over the blocks of
 * one layer; each in this process and, in package {@code spark}, on executors.
 *
 * <p>Invariant: the numbers an engine returns depend on the particles and the arguments alone, bit
 * by bit, never on threads, partitions or timing. What a task throws comes out as it is.
 */
package org.cotflow.engine;
