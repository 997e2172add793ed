package org.cotflow.broken.measure;

import java.util.Random;

/** Draws from a generator with state. */
final class UsesRandom {
  double draw() {
    return new Random(1).nextGaussian();
  }
}
