package org.cotflow.run.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import org.cotflow.base.ArraySize;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.format.NpzReader;
import org.cotflow.format.NpzWriter;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.ParticleLayout.Part;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;
import org.cotflow.run.store.MeasureArrays.Surroundings;

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
 * the parts and d. All numbers are float64 in C order.
 */
public final class MeasureNpz {
  private MeasureNpz() {}

  /** Writes a measure; the particles are read once for each part, block by block. */
  public static void write(
      Location file, MeasureShape shape, MeasureSource source, Surroundings surroundings)
      throws IOException {
    try (NpzWriter npz = NpzWriter.create(file)) {
      for (int part = 0; part < shape.layout().parts().size(); part++) {
        writePart(npz, part, shape, source);
      }
      surroundings.write(npz);
    }
  }

  private static void writePart(NpzWriter npz, int index, MeasureShape shape, MeasureSource source)
      throws IOException {
    Part part = shape.layout().parts().get(index);
    int offset = shape.layout().offset(index);
    int[] widths = shape.widths();
    boolean equal = Arrays.stream(widths).allMatch(width -> width == widths[0]);
    if (equal) {
      npz.begin(part.name(), axes(part, widths.length, widths[0]));
    }
    Iterator<ParticleBlock> blocks = source.blocks(shape, 0, shape.blockCount());
    while (blocks.hasNext()) {
      ParticleBlock block = blocks.next();
      if (!equal && block.first() == 0) {
        npz.begin(part.name() + "_" + block.layer(), axes(part, widths[block.layer()]));
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
