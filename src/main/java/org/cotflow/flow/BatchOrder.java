package org.cotflow.flow;

import java.util.Arrays;
import org.cotflow.base.RandomStream;
import org.cotflow.base.RandomStream.Purpose;

/**
 * Which training samples a flow step uses: all, or the next mini-batch of a fresh random order per
 * epoch. A pure function of (seed, step), so that a resumed run continues as if it had never
 * stopped. The last batch of an epoch may be smaller.
 */
final class BatchOrder {
  private final int sampleCount;
  private final int batchSize;
  private final RandomStream stream;
  private int heldEpoch = -1;
  private int[] heldOrder;

  /**
   * @param batchSize null for the full batch
   */
  BatchOrder(int sampleCount, Integer batchSize, long seed) {
    this.sampleCount = sampleCount;
    this.batchSize = batchSize == null ? sampleCount : Math.min(batchSize, sampleCount);
    this.stream = new RandomStream(seed, Purpose.BATCH_ORDER);
  }

  boolean isFull() {
    return batchSize == sampleCount;
  }

  /** Samples in a batch, at most. */
  int batchSize() {
    return batchSize;
  }

  /** The samples of a step; not for full batches, which keep the order of the data. */
  int[] samples(int step) {
    int batches = (sampleCount + batchSize - 1) / batchSize;
    int epoch = step / batches;
    if (epoch != heldEpoch) {
      heldOrder = stream.permutation(sampleCount, epoch);
      heldEpoch = epoch;
    }
    int from = step % batches * batchSize;
    return Arrays.copyOfRange(heldOrder, from, Math.min(sampleCount, from + batchSize));
  }
}
