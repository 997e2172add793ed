package org.cotflow.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The states that a step broadcasts, one array per layer. A pullback at the same states, or at
 * their first rows, uses the broadcast of the velocity pass again.
 *
 * <p>Arrays are copied on the way in: a caller may reuse its own, and a local master hands tasks
 * the very array that was broadcast.
 */
final class SharedRows {
  private final JavaSparkContext context;
  private final double[][] sent;
  private final List<Broadcast<double[]>> handles;

  SharedRows(JavaSparkContext context, int layerCount) {
    this.context = context;
    this.sent = new double[layerCount][];
    this.handles = new ArrayList<>(Collections.nCopies(layerCount, null));
  }

  /** A broadcast whose first numbers are {@code states}; it stays this object's. */
  Broadcast<double[]> states(int layer, double[] states) {
    double[] held = sent[layer];
    if (held == null || !startsWith(held, states)) {
      release(layer);
      sent[layer] = states.clone();
      handles.set(layer, context.broadcast(sent[layer]));
    }
    return handles.get(layer);
  }

  /** A broadcast that is the caller's. */
  Broadcast<double[]> send(double[] rows) {
    return context.broadcast(rows.clone());
  }

  void releaseAll() {
    for (int layer = 0; layer < sent.length; layer++) {
      release(layer);
    }
  }

  private void release(int layer) {
    if (sent[layer] != null) {
      handles.get(layer).destroy();
      forget(layer);
    }
  }

  private void forget(int layer) {
    sent[layer] = null;
    handles.set(layer, null);
  }

  private static boolean startsWith(double[] held, double[] states) {
    int length = states.length;
    return length <= held.length && Arrays.equals(held, 0, length, states, 0, length);
  }
}
