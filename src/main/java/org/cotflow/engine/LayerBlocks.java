package org.cotflow.engine;

import java.io.Serializable;
import org.cotflow.kernel.ParticleBlock;

/**
 * The blocks of one layer, wherever they are, each prepared once for many sums over the layer's
 * particles at the same states.
 *
 * <pre>
 *   sum(term, a) = sum over blocks of term(view(block, states), a)
 * </pre>
 *
 * by the fixed tree over blocks ({@link org.cotflow.kernel.TreeSum}): the same bits for every
 * implementation. Confined to one thread.
 *
 * @param <T> what a block is prepared to
 */
public interface LayerBlocks<T> extends AutoCloseable {

  /** Prepares a block; runs where the block is. */
  @FunctionalInterface
  interface View<T> extends Serializable {
    /**
     * @param states not to be changed
     */
    T of(ParticleBlock block, double[] states);
  }

  /** The contribution of one block to a sum; runs where the block is. */
  @FunctionalInterface
  interface Term<T> extends Serializable {
    /**
     * @param argument not to be changed
     * @return a fresh array, of the same length for every block
     */
    double[] of(T view, double[] argument);
  }

  /**
   * The sum of a term over the layer's blocks.
   *
   * @param argument sent to the blocks
   * @param length numbers in the sum
   * @return an array of the caller's, not divided by the width
   */
  double[] sum(Term<T> term, double[] argument, int length);

  /** Drops the prepared views. */
  @Override
  void close();

  /** Gives the layers of a measure. */
  interface Source {
    /**
     * @param states {@code rows x d}, sent to the blocks
     */
    <T> LayerBlocks<T> of(int layer, double[] states, View<T> view);

    /** How many numbers the views of one layer may hold together. */
    long room(int layer);
  }
}
