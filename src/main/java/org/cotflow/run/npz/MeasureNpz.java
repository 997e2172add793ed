package org.cotflow.run.npz;

import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import org.cotflow.base.ArraySize;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.format.NpzReader;
import org.cotflow.format.NpzWriter;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.ParticleLayout.Part;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;
import org.cotflow.run.npz.MeasureArrays.Surroundings;

/**
 * A measure as an .npz file, to be used in numpy or to start a run from.
 *
 * <pre>
 *   u[K,M,d]  w[K,M,d]  b[K,M]        or, with unequal widths, for each layer k
 *   u_k[M_k,d]  w_k[M_k,d]  b_k[M_k]
 *   A[d,d_in]  B[d_out,d]             embedding and readout
 *   meta                              a JSON string
 *   x_mean, x_scale, y_mean, y_scale  of the features' and targets' scaling, where there is one
 * </pre>
 *
 * <p>Particles of another map than neurons have arrays named as their parts; {@code meta} then has
 * the parts and d. Where layers have particles of different parts, each layer has arrays of its
 * own, those of its parts. All numbers are float64 in C order.
 */
public final class MeasureNpz {
  private MeasureNpz() {}

  /** Writes a measure; the particles are read once for each part, block by block. */
  public static void write(
      Location file, MeasureShape shape, MeasureSource source, Surroundings surroundings)
      throws IOException {
    try (NpzWriter npz = NpzWriter.create(file)) {
      for (String name : ParticleLayout.names(shape.layouts())) {
        writePart(npz, name, shape, source);
      }
      surroundings.write(npz);
    }
  }

  private static void writePart(
      NpzWriter npz, String name, MeasureShape shape, MeasureSource source) throws IOException {
    int[] widths = shape.widths();
    boolean equal =
        shape.layouts().isUniform() && Arrays.stream(widths).allMatch(width -> width == widths[0]);
    if (equal) {
      Part part = shape.layout(0).parts().get(shape.layout(0).names().indexOf(name));
      npz.begin(name, axes(part, widths.length, widths[0]));
    }
    Iterator<ParticleBlock> blocks = source.blocks(shape, 0, shape.blockCount());
    while (blocks.hasNext()) {
      ParticleBlock block = blocks.next();
      ParticleLayout layout = shape.layout(block.layer());
      int index = layout.names().indexOf(name);
      if (index < 0) {
        continue;
      }
      Part part = layout.parts().get(index);
      int offset = layout.offset(index);
      if (!equal && block.first() == 0) {
        npz.begin(name + "_" + block.layer(), axes(part, widths[block.layer()]));
      }
      int size = part.size();
      double[] rows = new double[ArraySize.of("the particles of a block", block.count(), size)];
      for (int m = 0; m < block.count(); m++) {
        for (int j = 0; j < size; j++) {
          rows[m * size + j] = block.values()[block.index(m, offset + j)];
        }
      }
      npz.append(rows, 0, rows.length);
    }
  }

  /** The shape of an array over the given particle axes. */
  private static long[] axes(Part part, long... particles) {
    if (part.single()) {
      return particles;
    }
    long[] axes = Arrays.copyOf(particles, particles.length + 1);
    axes[particles.length] = part.size();
    return axes;
  }

  /**
   * Reads a measure into memory.
   *
   * @throws UserInputException if the file is no .npz file, an array is missing, or has another
   *     shape or type than documented, or a number is not finite
   */
  public static MeasureArrays read(Location file) {
    MeasureNpzReader layers = MeasureNpzReader.of(file);
    NpzReader.visit(file, layers::isPart, layers::visit);
    return layers.contents();
  }
}
