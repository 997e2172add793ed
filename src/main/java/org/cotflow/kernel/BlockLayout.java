package org.cotflow.kernel;

import static org.cotflow.kernel.ParticleBlock.LANES;

import java.util.Arrays;

/** What all kernels keep of the layout of blocks and rows. */
public final class BlockLayout {
  private BlockLayout() {}

  /** Refuses rows that are not one chunk of a sum over rows. */
  public static void checkChunk(int fromRow, int toRow) {
    if (fromRow % BlockKernel.ROW_CHUNK != 0
        || toRow < fromRow
        || toRow - fromRow > BlockKernel.ROW_CHUNK) {
      throw new IllegalArgumentException("rows " + fromRow + " to " + toRow + " are no chunk");
    }
  }

  /** Zeros the lanes beyond the block's particles in the last panel of a gradient. */
  static void clearPadding(ParticleBlock block, double[] gradient) {
    int used = block.count() % LANES;
    if (used == 0) {
      return;
    }
    int last = block.count() / LANES * block.panelSize();
    int end = last + block.panelSize();
    for (int at = last; at < end; at += LANES) {
      for (int lane = used; lane < LANES; lane++) {
        gradient[at + lane] = 0;
      }
    }
  }

  /** Zeros the lanes beyond the block's particles in rows of one number per lane. */
  static void clearPaddingOfRows(ParticleBlock block, int fromRow, int toRow, double[] numbers) {
    int padded = block.panelCount() * LANES;
    for (int row = fromRow; row < toRow; row++) {
      Arrays.fill(numbers, row * padded + block.count(), (row + 1) * padded, 0);
    }
  }
}
