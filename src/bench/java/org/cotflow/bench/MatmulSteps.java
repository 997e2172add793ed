package org.cotflow.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * The backward pass written out with matrix products, r = q - q a^2 in place; the step size is
 * folded into the adjoint, so that an update is one subtraction in place.
 */
final class MatmulSteps extends PyTorchSteps {
  MatmulSteps(StepProblem problem) {
    super(problem);
  }

  @Override
  public String name() {
    return "PyTorch, matrix products";
  }

  @Override
  public void step() {
    try (NDManager scope = manager.newSubManager()) {
      NDArray[] inputs = new NDArray[depth];
      NDArray[] activations = new NDArray[depth];
      NDArray x = states.duplicate();
      x.attach(scope);
      for (int k = 0; k < depth; k++) {
        inputs[k] = x;
        try (NDArray z = linear(x, w[k], b[k])) {
          activations[k] = z.tanh();
        }
        x = x.add(activations[k].matMul(u[k]).muli(velocityScale));
      }
      NDArray adjoint = lastAdjoint(x);
      for (int k = depth - 1; k >= 0; k--) {
        adjoint = backward(k, inputs[k], activations[k], adjoint);
      }
    }
  }

  /** tau grad loss / N, through the transposed readout. */
  private NDArray lastAdjoint(NDArray last) {
    NDArray gradient = residual(last).muli(step / samples);
    long missing = last.getShape().get(1) - gradient.getShape().get(1);
    if (missing == 0) {
      return gradient;
    }
    NDArray zeros =
        gradient.getManager().zeros(new Shape(samples, missing), gradient.getDataType());
    return zeros.concat(gradient, 1);
  }

  private NDArray backward(int k, NDArray x, NDArray a, NDArray adjoint) {
    try (NDArray gradientU = a.transpose().matMul(adjoint);
        NDArray transposedU = u[k].transpose();
        NDArray r = adjoint.matMul(transposedU)) {
      a.muli(a).muli(r);
      r.subi(a);
      NDArray before = adjoint.add(r.matMul(w[k]).muli(velocityScale));
      try (NDArray gradientW = r.transpose().matMul(x);
          NDArray gradientB = r.sum(new int[] {0})) {
        u[k].subi(gradientU);
        w[k].subi(gradientW);
        b[k].subi(gradientB);
      }
      a.close();
      return before;
    }
  }
}
