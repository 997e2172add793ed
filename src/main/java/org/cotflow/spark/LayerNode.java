package org.cotflow.spark;

import java.io.Serializable;
import org.cotflow.kernel.TreeSum;

/** A node of one layer's summation tree, where a task reports on several layers. */
record LayerNode(int layer, TreeSum.Node node) implements Serializable {
  private static final long serialVersionUID = 1L;
}
