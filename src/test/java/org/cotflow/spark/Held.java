package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.BlockId;
import scala.runtime.AbstractFunction1;

/** What a context holds at the moment. */
final class Held {
  private static final long PATIENCE_NANOS = 300_000_000_000L;

  private Held() {}

  private static final class IsBroadcast extends AbstractFunction1<BlockId, Object>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Object apply(BlockId id) {
      return id.isBroadcast();
    }
  }

  /** Cached RDDs. */
  static int rdds(JavaSparkContext context) {
    return context.getPersistentRDDs().size();
  }

  /** Blocks of broadcasts in the driver. */
  static int broadcasts() {
    return SparkEnv.get().blockManager().getMatchingBlockIds(new IsBroadcast()).size();
  }

  /**
   * Spark frees the broadcasts of its own task binaries after a garbage collection, in a thread of
   * its own: waits for that.
   */
  static void awaitBroadcastsAtMost(int limit) throws InterruptedException {
    long start = System.nanoTime();
    System.gc();
    while (broadcasts() > limit && System.nanoTime() - start < PATIENCE_NANOS) {
      Thread.sleep(100);
      System.gc();
    }
    int left = broadcasts();
    assertTrue(left <= limit, left + " broadcast blocks are left");
  }

  private static final class IsShuffle extends AbstractFunction1<BlockId, Object>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Object apply(BlockId id) {
      return id.name().startsWith("shuffle_");
    }
  }

  /** Files that shuffles have left on the driver's disk. */
  static int shuffleFiles() {
    return SparkEnv.get().blockManager().getMatchingBlockIds(new IsShuffle()).size();
  }

  /** As Spark deletes them in a thread of its own, waits for that, without a garbage collection. */
  static void awaitNoShuffleFiles() throws InterruptedException {
    long start = System.nanoTime();
    while (shuffleFiles() > 0 && System.nanoTime() - start < PATIENCE_NANOS) {
      Thread.sleep(20);
    }
    assertTrue(shuffleFiles() == 0, shuffleFiles() + " shuffle files are left");
  }

  /** Waits until a full garbage collection, and what Spark frees after it, leave nothing more. */
  static void awaitRest(JavaSparkContext context) throws InterruptedException {
    int before;
    int after = Integer.MAX_VALUE;
    do {
      before = after;
      System.gc();
      Thread.sleep(50);
      after = broadcasts() + rdds(context);
    } while (after < before);
    System.gc();
  }
}
