package org.cotflow.bench;

import java.util.Arrays;
import org.cotflow.depth.Discretization;
import org.cotflow.depth.RecyclingSweep;
import org.cotflow.depth.Trajectory;
import org.cotflow.engine.InProcessEngine;
import org.cotflow.engine.LayerCopies;
import org.cotflow.flow.GradientDescent;
import org.cotflow.kernel.PartSteps;
import org.cotflow.network.Loss;
import org.cotflow.network.Network;

/** The step of Cotflow's training loop on the in-process engine, layer by layer. */
final class CotflowSteps implements Contender {
  private final StepProblem problem;
  private final int threads;
  private final Network network;
  private final InProcessEngine engine;
  private final RecyclingSweep sweep = new RecyclingSweep(Discretization.RESIDUAL);
  private final double[] initialStates;
  private final GradientDescent move;

  CotflowSteps(StepProblem problem, int threads) {
    this.problem = problem;
    this.threads = threads;
    this.network = problem.training().network();
    this.engine =
        new InProcessEngine(
            problem.measureShape(),
            problem.initial(),
            problem.shape().map().kernel(network.stateDim()),
            threads);
    this.initialStates = network.embed(problem.training().train().features());
    double[] steps = new double[problem.measureShape().layout(0).parts().size()];
    Arrays.fill(steps, problem.step());
    this.move =
        new GradientDescent(
            problem.shape().samples(), PartSteps.of(problem.measureShape().layout(0), steps));
  }

  @Override
  public String name() {
    return "Cotflow, " + threads + (threads == 1 ? " thread" : " threads");
  }

  @Override
  public void step() {
    Trajectory trajectory = forward();
    double[] lastAdjoints = network.lastAdjoints(loss(trajectory).gradients());
    sweep.release(engine, trajectory);
    sweep.backward(engine, trajectory, lastAdjoints, move).finishMove(engine);
  }

  @Override
  public double risk() {
    return loss(forward()).risk();
  }

  private Trajectory forward() {
    return sweep.forward(engine, initialStates, problem.shape().samples());
  }

  private Loss.Evaluation loss(Trajectory trajectory) {
    double[] predictions = network.predict(trajectory.last());
    double[] targets = problem.training().train().targets();
    return network
        .loss()
        .evaluate(predictions, targets, problem.shape().samples(), network.outputDim());
  }

  @Override
  public double[] particles() {
    return StepProblem.particles(problem.measureShape(), LayerCopies.all(engine));
  }

  @Override
  public void close() {
    engine.close();
  }
}
