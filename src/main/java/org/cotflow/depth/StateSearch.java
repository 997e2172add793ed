package org.cotflow.depth;

import java.util.Arrays;

/**
 * The search of one step for states that satisfy x_{k+1} = x_k + h F_k(x_k) at all layers.
 *
 * <p>Two groups of rows, the leading ones and the rest, are accepted each on its own. Arrays handed
 * to the layers are never changed afterwards.
 */
final class StateSearch {
  private final ParticleLayers layers;
  private final boolean newton;
  private final ResidualHistory history;
  private final int layerCount;
  private final double h;
  private final Group leading;
  private final Group rest;
  private double[][] states;
  private double[][] acceptedJacobians;

  /** A range of each state array, the residual found there, and whether it is accepted. */
  private static final class Group {
    final int from;
    final int to;
    double residual;
    boolean settled;

    Group(int from, int to) {
      this.from = from;
      this.to = to;
      this.settled = from == to;
    }
  }

  /**
   * @param guess for x_1 .. x_K, or null for x_0
   * @param leadingLength numbers in the leading rows
   */
  StateSearch(
      ParticleLayers layers,
      double[] initialStates,
      double[][] guess,
      int leadingLength,
      boolean newton,
      double tolerance) {
    this.layers = layers;
    this.newton = newton;
    this.layerCount = layers.layerCount();
    this.h = 1.0 / layerCount;
    this.history = new ResidualHistory(tolerance, layerCount, newton ? 4 : 15);
    this.leading = new Group(0, leadingLength);
    this.rest = new Group(leadingLength, initialStates.length);
    this.states = new double[layerCount + 1][];
    states[0] = initialStates;
    for (int k = 1; k <= layerCount; k++) {
      states[k] = guess == null ? initialStates.clone() : guess[k - 1];
    }
  }

  int evaluations() {
    return history.evaluations();
  }

  /** That of the leading rows, at their last evaluation. */
  double residual() {
    return leading.residual;
  }

  boolean isSettled() {
    return leading.settled && rest.settled;
  }

  /** Whether it is worth going on. */
  boolean shrinks() {
    return history.shrinks();
  }

  Trajectory accepted() {
    return new Trajectory(states, new SolverReport(evaluations(), leading.residual, true));
  }

  /** DF_k at the accepted states of the leading rows, which are the first; null for Picard. */
  double[][] jacobians() {
    return acceptedJacobians;
  }

  /** Evaluates all layers, accepts what is within the tolerance, and corrects the rest. */
  void evaluate() {
    LayerFields fields = layers.evaluate(Arrays.copyOf(states, layerCount), newton);
    double worst = 0;
    for (Group group : new Group[] {leading, rest}) {
      if (!group.settled) {
        judge(group, fields.velocities());
        worst = Math.max(worst, group.residual);
      }
    }
    if (leading.settled && acceptedJacobians == null) {
      acceptedJacobians = fields.jacobians();
    }
    history.add(worst);
    if (!isSettled()) {
      correct(fields);
    }
  }

  private void judge(Group group, double[][] velocities) {
    double residual = 0;
    double largest = 0;
    boolean finite = true;
    for (int k = 0; k < layerCount; k++) {
      for (int i = group.from; i < group.to; i++) {
        double implied = Math.fma(h, velocities[k][i], states[k][i]);
        double gap = Math.abs(implied - states[k + 1][i]);
        finite &= gap <= Double.MAX_VALUE;
        residual = Math.max(residual, gap);
        largest = Math.max(largest, Math.abs(states[k + 1][i]));
      }
    }
    group.residual = finite ? residual * layerCount : Double.POSITIVE_INFINITY;
    group.settled = history.isSmall(group.residual, largest);
  }

  private void correct(LayerFields fields) {
    double[][] corrected = new double[layerCount + 1][];
    corrected[0] = states[0];
    double[] change = new double[states[0].length];
    for (int k = 0; k < layerCount; k++) {
      corrected[k + 1] = states[k + 1].clone();
      if (newton) {
        change = newtonChange(k, fields, change);
      }
      for (Group group : new Group[] {leading, rest}) {
        for (int i = group.from; i < group.to && !group.settled; i++) {
          corrected[k + 1][i] =
              newton
                  ? states[k + 1][i] + change[i]
                  : Math.fma(h, fields.velocities()[k][i], corrected[k][i]);
        }
      }
    }
    states = corrected;
  }

  /** e_{k+1} = e_k + h DF_k e_k + r_k. */
  private double[] newtonChange(int k, LayerFields fields, double[] change) {
    int d = layers.stateDim();
    double[] jacobians = fields.jacobians()[k];
    double[] next = new double[change.length];
    for (int row = 0; row < change.length / d; row++) {
      for (int a = 0; a < d; a++) {
        double sum = 0;
        for (int c = 0; c < d; c++) {
          sum = Math.fma(jacobians[(row * d + a) * d + c], change[row * d + c], sum);
        }
        int i = row * d + a;
        double gap = Math.fma(h, fields.velocities()[k][i], states[k][i]) - states[k + 1][i];
        next[i] = Math.fma(h, sum, change[i]) + gap;
      }
    }
    return next;
  }
}
