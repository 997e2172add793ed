package org.cotflow.bench;

/** One way to train; it holds its own particles. */
interface Contender extends AutoCloseable {
  String name();

  /** Forward pass, loss, backward pass and update, once. */
  void step();

  /** The risk now: 1/2 the mean of |yhat - y|^2. */
  double risk();

  /** All particles, layer by layer and particle by particle. */
  double[] particles();

  @Override
  void close();
}
