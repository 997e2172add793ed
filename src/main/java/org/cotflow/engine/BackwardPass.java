package org.cotflow.engine;

import org.cotflow.depth.BlockMove;

/**
 * What a backward pass over one layer does.
 *
 * @param states at least {@code rows x d}
 * @param adjoints {@code rows x d}
 * @param wantPullback whether anyone needs DF^T p
 * @param registers those of each block; null where the move has none
 * @param moveSums for each block the place for the sums of its move
 */
record BackwardPass(
    double[] states,
    double[] adjoints,
    int rows,
    boolean wantPullback,
    BlockMove move,
    double[][][] registers,
    double[][] moveSums) {

  double[][] registersOf(int block) {
    return registers == null ? BlockMove.NO_REGISTERS : registers[block];
  }
}
