package org.cotflow.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.network.Network;

/**
 * The network as PyTorch tensors in double precision: U and W are M x d, b has M numbers, x is N x
 * d. They are made once; a step takes nothing through the border between Java and C++ but handles.
 */
abstract class PyTorchSteps implements Contender {
  protected final NDManager manager;
  protected final int depth;
  protected final int samples;
  protected final double step;
  protected final double velocityScale;
  protected final NDArray states;
  protected final NDArray targets;
  protected final NDArray[] u;
  protected final NDArray[] w;
  protected final NDArray[] b;
  private final boolean tail;
  private final int outputDim;

  PyTorchSteps(StepProblem problem) {
    Network network = problem.training().network();
    int d = network.stateDim();
    manager = NDManager.newBaseManager("PyTorch");
    depth = problem.shape().depth();
    samples = problem.shape().samples();
    step = problem.step();
    velocityScale = 1.0 / depth / problem.shape().width();
    outputDim = network.outputDim();
    tail = outputDim < d;
    states =
        manager.create(network.embed(problem.training().train().features()), new Shape(samples, d));
    targets = manager.create(problem.training().train().targets(), new Shape(samples, outputDim));
    u = parameters(problem, 0);
    w = parameters(problem, d);
    b = biases(problem);
  }

  private NDArray[] parameters(StepProblem problem, int firstCoordinate) {
    int d = problem.shape().stateDim();
    double[][] rows = particles(problem, firstCoordinate, d);
    NDArray[] layers = new NDArray[depth];
    for (int k = 0; k < depth; k++) {
      layers[k] = manager.create(rows[k], new Shape(problem.shape().width(), d));
    }
    return layers;
  }

  private NDArray[] biases(StepProblem problem) {
    double[][] rows = particles(problem, 2 * problem.shape().stateDim(), 1);
    NDArray[] layers = new NDArray[depth];
    for (int k = 0; k < depth; k++) {
      layers[k] = manager.create(rows[k]);
    }
    return layers;
  }

  private static double[][] particles(StepProblem problem, int firstCoordinate, int coordinates) {
    double[][] rows = new double[problem.shape().depth()][problem.shape().width() * coordinates];
    for (ParticleBlock block : problem.initial().blocks()) {
      for (int m = 0; m < block.count(); m++) {
        for (int j = 0; j < coordinates; j++) {
          rows[block.layer()][(block.first() + m) * coordinates + j] =
              block.values()[block.index(m, firstCoordinate + j)];
        }
      }
    }
    return rows;
  }

  /** yhat - y: the prediction is the state, or its tail. */
  protected NDArray residual(NDArray last) {
    if (!tail) {
      return last.sub(targets);
    }
    long d = last.getShape().get(1);
    return last.get(":, " + (d - outputDim) + ":").sub(targets);
  }

  /** b + x W^T: one call, as torch.nn.functional.linear. */
  protected static NDArray linear(NDArray x, NDArray weight, NDArray bias) {
    NDList result = x.getNDArrayInternal().linear(x, weight, bias);
    return result.singletonOrThrow();
  }

  @Override
  public double risk() {
    try (NDManager scope = manager.newSubManager()) {
      NDArray x = states.duplicate();
      x.attach(scope);
      for (int k = 0; k < depth; k++) {
        x = x.add(linear(x, w[k], b[k]).tanh().matMul(u[k]).mul(velocityScale));
      }
      return residual(x).square().sum().getDouble() * 0.5 / samples;
    }
  }

  @Override
  public double[] particles() {
    throw new UnsupportedOperationException("the maps are compared, neurons among them");
  }

  @Override
  public void close() {
    manager.close();
  }
}
