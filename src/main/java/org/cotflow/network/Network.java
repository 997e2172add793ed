package org.cotflow.network;

import java.io.Serializable;
import java.util.List;
import org.cotflow.base.UserInputException;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.map.MapSpec;

/**
 * The network without its particles: a sample xi becomes the state x_0 = A xi + P, the last state
 * becomes the prediction yhat = alpha B x_K, and the loss gradient becomes the last adjoint p_K =
 * alpha B^T grad loss.
 *
 * @param embedding A, d x d_in
 * @param positions P, d x 1; null for 0
 * @param readout B, d_out x d
 * @param scale alpha
 * @param maps what each layer averages over its particles
 * @param bias false: biases are held at 0
 */
public record Network(
    Matrix embedding,
    Matrix positions,
    Matrix readout,
    double scale,
    LayerCycle<MapSpec> maps,
    boolean bias,
    Loss loss)
    implements Serializable {

  /** A network of neurons. */
  public Network(
      Matrix embedding,
      Matrix readout,
      double scale,
      Activation activation,
      boolean bias,
      Loss loss) {
    this(embedding, null, readout, scale, MapSpec.neuron(activation), bias, loss);
  }

  /** The network of a configuration for data of the given sizes; random ends come from the seed. */
  public static Network of(NetworkSpec spec, int inputDim, int outputDim, long seed) {
    int stateDim = Ends.stateDim(spec, inputDim, outputDim);
    return new Network(
        Ends.embedding(spec, stateDim, inputDim, seed),
        Ends.positions(spec, stateDim, seed),
        Ends.readout(spec, outputDim, stateDim, seed),
        spec.scale(),
        MapSpec.shared(spec.maps(), stateDim),
        spec.bias(),
        new Loss(spec.loss(), spec.outputAverage()));
  }

  /** The same network with weights of the classes in its risk, empty for equal ones. */
  public Network withClassWeights(List<Double> weights) {
    Loss weighted = new Loss(loss.kind(), loss.outputAverage(), weights);
    return new Network(embedding, positions, readout, scale, maps, bias, weighted);
  }

  /** The same network with given ends where they are not null. */
  public Network withEnds(Matrix givenEmbedding, Matrix givenPositions, Matrix givenReadout) {
    Matrix a = givenEmbedding == null ? embedding : givenEmbedding;
    Matrix p = givenPositions == null ? positions : givenPositions;
    Matrix b = givenReadout == null ? readout : givenReadout;
    requireSame("A", a, embedding);
    requireSame("B", b, readout);
    return new Network(a, p, b, scale, maps, bias, loss);
  }

  private static void requireSame(String name, Matrix given, Matrix expected) {
    if (given.rows() != expected.rows() || given.columns() != expected.columns()) {
      throw new UserInputException(
          "init.from: "
              + name
              + " is "
              + given.rows()
              + " x "
              + given.columns()
              + ", but this network and its data need "
              + expected.rows()
              + " x "
              + expected.columns());
    }
  }

  /**
   * The state dimension of a network for data of these sizes, also where it is left to them.
   *
   * @throws org.cotflow.base.UserInputException where it does not fit
   */
  public static int stateDim(NetworkSpec spec, int inputDim, int outputDim) {
    return Ends.stateDim(spec, inputDim, outputDim);
  }

  /** sigma. */
  public Activation activation() {
    return maps.first().activation();
  }

  /** The parts of a particle of each layer. */
  public LayerCycle<ParticleLayout> layouts() {
    return maps.map(map -> map.layout(stateDim()));
  }

  public int inputDim() {
    return embedding.columns();
  }

  public int outputDim() {
    return readout.rows();
  }

  public int stateDim() {
    return embedding.rows();
  }

  /** Whether embedding a row takes no longer than copying it, about. */
  public boolean embedsCheaply() {
    return embedding.nonZeros() <= 2L * embedding.rows();
  }

  /** x_0 for each row of features: N x d. */
  public double[] embed(double[] features) {
    double[] states = embedding.apply(features, 1.0);
    for (int i = 0; positions != null && i < states.length; i++) {
      states[i] += positions.values()[i % positions.rows()];
    }
    return states;
  }

  /** yhat for each row of last states: N x d_out. */
  public double[] predict(double[] lastStates) {
    return readout.apply(lastStates, scale);
  }

  /** p_K for each row of loss gradients: N x d. */
  public double[] lastAdjoints(double[] lossGradients) {
    return readout.applyTransposed(lossGradients, scale);
  }
}
