package org.cotflow.engine;

import java.util.ArrayList;
import java.util.List;
import org.cotflow.depth.ParticleLayers;

/** What a step of gradient descent on half the squared norm of the terminal states saw. */
public record TrainingStep(
    List<double[]> velocities, List<double[]> pullbacks, double[][] moveSums) {

  /** Forward, adjoint from the terminal states, moves: as a flow drives an engine. */
  public static TrainingStep run(ParticleLayers layers, double[] inputs, double size) {
    int depth = layers.layerCount();
    List<double[]> states = new ArrayList<>(List.of(inputs));
    List<double[]> velocities = new ArrayList<>();
    for (int layer = 0; layer < depth; layer++) {
      velocities.add(layers.velocity(layer, states.get(layer)));
      states.add(moved(states.get(layer), velocities.get(layer), depth));
    }
    DescentMove move = new DescentMove(size, inputs.length / layers.stateDim());
    List<double[]> pullbacks = new ArrayList<>();
    double[] adjoints = states.get(depth);
    for (int layer = depth - 1; layer > 0; layer--) {
      double[] pullback = layers.pullbackAndMove(layer, states.get(layer), adjoints, move);
      pullbacks.add(pullback);
      adjoints = moved(adjoints, pullback, depth);
    }
    layers.move(0, inputs, adjoints, move);
    return new TrainingStep(velocities, pullbacks, layers.finishMove());
  }

  private static double[] moved(double[] rows, double[] direction, int depth) {
    double[] moved = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      moved[i] = rows[i] + direction[i] / depth;
    }
    return moved;
  }
}
