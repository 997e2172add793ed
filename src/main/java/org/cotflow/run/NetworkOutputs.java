package org.cotflow.run;

import org.cotflow.depth.Sweep;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineFactory;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;
import org.cotflow.run.store.NetworkFile;

/**
 * A network with its particles that predicts samples, some at a time. The bits of a sample's
 * outputs do not depend on what is predicted with it. Confined to one thread.
 */
public final class NetworkOutputs implements AutoCloseable {
  private final NetworkFile network;
  private final Engine engine;
  private final Sweep sweep;

  private NetworkOutputs(NetworkFile network, Engine engine) {
    this.network = network;
    this.engine = engine;
    this.sweep = new Sweep(network.discretization());
  }

  static NetworkOutputs start(
      NetworkFile network, MeasureShape shape, MeasureSource source, EngineFactory engines) {
    return new NetworkOutputs(network, engines.start(shape, source, network.network().maps()));
  }

  /**
   * With threads of this process.
   *
   * @param source its blocks may be shared: none is changed
   */
  public static NetworkOutputs inProcess(
      NetworkFile network, MeasureShape shape, MeasureSource source, int threads) {
    return start(network, shape, source, EngineFactory.inProcess(threads));
  }

  public int inputDim() {
    return network.network().inputDim();
  }

  /**
   * The outputs in the units of the training data, count x d_out.
   *
   * @param rows count x d_in, in the units of the training data
   */
  public double[] of(double[] rows) {
    return network.targetScaling().inverted(scaled(rows));
  }

  /** The outputs as the network makes them. */
  double[] scaled(double[] rows) {
    double[] states = network.network().embed(network.featureScaling().applied(rows));
    return network.network().predict(sweep.last(engine, states));
  }

  @Override
  public void close() {
    engine.close();
  }
}
