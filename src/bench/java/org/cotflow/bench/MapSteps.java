package org.cotflow.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.List;
import org.cotflow.kernel.ParticleLayout;

/**
 * The network with any residual map as PyTorch tensors in double precision, its backward pass by
 * autograd, as a user of PyTorch would write it: gated units by two linear layers, convolutions by
 * conv2d, attention by batched matrix products over samples and heads. A part of a layer is a
 * tensor of M x size; the step size is folded into the loss.
 */
final class MapSteps implements Contender {
  private final StepProblem problem;
  private final NDManager manager = NDManager.newBaseManager("PyTorch");
  private final NDArray states;
  private final NDArray targets;

  /** By layer and part. */
  private final NDArray[][] parameters;

  MapSteps(StepProblem problem) {
    this.problem = problem;
    int d = problem.shape().stateDim();
    int samples = problem.shape().samples();
    double[] features = problem.training().train().features();
    states = manager.create(problem.training().network().embed(features), new Shape(samples, d));
    targets = manager.create(problem.training().train().targets(), new Shape(samples, d));
    parameters = new NDArray[problem.shape().depth()][];
    double[] all = StepProblem.particles(problem.measureShape(), problem.initial().blocks());
    ParticleLayout layout = problem.measureShape().layout(0);
    int width = problem.shape().width();
    for (int k = 0; k < parameters.length; k++) {
      parameters[k] = new NDArray[layout.parts().size()];
      for (int i = 0; i < parameters[k].length; i++) {
        int size = layout.parts().get(i).size();
        double[] numbers = new double[width * size];
        for (int m = 0; m < width; m++) {
          int from = (k * width + m) * layout.size() + layout.offset(i);
          System.arraycopy(all, from, numbers, m * size, size);
        }
        parameters[k][i] = manager.create(numbers, new Shape(width, size));
      }
    }
  }

  @Override
  public String name() {
    return "PyTorch, autograd";
  }

  @Override
  public void step() {
    // The velocity is a mean over particles and layers; a particle moves by its own derivative.
    double scale =
        problem.step()
            / problem.shape().samples()
            * problem.shape().width()
            * problem.shape().depth();
    try (NDManager scope = manager.newSubManager()) {
      NDArray[][] leaves = new NDArray[parameters.length][];
      for (int k = 0; k < leaves.length; k++) {
        leaves[k] = new NDArray[parameters[k].length];
        for (int i = 0; i < leaves[k].length; i++) {
          leaves[k][i] = parameters[k][i].stopGradient();
          leaves[k][i].attach(scope);
          leaves[k][i].setRequiresGradient(true);
        }
      }
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector();
          NDManager graph = scope.newSubManager()) {
        collector.backward(squares(graph, leaves).mul(0.5 * scale));
      }
      for (int k = 0; k < leaves.length; k++) {
        for (int i = 0; i < leaves[k].length; i++) {
          parameters[k][i].subi(leaves[k][i].getGradient());
        }
      }
    }
  }

  /** The sum of |yhat - y|^2. */
  private NDArray squares(NDManager scope, NDArray[][] layers) {
    NDArray x = states.duplicate();
    x.attach(scope);
    double mean = 1.0 / problem.shape().width() / problem.shape().depth();
    for (NDArray[] parts : layers) {
      x = x.add(sum(x, parts).mul(mean));
    }
    return x.sub(targets).square().sum();
  }

  /** The sum of phi over the particles of a layer. */
  private NDArray sum(NDArray x, NDArray[] parts) {
    return switch (problem.shape().kind()) {
      case NEURON -> neurons(x, parts).tanh().matMul(parts[0]);
      case GATED -> {
        NDArray gate = linear(x, parts[3], parts[4].reshape(-1));
        yield neurons(x, parts).tanh().mul(gate).matMul(parts[0]);
      }
      case CONVOLUTION -> convolution(x, parts);
      case ATTENTION -> attention(x, parts);
      default -> throw new IllegalArgumentException("no opponent for " + problem.shape().kind());
    };
  }

  private static NDArray neurons(NDArray x, NDArray[] parts) {
    return linear(x, parts[1], parts[2].reshape(-1));
  }

  private static NDArray linear(NDArray x, NDArray weight, NDArray bias) {
    return x.getNDArrayInternal().linear(x, weight, bias).singletonOrThrow();
  }

  /** States are N x height x width x channels. */
  private NDArray convolution(NDArray x, NDArray[] parts) {
    List<Integer> sites = problem.shape().sites();
    long samples = problem.shape().samples();
    long height = sites.get(0);
    long width = sites.get(1);
    long channels = problem.shape().stateDim() / height / width;
    NDArray images = x.reshape(samples, height, width, channels).transpose(0, 3, 1, 2);
    NDArray weights = parts[1].reshape(-1, 3, 3, channels).transpose(0, 3, 1, 2);
    NDArray z =
        images
            .getNDArrayInternal()
            .convolution(
                images,
                weights,
                parts[2].reshape(-1),
                new Shape(1, 1),
                new Shape(1, 1),
                new Shape(1, 1),
                1)
            .singletonOrThrow();
    return z.tanh().transpose(0, 2, 3, 1).matMul(parts[0]).reshape(samples, -1);
  }

  /** States are N x tokens x channels; a head has as many numbers as a token. */
  private NDArray attention(NDArray x, NDArray[] parts) {
    long samples = problem.shape().samples();
    long heads = problem.shape().width();
    long tokens = problem.shape().sites().get(0);
    long channels = problem.shape().stateDim() / tokens;
    NDArray rows = x.reshape(samples, tokens, channels);
    NDArray[] byHead = new NDArray[3];
    for (int i = 0; i < 3; i++) {
      NDArray matrix = parts[i].reshape(heads * channels, channels).transpose();
      byHead[i] =
          rows.matMul(matrix).reshape(samples, tokens, heads, channels).transpose(0, 2, 1, 3);
    }
    NDArray scores = byHead[0].matMul(byHead[1].transpose(0, 1, 3, 2));
    NDArray mixed = scores.div(Math.sqrt(channels)).softmax(-1).matMul(byHead[2]);
    NDArray joined = mixed.transpose(0, 2, 1, 3).reshape(samples, tokens, heads * channels);
    NDArray out =
        parts[3].reshape(heads, channels, channels).transpose(0, 2, 1).reshape(-1, channels);
    return joined.matMul(out).reshape(samples, -1);
  }

  @Override
  public double risk() {
    try (NDManager scope = manager.newSubManager()) {
      return squares(scope, parameters).getDouble() * 0.5 / problem.shape().samples();
    }
  }

  @Override
  public double[] particles() {
    ParticleLayout layout = problem.measureShape().layout(0);
    int width = problem.shape().width();
    double[] all = new double[(int) problem.measureShape().numberCount()];
    for (int k = 0; k < parameters.length; k++) {
      for (int i = 0; i < parameters[k].length; i++) {
        int size = layout.parts().get(i).size();
        double[] numbers = parameters[k][i].toType(DataType.FLOAT64, false).toDoubleArray();
        for (int m = 0; m < width; m++) {
          int to = (k * width + m) * layout.size() + layout.offset(i);
          System.arraycopy(numbers, m * size, all, to, size);
        }
      }
    }
    return all;
  }

  @Override
  public void close() {
    manager.close();
  }
}
