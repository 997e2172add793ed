package org.cotflow.depth;

import java.util.Arrays;
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
 * <p>With a distance q > 1 between layers whose states are kept, only x_0, x_q, x_2q .. and x_K are
 * held, and the backward pass computes the others again, q layers at a time: K/q + q + 4 arrays in
 * place of K + 4, or two fewer where a {@link RecyclingSweep} gives states back on the way; one
 * more evaluation of most layers, and the same bits.
 *
 * <p>A sweep has no memory: every pass depends on its arguments alone.
 */
public final class Sweep implements DepthSolver {
  private final Discretization discretization;
  private final int keepEvery;

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
    this(discretization, 1);
  }

  /**
   * @param keepEvery q; 1 keeps all states
   */
  public Sweep(Discretization discretization, int keepEvery) {
    this.discretization = discretization;
    this.keepEvery = keepEvery;
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
      if (k % keepEvery != 0) {
        giveBack(layers, states, k);
      }
    }
    requireFinite(layers, initialStates, states[layerCount]);
    int evaluations = (int) discretization.stages();
    return new Trajectory(states, new SolverReport(evaluations, 0.0, true));
  }

  @Override
  public double[] last(ParticleLayers layers, double[] initialStates) {
    double[][] states = {initialStates, null};
    FiniteNumbers.require(initialStates, Pass.FORWARD, 0);
    for (int k = 0; k < layers.layerCount(); k++) {
      states[1] = slice(layers, k).forward(states[0]);
      if (k > 0) {
        giveBack(layers, states, 0);
      }
      states[0] = states[1];
    }
    requireFinite(layers, initialStates, states[1]);
    return states[1];
  }

  @Override
  public boolean keepsRowsApart() {
    return true;
  }

  /** Drops an array that nobody looks at any more. */
  private void giveBack(ParticleLayers layers, double[][] arrays, int index) {
    if (discretization.isResidual()) {
      layers.giveBack(arrays[index]);
    }
    arrays[index] = null;
  }

  /** Gives back all but the first and the last array, which others may hold. */
  static void giveBackInner(ParticleLayers layers, double[][] arrays) {
    for (int k = 1; k < arrays.length - 1; k++) {
      if (arrays[k] != null) {
        layers.giveBack(arrays[k]);
      }
    }
  }

  /**
   * What is not finite in one state is not finite in all that follow: the last tells. Where it
   * began is found by a second walk.
   */
  private void requireFinite(ParticleLayers layers, double[] first, double[] last) {
    if (!FiniteNumbers.areFinite(last)) {
      double[] states = first;
      for (int k = 0; k < layers.layerCount(); k++) {
        states = slice(layers, k).forward(states);
        FiniteNumbers.require(states, Pass.FORWARD, k);
      }
    }
  }

  @Override
  public BackwardPass backward(
      ParticleLayers layers, Trajectory trajectory, double[] lastAdjoints, BlockMove move) {
    return backward(layers, trajectory, lastAdjoints, move, false);
  }

  /**
   * As above.
   *
   * @param lastLook whether nobody looks at the states afterward, so that all but the first ones
   *     may be given back as they are passed
   */
  BackwardPass backward(
      ParticleLayers layers,
      Trajectory trajectory,
      double[] lastAdjoints,
      BlockMove move,
      boolean lastLook) {
    boolean residual = discretization.isResidual();
    double[][] states = lastLook ? trajectory.states() : trajectory.states().clone();
    int length = lastAdjoints.length;
    double[] adjoints = lastAdjoints;
    boolean own = false;
    for (int k = layers.layerCount() - 1; k >= 0; k--) {
      computeAgain(layers, states, k, length);
      double[] before = null;
      if (!residual) {
        GradientRows rows = slice(layers, k).backward(states[k], adjoints);
        layers.move(k, rows.states(), rows.cotangents(), move);
        before = rows.adjointsBefore();
      } else if (k > 0) {
        double[] pulled = layers.pullbackAndMove(k, states[k], adjoints, move);
        before = slice(layers, k).addedInPlace(adjoints, pulled);
      } else {
        layers.move(k, states[k], adjoints, move);
      }
      if (k > 0 && (lastLook || trajectory.states()[k] == null)) {
        giveBack(layers, states, k);
      }
      if (k > 0) {
        if (residual && own) {
          layers.giveBack(adjoints);
        }
        adjoints = before;
        own = true;
      }
    }
    double[][] sums = layers.finishMove();
    requireFiniteAdjoints(adjoints, sums);
    BackwardPass.requireFinite(sums);
    if (residual && own) {
      layers.giveBack(adjoints);
    }
    int stages = (int) discretization.stages();
    return new BackwardPass(trajectory.report().after(2 * stages - 1), sums);
  }

  /**
   * Fills in the states from the last kept layer before k to k, where those of k were left out.
   * Only layers below k are evaluated; they have not moved yet.
   *
   * @param length of the leading rows, which alone have adjoints
   */
  private void computeAgain(ParticleLayers layers, double[][] states, int k, int length) {
    int kept = k;
    while (states[kept] == null) {
      kept--;
    }
    for (int layer = kept; layer < k; layer++) {
      double[] from = states[layer];
      states[layer + 1] =
          slice(layers, layer).forward(from.length == length ? from : Arrays.copyOf(from, length));
    }
  }

  /**
   * An adjoint that is not finite makes all before it and the gradients there not finite: p_1
   * tells, and the gradients say where it began.
   */
  private static void requireFiniteAdjoints(double[] first, double[][] sums) {
    if (!FiniteNumbers.areFinite(first)) {
      for (int k = sums.length - 1; k > 0; k--) {
        FiniteNumbers.require(sums[k], Pass.ADJOINT, k);
      }
      FiniteNumbers.require(first, Pass.ADJOINT, 0);
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
