package org.cotflow.run.npz;

import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.cotflow.base.UserInputException;
import org.cotflow.format.Json;
import org.cotflow.format.NpyArray;
import org.cotflow.format.NpzWriter;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;
import org.cotflow.transport.CloudSource;

/**
 * The arrays of a measure's .npz file in memory.
 *
 * @param layouts of the particles of each layer
 * @param widths M_k
 * @param source the particles
 */
public record MeasureArrays(
    LayerCycle<ParticleLayout> layouts,
    int[] widths,
    MeasureSource source,
    Surroundings surroundings) {

  /**
   * The arrays beside the particles; null for what is not there.
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

    /** From arrays by name; others than these are passed over. */
    public static Surroundings of(Map<String, NpyArray> arrays, String meta) {
      Function<String, double[]> vector =
          name -> arrays.containsKey(name) ? arrays.get(name).values() : null;
      return new Surroundings(
          arrays.get("A"),
          arrays.get("B"),
          meta,
          vector.apply("x_mean"),
          vector.apply("x_scale"),
          vector.apply("y_mean"),
          vector.apply("y_scale"));
    }

    /** The arrays by their names in a file, in order; null where one is not there. */
    public Map<String, NpyArray> arrays() {
      Map<String, NpyArray> arrays = new LinkedHashMap<>();
      arrays.put("A", embedding);
      arrays.put("B", readout);
      Map<String, double[]> vectors = new LinkedHashMap<>();
      vectors.put("x_mean", xMean);
      vectors.put("x_scale", xScale);
      vectors.put("y_mean", yMean);
      vectors.put("y_scale", yScale);
      vectors.forEach(
          (name, values) -> arrays.put(name, values == null ? null : NpyArray.vector(values)));
      return arrays;
    }

    /** Writes what is there. */
    public void write(NpzWriter npz) throws IOException {
      for (Map.Entry<String, NpyArray> array : arrays().entrySet()) {
        if (array.getValue() != null) {
          npz.write(array.getKey(), array.getValue());
        }
      }
      if (meta != null) {
        npz.writeText("meta", meta);
      }
    }

    /**
     * The difference between two networks in words; null if there is none, or if one of them is not
     * stored.
     */
    public String differenceTo(Surroundings other) {
      if (differ(embedding, other.embedding)) {
        return "embedding A";
      }
      if (differ(readout, other.readout)) {
        return "readout B";
      }
      if (meta != null && other.meta != null) {
        for (String name :
            List.of(
                "map",
                "layers",
                "activation",
                "scale",
                "positions",
                "bias",
                "depthScheme",
                "substeps")) {
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
   * Particles in memory.
   *
   * @param layers for each layer its points, M_k x p, row-major
   */
  record LayerArrays(LayerCycle<ParticleLayout> layouts, double[][] layers)
      implements MeasureSource {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<ParticleBlock> blocks(MeasureShape shape, int fromBlock, int toBlock) {
      CloudSource clouds = new CloudSource(layouts, layers);
      MeasureShape own = clouds.shape(shape.blockSize());
      if (!Arrays.equals(shape.widths(), own.widths()) || !shape.hasLayouts(layouts)) {
        throw new UserInputException(
            "the npz measure has state dimension %s and widths %s, where %s is needed"
                .formatted(own.stateDim(), Arrays.toString(own.widths()), shape));
      }
      return clouds.blocks(shape, fromBlock, toBlock);
    }

    @Override
    public boolean isHeld() {
      return true;
    }
  }
}
