package org.cotflow.run.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.format.Json;
import org.cotflow.format.NpyArray;
import org.cotflow.format.NpzReader;
import org.cotflow.format.NpzWriter;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;

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
 * <p>All numbers are float64 in C order.
 */
public final class MeasureNpz {
  private MeasureNpz() {}

  /**
   * What stands in the file beside the particles; null for what is not there.
   *
   * @param embedding A, d x d_in
   * @param readout B, d_out x d
   * @param meta a JSON string
   * @param xMean what was subtracted from the features; likewise yMean
   * @param xScale what the features were then divided by; likewise yScale
   */
  public record Surroundings(
      NpyArray embedding,
      NpyArray readout,
      String meta,
      double[] xMean,
      double[] xScale,
      double[] yMean,
      double[] yScale) {

    /** What of the network differs, in words; null where nothing does, or one does not say. */
    public String differenceTo(Surroundings other) {
      if (differ(embedding, other.embedding)) {
        return "embedding A";
      }
      if (differ(readout, other.readout)) {
        return "readout B";
      }
      if (meta != null && other.meta != null) {
        for (String name : List.of("activation", "scale", "bias", "depthScheme", "substeps")) {
          if (!Objects.equals(entry(meta, name), entry(other.meta, name))) {
            return name;
          }
        }
      }
      return null;
    }

    private static boolean differ(NpyArray one, NpyArray other) {
      return one != null
          && other != null
          && !(Arrays.equals(one.shape(), other.shape())
              && Arrays.equals(one.values(), other.values()));
    }

    private static Object entry(String meta, String name) {
      try {
        return Json.parse(meta).values().get(name);
      } catch (IOException noJson) {
        return null;
      }
    }
  }

  /**
   * A measure that was read.
   *
   * @param stateDim d
   * @param widths M_k
   * @param source its particles, in memory
   */
  public record Contents(
      int stateDim, int[] widths, MeasureSource source, Surroundings surroundings) {}

  /** Writes a measure; the particles are read three times, block by block. */
  public static void write(
      Location file, MeasureShape shape, MeasureSource source, Surroundings surroundings)
      throws IOException {
    try (NpzWriter npz = NpzWriter.create(file)) {
      for (Field field : Field.values()) {
        writeField(npz, field, shape, source);
      }
      writeArray(npz, "A", surroundings.embedding());
      writeArray(npz, "B", surroundings.readout());
      writeVector(npz, "x_mean", surroundings.xMean());
      writeVector(npz, "x_scale", surroundings.xScale());
      writeVector(npz, "y_mean", surroundings.yMean());
      writeVector(npz, "y_scale", surroundings.yScale());
      if (surroundings.meta() != null) {
        npz.writeText("meta", surroundings.meta());
      }
    }
  }

  /** One of a particle's three parameters. */
  enum Field {
    U,
    W,
    B;

    String key() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    int size(int stateDim) {
      return this == B ? 1 : stateDim;
    }

    int index(ParticleBlock block, int m, int j) {
      return switch (this) {
        case U -> block.indexU(m, j);
        case W -> block.indexW(m, j);
        case B -> block.indexB(m);
      };
    }

    /** The shape of an array over the given particle axes. */
    long[] shape(long[] particles, int stateDim) {
      long[] shape = this == B ? particles : Arrays.copyOf(particles, particles.length + 1);
      if (this != B) {
        shape[particles.length] = stateDim;
      }
      return shape;
    }
  }

  private static void writeField(
      NpzWriter npz, Field field, MeasureShape shape, MeasureSource source) throws IOException {
    int d = shape.stateDim();
    int[] widths = shape.widths();
    boolean equal = Arrays.stream(widths).allMatch(width -> width == widths[0]);
    if (equal) {
      npz.begin(field.key(), field.shape(new long[] {widths.length, widths[0]}, d));
    }
    Iterator<ParticleBlock> blocks = source.blocks(shape, 0, shape.blockCount());
    while (blocks.hasNext()) {
      ParticleBlock block = blocks.next();
      if (!equal && block.first() == 0) {
        npz.begin(
            field.key() + "_" + block.layer(), field.shape(new long[] {widths[block.layer()]}, d));
      }
      int size = field.size(d);
      double[] rows = new double[Math.multiplyExact(block.count(), size)];
      for (int m = 0; m < block.count(); m++) {
        for (int j = 0; j < size; j++) {
          rows[m * size + j] = block.values()[field.index(block, m, j)];
        }
      }
      npz.append(rows, 0, rows.length);
    }
  }

  private static void writeArray(NpzWriter npz, String name, NpyArray array) throws IOException {
    if (array != null) {
      npz.write(name, array);
    }
  }

  private static void writeVector(NpzWriter npz, String name, double[] values) throws IOException {
    writeArray(npz, name, values == null ? null : NpyArray.vector(values));
  }

  /**
   * Reads a measure into memory.
   *
   * @throws UserInputException if the file is no .npz file, an array is missing, or has another
   *     shape or type than documented, or a number is not finite
   */
  public static Contents read(Location file) {
    MeasureNpzReader layers = new MeasureNpzReader(file);
    NpzReader.visit(file, layers::visit);
    return layers.contents();
  }

  /** Particles in memory: for each layer its fields as row-major arrays. */
  record LayerArrays(double[][] u, double[][] w, double[][] b) implements MeasureSource {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<ParticleBlock> blocks(MeasureShape shape, int fromBlock, int toBlock) {
      boolean fits =
          shape.layerCount() == b.length
              && IntStream.range(0, b.length).allMatch(k -> shape.width(k) == b[k].length)
              && u[0].length == (long) b[0].length * shape.stateDim();
      if (!fits) {
        throw new UserInputException(
            "the npz measure has state dimension "
                + u[0].length / b[0].length
                + " and widths "
                + Arrays.toString(Arrays.stream(b).mapToInt(layer -> layer.length).toArray())
                + ", where "
                + shape
                + " is needed");
      }
      return shape.blocks(fromBlock, toBlock).stream().map(id -> block(shape, id)).iterator();
    }

    @Override
    public boolean isHeld() {
      return true;
    }

    private ParticleBlock block(MeasureShape shape, MeasureShape.BlockId id) {
      int d = shape.stateDim();
      ParticleBlock block =
          ParticleBlock.zeros(id.layer(), id.firstParticle(), id.particleCount(), d);
      for (int m = 0; m < block.count(); m++) {
        int row = (id.firstParticle() + m) * d;
        for (int j = 0; j < d; j++) {
          block.values()[block.indexU(m, j)] = u[id.layer()][row + j];
          block.values()[block.indexW(m, j)] = w[id.layer()][row + j];
        }
        block.values()[block.indexB(m)] = b[id.layer()][id.firstParticle() + m];
      }
      return block;
    }
  }
}
