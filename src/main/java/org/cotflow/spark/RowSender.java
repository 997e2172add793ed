package org.cotflow.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Broadcasts the states of a step, or its adjoints. Rows are sent once a step: what one pass sent
 * is used again by later ones and by the move. Layers that are sent together share a broadcast,
 * because a broadcast costs far more than its bytes.
 *
 * <p>Arrays are copied: a caller may reuse its own, and a local master hands tasks the very array
 * that was broadcast.
 */
final class RowSender {
  private final JavaSparkContext context;
  private final double[][] sent;
  private final ArrayList<Broadcast<double[][]>> handles;
  private long bytesSent;

  RowSender(JavaSparkContext context, int layerCount) {
    this.context = context;
    this.sent = new double[layerCount][];
    this.handles = new ArrayList<>(Collections.nCopies(layerCount, null));
  }

  /** All bytes sent so far, counted once per broadcast. */
  long bytesSent() {
    return bytesSent;
  }

  /** Bytes of the rows that are held. */
  long bytesHeld() {
    return Arrays.stream(sent).filter(Objects::nonNull).mapToLong(RowSender::bytes).sum();
  }

  private static long bytes(double[] rows) {
    return (long) Double.BYTES * rows.length;
  }

  /** The rows of one layer. */
  SentRows send(int layer, double[] rows) {
    double[][] byLayer = new double[sent.length][];
    byLayer[layer] = rows;
    return send(byLayer);
  }

  /** The rows of all layers, none of which was sent before. */
  SentRows sendNew(double[][] rows) {
    release();
    return send(rows);
  }

  /**
   * Sends what was not sent yet, in one broadcast. The broadcasts stay this object's.
   *
   * @param rows null where a layer is not meant
   */
  SentRows send(double[][] rows) {
    double[][] missing = new double[sent.length][];
    for (int layer = 0; layer < rows.length; layer++) {
      if (rows[layer] != null && !beginsWith(sent[layer], rows[layer])) {
        missing[layer] = rows[layer].clone();
      }
    }
    if (Arrays.stream(missing).anyMatch(Objects::nonNull)) {
      replace(missing, context.broadcast(missing));
    }
    ArrayList<Broadcast<double[][]>> used = new ArrayList<>(handles);
    int[] lengths = new int[sent.length];
    for (int layer = 0; layer < lengths.length; layer++) {
      if (rows[layer] == null) {
        used.set(layer, null);
      } else {
        lengths[layer] = rows[layer].length;
      }
    }
    return new SentRows(used, lengths);
  }

  private static boolean beginsWith(double[] held, double[] rows) {
    return held != null
        && rows.length <= held.length
        && Arrays.equals(held, 0, rows.length, rows, 0, rows.length);
  }

  private void replace(double[][] rows, Broadcast<double[][]> handle) {
    Set<Broadcast<double[][]>> before = distinct();
    for (int layer = 0; layer < rows.length; layer++) {
      if (rows[layer] != null) {
        bytesSent += bytes(rows[layer]);
        sent[layer] = rows[layer];
        handles.set(layer, handle);
      }
    }
    before.removeAll(distinct());
    before.forEach(Broadcast::destroy);
  }

  private Set<Broadcast<double[][]>> distinct() {
    Set<Broadcast<double[][]>> distinct = new LinkedHashSet<>(handles);
    distinct.remove(null);
    return distinct;
  }

  /** Gives what is held to the caller, who destroys it. */
  List<Broadcast<?>> handOver() {
    List<Broadcast<?>> held = new ArrayList<>(distinct());
    Arrays.fill(sent, null);
    Collections.fill(handles, null);
    return held;
  }

  void release() {
    handOver().forEach(Broadcast::destroy);
  }
}
