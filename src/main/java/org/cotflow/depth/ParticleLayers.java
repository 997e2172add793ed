package org.cotflow.depth;

/**
 * The K layers of particles seen from the depth direction: velocity fields that can be evaluated,
 * pulled back and moved. Engines implement it; depth solvers know nothing else of particles.
 *
 * <p>Rows of states and adjoints are row-major, {@code rows x d}. All results are means over the
 * layer's particles in the fixed order of the numerics contract: the same bits for any engine,
 * thread count and partitioning. Arrays given are not changed and stay unchanged until the move is
 * finished; arrays returned belong to the caller.
 */
public interface ParticleLayers {
  int layerCount();

  int stateDim();

  /** F_k at each row: {@code rows x d}. */
  double[] velocity(int layer, double[] states);

  /**
   * DF_k(x)^T p at each row of adjoints: {@code rows x d}. The states may have further rows behind
   * these, here and below; they are ignored.
   */
  double[] pullback(int layer, double[] states, double[] adjoints);

  /**
   * Moves the layer's particles by their gradient over the given rows, and returns the pullback at
   * the particles before the move. An engine may put the move off until {@link #finishMove}; no
   * layer may be evaluated between its move and then.
   */
  double[] pullbackAndMove(int layer, double[] states, double[] adjoints, BlockMove move);

  /** As {@link #pullbackAndMove} where nobody needs the pullback. */
  void move(int layer, double[] states, double[] adjoints, BlockMove move);

  /**
   * Evaluates all layers at once, after finishing the moves that were put off.
   *
   * @param states for each layer its own, {@code rows x d}
   * @param jacobians whether DF_k is wanted too
   */
  LayerFields evaluate(double[][] states, boolean jacobians);

  /** DF_k(x)^T p of all layers at once, each at states and adjoints of its own. */
  double[][] pullbacks(double[][] states, double[][] adjoints);

  /**
   * Gives back an array that a pass returned and that nobody looks at any more, to be used again.
   * An engine whose moves are put off may still read it for them.
   */
  default void giveBack(double[] rows) {}

  /**
   * Finishes the moves of all layers, if {@link #evaluate} has not done so.
   *
   * @return for each layer the move's sums ({@link BlockMove#sumCount}) over its particles, not
   *     divided by the width
   */
  double[][] finishMove();
}
