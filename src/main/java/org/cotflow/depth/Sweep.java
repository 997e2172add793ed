package org.cotflow.depth;

import org.cotflow.base.DivergedException.Pass;

/**
 * Walks the depth layer by layer, each layer slice in r equal sub-slices with the same particles.
 *
 * <p>Forward: the stages of {@link ButcherTableau} with h = 1/(K r), r times a layer. Backward, for
 * each sub-slice from last to first, with P the adjoint at its end and the stages taken from last
 * to first,
 *
 * <pre>
 *   Lambda_s = b_s P + h sum_{t &gt; s} a_{t,s} DF_k(X_t)^T Lambda_t
 *   P       &lt;- P + h sum_s DF_k(X_s)^T Lambda_s
 *   G_{k,m}  = (1/N) sum_i (1/r) sum_{sub-slices, s} D_omega phi(omega, X_{s,i})^T Lambda_{s,i}
 * </pre>
 *
 * the exact transpose of the forward pass (our derivation, docs/math.md). Stage states are computed
 * again in the backward pass; only x_0 .. x_K are kept. For Euler with r = 1 this is p_k = p_{k+1}
 * + h DF_k(x_k)^T p_{k+1}, one velocity and one pullback per layer.
 *
 * <p>A sweep has no memory: every pass depends on its arguments alone.
 */
public final class Sweep implements DepthSolver {
  private final Discretization discretization;

  public Sweep(ButcherTableau scheme) {
    this(scheme, 1);
  }

  /**
   * @param substeps r
   */
  public Sweep(ButcherTableau scheme, int substeps) {
    this(new Discretization(scheme, substeps));
  }

  public Sweep(Discretization discretization) {
    this.discretization = discretization;
  }

  private LayerSlice slice(ParticleLayers layers, int k) {
    return new LayerSlice(discretization, layers, k);
  }

  @Override
  public Trajectory forward(ParticleLayers layers, double[] initialStates, int leadingRows) {
    int layerCount = layers.layerCount();
    double[][] states = new double[layerCount + 1][];
    states[0] = initialStates;
    FiniteNumbers.require(initialStates, Pass.FORWARD, 0);
    for (int k = 0; k < layerCount; k++) {
      states[k + 1] = slice(layers, k).forward(states[k]);
    }
    requireFiniteStates(states);
    int evaluations = (int) discretization.stages();
    return new Trajectory(states, new SolverReport(evaluations, 0.0, true));
  }

  /** Gives back all but the first and the last array, which others may hold. */
  static void giveBackInner(ParticleLayers layers, double[][] arrays) {
    for (int k = 1; k < arrays.length - 1; k++) {
      layers.giveBack(arrays[k]);
    }
  }

  /** What is not finite in one state is not finite in all that follow: the last tells. */
  private static void requireFiniteStates(double[][] states) {
    int layerCount = states.length - 1;
    if (!FiniteNumbers.areFinite(states[layerCount])) {
      for (int k = 0; k < layerCount; k++) {
        FiniteNumbers.require(states[k + 1], Pass.FORWARD, k);
      }
    }
  }

  @Override
  public BackwardPass backward(
      ParticleLayers layers, Trajectory trajectory, double[] lastAdjoints, BlockMove move) {
    boolean residual = discretization.isResidual();
    double[][] adjoints = new double[layers.layerCount() + 1][];
    adjoints[layers.layerCount()] = lastAdjoints;
    for (int k = layers.layerCount() - 1; k >= 0; k--) {
      double[] states = trajectory.states()[k];
      if (!residual) {
        GradientRows rows = slice(layers, k).backward(states, adjoints[k + 1]);
        layers.move(k, rows.states(), rows.cotangents(), move);
        adjoints[k] = rows.adjointsBefore();
      } else if (k > 0) {
        double[] pulled = layers.pullbackAndMove(k, states, adjoints[k + 1], move);
        adjoints[k] = slice(layers, k).addedInPlace(adjoints[k + 1], pulled);
      } else {
        layers.move(k, states, adjoints[k + 1], move);
      }
    }
    requireFiniteAdjoints(adjoints);
    double[][] sums = BackwardPass.finished(layers);
    if (residual) {
      giveBackInner(layers, adjoints);
    }
    int stages = (int) discretization.stages();
    return new BackwardPass(trajectory.report().after(2 * stages - 1), sums);
  }

  /** As for the states; p_0 is not needed and may not be there. */
  private static void requireFiniteAdjoints(double[][] adjoints) {
    if (!FiniteNumbers.areFinite(adjoints[1])) {
      for (int k = adjoints.length - 2; k >= 0; k--) {
        FiniteNumbers.require(adjoints[k + 1], Pass.ADJOINT, k);
      }
    }
  }

  @Override
  public DepthSolver withoutMemory() {
    return this;
  }

  /**
   * Takes adjoints back through one layer and moves nothing.
   *
   * @param states x_k, whose first rows have adjoints
   * @param adjoints p_{k+1}
   */
  public GradientRows gradientRows(
      ParticleLayers layers, int k, double[] states, double[] adjoints) {
    LayerSlice slice = slice(layers, k);
    return discretization.isResidual()
        ? slice.backwardOfOne(states, adjoints)
        : slice.backward(states, adjoints);
  }
}
