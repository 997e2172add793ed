package org.cotflow.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;

/**
 * The backward pass by autograd. Each step's leaves are fresh views of the parameters, so that
 * their gradients are stored and not added to old ones (zero_grad with set_to_none); the step size
 * is folded into the loss, so that an update is one subtraction in place.
 */
final class AutogradSteps extends PyTorchSteps {
  private final double lossScale;

  AutogradSteps(StepProblem problem) {
    super(problem);
    lossScale = 0.5 * step / samples / velocityScale;
  }

  @Override
  public String name() {
    return "PyTorch, autograd";
  }

  @Override
  public void step() {
    try (NDManager scope = manager.newSubManager()) {
      NDArray[] leavesU = leaves(u, scope);
      NDArray[] leavesW = leaves(w, scope);
      NDArray[] leavesB = leaves(b, scope);
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector();
          NDManager graph = scope.newSubManager()) {
        NDArray x = states.duplicate();
        x.attach(graph);
        for (int k = 0; k < depth; k++) {
          try (NDArray z = linear(x, leavesW[k], leavesB[k]);
              NDArray a = z.tanh();
              NDArray sum = a.matMul(leavesU[k])) {
            x = x.add(sum.mul(velocityScale));
          }
        }
        collector.backward(residual(x).square().sum().mul(lossScale));
      }
      update(u, leavesU);
      update(w, leavesW);
      update(b, leavesB);
    }
  }

  private NDArray[] leaves(NDArray[] parameters, NDManager scope) {
    NDArray[] leaves = new NDArray[depth];
    for (int k = 0; k < depth; k++) {
      leaves[k] = parameters[k].stopGradient();
      leaves[k].attach(scope);
      leaves[k].setRequiresGradient(true);
    }
    return leaves;
  }

  private void update(NDArray[] parameters, NDArray[] leaves) {
    for (int k = 0; k < depth; k++) {
      parameters[k].subi(leaves[k].getGradient());
    }
  }
}
