/**
 * The engine that keeps the particles of a measure on Spark executors.
 *
 * <p>A step of training needs, layer after layer, sums over the particles: of velocities on the way
 * forward, of pullbacks on the way back, and each particle's own gradient for its move. States are
 * small ({@code rows x d}) and travel to the particles; particles are many and stay where they are.
 *
 * <ol>
 *   <li>{@link org.cotflow.spark.session.SparkSessions} starts a context with the settings this
 *       package relies on.
 *   <li>{@link org.cotflow.spark.SparkEngine} drives the jobs. The measure is an RDD of blocks;
 *       each partition holds a run of consecutive block numbers ({@link
 *       org.cotflow.spark.BlockPartitions}), drawn or read on the executor itself.
 *   <li>{@link org.cotflow.spark.RowSender} broadcasts states and adjoints, once a step. A pass
 *       ({@link org.cotflow.spark.SumPass}) is one job over the partitions of the layers that are
 *       meant. Tasks run {@link org.cotflow.engine.BlockPasses} on their blocks and reduce them to
 *       nodes of the fixed summation tree; {@link org.cotflow.spark.LayerTotals} merges nodes in
 *       the tree's order, never in that of completion.
 *   <li>Moves are put off to one job over all partitions, which makes the next generation of blocks
 *       from the cached one. {@link org.cotflow.spark.Lineage} caches generations, keeps what a
 *       lost executor's blocks are recomputed from, and cuts that history from time to time.
 * </ol>
 *
 * <p>Beside training: {@link org.cotflow.spark.SparkTasks} runs independent tasks with results in
 * order, {@link org.cotflow.spark.SparkBlocks} keeps one layer's blocks prepared for many sums over
 * them.
 *
 * <p>Invariants. No formula lives here. The same bits for any number of partitions, executors and
 * losses of executors. Cached blocks are never changed. Every class that crosses the network is
 * registered with Kryo ({@link org.cotflow.spark.CotflowKryoRegistrator}).
 */
package org.cotflow.spark;
