package org.cotflow.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * The generations of the particle RDD: the current one is cached; from it, and from the broadcasts
 * of the moves since the last cut, lost blocks are recomputed. A broadcast is kept exactly as long
 * as a recomputation may need it.
 *
 * <p>Blocks are cached as objects, spilling to disk: a deserialized block is one array of doubles,
 * so serializing would save no memory and cost a copy in every pass.
 */
final class Lineage implements AutoCloseable {
  /** How the history of the blocks is cut off, so that it does not grow with the steps. */
  enum Cut {
    /**
     * A local master: the only executor is this very process, so no block is ever lost alone. The
     * history is dropped with every move; only the cached blocks are kept.
     */
    EVERY_MOVE,
    /**
     * A checkpoint directory is set: the blocks are written there. Survives any loss of executors.
     */
    CHECKPOINT_DIRECTORY,
    /**
     * A cluster without checkpoint directory: the blocks go to the disks of two executors. Spark's
     * plain local checkpoint has one copy and dies with its executor; two copies survive the loss
     * of one executor at a time (Spark then copies again). If both are lost, the run stops and
     * resumes from its snapshot.
     */
    TWO_DISKS;

    static Cut of(JavaSparkContext context) {
      if (context.getCheckpointDir().isPresent()) {
        return CHECKPOINT_DIRECTORY;
      }
      return context.isLocal() ? EVERY_MOVE : TWO_DISKS;
    }
  }

  /** States and adjoints held for recomputation never take more than this part of the heap. */
  private static final int HEAP_PART = 8;

  private final JavaSparkContext context;
  private final Cut cut;
  private final int movesBetweenCuts;
  private final List<Broadcast<?>> needed = new ArrayList<>();
  private long neededBytes;
  private int movesSinceCut;
  private boolean beginsAtSource = true;
  private JavaRDD<HeldBlock> current;
  private JavaRDD<HeldBlock> onDisk;
  private String checkpoint;
  private long jobs;

  Lineage(JavaSparkContext context, int movesBetweenCuts, JavaRDD<HeldBlock> first) {
    this.context = context;
    this.cut = Cut.of(context);
    this.movesBetweenCuts = movesBetweenCuts;
    this.current = first.persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** The cached blocks. */
  JavaRDD<HeldBlock> current() {
    return current;
  }

  /** Jobs that cuts have taken so far. */
  long jobs() {
    return jobs;
  }

  /** Whether lost blocks are still recomputed from the very first ones: there was no cut so far. */
  boolean beginsAtSource() {
    return beginsAtSource;
  }

  Cut cut() {
    return cut;
  }

  /**
   * Takes over what the next move reads; destroys it when no recomputation needs it any more.
   *
   * @param bytes of it
   */
  void keep(long bytes, List<Broadcast<?>> broadcasts) {
    needed.addAll(broadcasts);
    neededBytes += bytes;
  }

  /**
   * Makes the next generation current.
   *
   * @param materialize a job over all partitions of the next generation
   * @return what the job returned
   */
  <R> R advance(MovePass move, Function<JavaRDD<HeldBlock>, R> materialize) {
    movesSinceCut++;
    // A checkpointed RDD forgets its parents but not its own function: the one that holds
    // broadcasts must be a parent.
    JavaRDD<HeldBlock> moved = current.mapPartitions(move, true);
    JavaRDD<HeldBlock> next =
        moved.mapPartitions(Lineage::same, true).persist(StorageLevel.MEMORY_AND_DISK());
    boolean due = isCutDue();
    if (due && cut == Cut.EVERY_MOVE) {
      next.rdd().localCheckpoint();
    } else if (due && cut == Cut.CHECKPOINT_DIRECTORY) {
      next.checkpoint();
    }
    R result;
    try {
      result = materialize.apply(next);
    } catch (Throwable failure) { // Spark throws checked ones undeclared
      next.unpersist(false);
      throw failure;
    }
    current.unpersist(false);
    current = next;
    if (due) {
      finishCut();
    }
    return result;
  }

  private boolean isCutDue() {
    return cut == Cut.EVERY_MOVE
        || movesSinceCut >= movesBetweenCuts
        || neededBytes > Runtime.getRuntime().maxMemory() / HEAP_PART;
  }

  private void finishCut() {
    if (cut == Cut.CHECKPOINT_DIRECTORY) {
      String previous = checkpoint;
      checkpoint = current.getCheckpointFile().get();
      jobs++;
      deleteCheckpoint(previous);
    } else if (cut == Cut.TWO_DISKS) {
      moveToTwoDisks();
    }
    releaseBroadcasts();
    movesSinceCut = 0;
    beginsAtSource = false;
  }

  /** Writes the blocks to disks and starts a new history there, cached in memory as it is read. */
  private void moveToTwoDisks() {
    JavaRDD<HeldBlock> saved =
        current.mapPartitions(Lineage::same, true).persist(StorageLevel.DISK_ONLY_2());
    saved.rdd().localCheckpoint();
    saved.foreachPartition(Lineage::drain);
    jobs++;
    JavaRDD<HeldBlock> read =
        saved.mapPartitions(Lineage::same, true).persist(StorageLevel.MEMORY_AND_DISK());
    current.unpersist(false);
    current = read;
    if (onDisk != null) {
      onDisk.unpersist(false);
    }
    onDisk = saved;
  }

  private static Iterator<HeldBlock> same(Iterator<HeldBlock> blocks) {
    return blocks;
  }

  private static void drain(Iterator<HeldBlock> blocks) {
    while (blocks.hasNext()) {
      blocks.next();
    }
  }

  private static void release(JavaRDD<HeldBlock> blocks) {
    try {
      blocks.unpersist(true);
    } catch (Exception unreachable) { // Spark throws checked ones undeclared
      // An executor does not answer; its blocks are gone with it, or with the context.
    }
  }

  private void releaseBroadcasts() {
    for (Broadcast<?> broadcast : needed) {
      broadcast.destroy();
    }
    needed.clear();
    neededBytes = 0;
  }

  private void deleteCheckpoint(String directory) {
    if (directory == null) {
      return;
    }
    Path path = new Path(directory);
    try {
      path.getFileSystem(context.hadoopConfiguration()).delete(path, true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete the old checkpoint " + directory, e);
    }
  }

  /**
   * Releases broadcasts, blocks and checkpoints, and waits for the blocks: the context may be
   * stopped next, and would log errors about unfinished work.
   */
  @Override
  public void close() {
    releaseBroadcasts();
    release(current);
    if (onDisk != null) {
      release(onDisk);
    }
    deleteCheckpoint(checkpoint);
    checkpoint = null;
  }
}
