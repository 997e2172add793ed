package org.cotflow.run.cost;

import org.cotflow.config.Experiment;
import org.cotflow.depth.Discretization;
import org.cotflow.flow.FlowSpec;
import org.cotflow.flow.FlowTableau;
import org.cotflow.kernel.Neuron;
import org.cotflow.measure.MeasureShape;

/**
 * The sizes that the cost of a step depends on. They are numbers of the forecast, not of a run, so
 * they may exceed what an array can hold.
 *
 * @param depth K
 * @param particles of all layers
 * @param stateDim d
 * @param parameters p, numbers in one particle, on average
 * @param largest numbers in one particle of the layer that has the most
 * @param rows R: samples whose states travel at a step, on average
 * @param leadingRows N: those among them that have adjoints
 * @param block particles per block
 * @param stages evaluations of a layer on the way forward: 1 for a residual network
 * @param flowStages evaluations of the gradient in a flow step
 * @param registers arrays as large as the particles that stay beside them during a step
 * @param held what a process holds of the samples
 */
public record ProblemSize(
    int depth,
    double particles,
    int stateDim,
    double parameters,
    double largest,
    double rows,
    double leadingRows,
    int block,
    double stages,
    int flowStages,
    int registers,
    HeldSamples held) {

  /** Steps of neurons of one stage, which keep nothing. */
  public ProblemSize(
      int depth, double particles, int stateDim, double rows, double leadingRows, int block) {
    this(
        depth,
        particles,
        stateDim,
        Neuron.size(stateDim),
        Neuron.size(stateDim),
        rows,
        leadingRows,
        block,
        1,
        1,
        0,
        HeldSamples.ofStates(rows));
  }

  /**
   * The sizes of an experiment.
   *
   * @param trainCount samples of the training part
   * @param testCount samples of the validation and test parts
   * @param inputDim features of a sample
   * @param outputDim targets of a sample
   */
  public static ProblemSize of(
      Experiment experiment,
      MeasureShape shape,
      int trainCount,
      int testCount,
      int inputDim,
      int outputDim) {
    FlowSpec flow = experiment.flow();
    double train = trainCount;
    double test = testCount;
    double recordEvery = experiment.recordEvery(trainCount);
    double batch = flow.batch() == null ? train : Math.min(train, flow.batch());
    FlowTableau tableau = FlowTableau.of(flow.method());
    double further = flow.batch() == null || batch == train ? test : train + test;
    return new ProblemSize(
        shape.layerCount(),
        shape.particleCount(),
        shape.stateDim(),
        (double) shape.numberCount() / shape.particleCount(),
        shape.largestSize(),
        batch + further / recordEvery,
        batch,
        shape.blockSize(),
        Discretization.of(experiment.network()).stages(),
        tableau == null ? 1 : tableau.stages(),
        tableau == null ? 0 : tableau.registers(),
        HeldSamples.of(experiment, shape, batch, train, test, inputDim, outputDim));
  }

  /** The same with every width multiplied. */
  public ProblemSize wider(double factor) {
    return new ProblemSize(
        depth,
        particles * factor,
        stateDim,
        parameters,
        largest,
        rows,
        leadingRows,
        block,
        stages,
        flowStages,
        registers,
        held);
  }

  /** The same where the states of other layers are kept. */
  public ProblemSize keepingEvery(int layers) {
    return new ProblemSize(
        depth,
        particles,
        stateDim,
        parameters,
        largest,
        rows,
        leadingRows,
        block,
        stages,
        flowStages,
        registers,
        held.keepingEvery(layers));
  }

  /** M, where all layers are equally wide. */
  public double width() {
    return particles / depth;
  }

  public double blocksPerLayer() {
    return Math.ceil(width() / block);
  }

  public double parameterBytes() {
    return particles * parameters() * Double.BYTES;
  }

  /** Bytes of the states of all layers: 8 K R d. */
  double stateBytes() {
    return 8.0 * depth * rows * stateDim;
  }

  /** Bytes of the adjoints of all layers: 8 K N d. */
  double adjointBytes() {
    return 8.0 * depth * leadingRows * stateDim;
  }

  /** Bytes of the Jacobians of all layers: 8 K R d^2. */
  double jacobianBytes() {
    return stateBytes() * stateDim;
  }
}
