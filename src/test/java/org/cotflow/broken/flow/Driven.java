package org.cotflow.broken.flow;

/** Something of a later package. */
public final class Driven {
  public int steps() {
    return 1;
  }
}
