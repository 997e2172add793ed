package org.cotflow.run.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.format.NpyArray;
import org.cotflow.format.NpyMember;
import org.cotflow.run.store.MeasureArrays.Field;
import org.cotflow.run.store.MeasureArrays.LayerArrays;
import org.cotflow.run.store.MeasureArrays.Surroundings;

/** Gathers the arrays of a measure's .npz file, in whatever order they come, and checks them. */
final class MeasureNpzReader {
  private static final Pattern PARTICLES = Pattern.compile("([uwb])(?:_(\\d{1,8}))?");
  private static final List<String> OTHERS =
      List.of("A", "B", "x_mean", "x_scale", "y_mean", "y_scale");

  private final Location file;
  private final Map<Field, TreeMap<Integer, Layer>> fields = new EnumMap<>(Field.class);
  private final Map<String, NpyArray> others = new HashMap<>();
  private String meta;

  /**
   * The numbers of one field in one layer.
   *
   * @param name of the array they come from
   * @param rows the particles
   * @param columns d, or 1 for b
   */
  private record Layer(String name, int rows, int columns, double[] values) {}

  MeasureNpzReader(Location file) {
    this.file = file;
    for (Field field : Field.values()) {
      fields.put(field, new TreeMap<>());
    }
  }

  /** Whether an array belongs to a measure; others are passed over, whatever they hold. */
  static boolean isPart(String name) {
    return PARTICLES.matcher(name).matches() || OTHERS.contains(name) || name.equals("meta");
  }

  void visit(NpyMember member) throws IOException {
    Matcher matcher = PARTICLES.matcher(member.name());
    if (matcher.matches()) {
      requireDoubles(member);
      Field field = Field.valueOf(matcher.group(1).toUpperCase(java.util.Locale.ROOT));
      if (matcher.group(2) == null) {
        readAllLayers(member, field);
      } else {
        int axes = field == Field.B ? 1 : 2;
        requireAxes(member, axes, field == Field.B ? "[M_k]" : "[M_k,d]");
        readLayer(member, field, Integer.parseInt(matcher.group(2)), member.shape(), 0);
      }
    } else if (OTHERS.contains(member.name())) {
      requireDoubles(member);
      others.put(member.name(), member.readAll());
    } else if (member.name().equals("meta") && member.isText()) {
      meta = String.join("", member.readAllText());
    }
  }

  private void requireDoubles(NpyMember member) {
    if (!member.isDouble()) {
      throw wrong(member.name() + " holds " + member.kind() + "; it must be of float64");
    }
  }

  private void requireAxes(NpyMember member, int axes, String documented) {
    long[] shape = member.shape();
    if (shape.length != axes || Arrays.stream(shape).anyMatch(length -> length < 1)) {
      throw wrong(
          member.name() + " has shape " + Arrays.toString(shape) + "; it must be " + documented);
    }
  }

  private void readAllLayers(NpyMember member, Field field) throws IOException {
    requireAxes(member, field == Field.B ? 2 : 3, field == Field.B ? "[K,M]" : "[K,M,d]");
    for (int layer = 0; layer < member.shape()[0]; layer++) {
      readLayer(member, field, layer, member.shape(), 1);
    }
  }

  private void readLayer(NpyMember member, Field field, int layer, long[] shape, int axis)
      throws IOException {
    long columns = field == Field.B ? 1 : shape[axis + 1];
    long size = Math.multiplyExact(shape[axis], columns);
    if (size > Integer.MAX_VALUE - 8) {
      throw wrong(member.name() + " has " + size + " numbers in a layer; at most 2^31 are read");
    }
    double[] values = new double[(int) size];
    member.read(values, 0, values.length);
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw wrong(
            "%s has %s at layer %s, particle %s; all numbers must be finite"
                .formatted(member.name(), values[i], layer, i / columns));
      }
    }
    Layer read = new Layer(member.name(), (int) shape[axis], (int) columns, values);
    Layer twice = fields.get(field).put(layer, read);
    if (twice != null) {
      throw wrong("has both " + twice.name() + " and " + read.name() + "; give one of them");
    }
  }

  /**
   * The measure, once all arrays have been visited.
   *
   * @throws UserInputException if arrays are missing or do not fit together
   */
  MeasureArrays contents() {
    TreeMap<Integer, Layer> u = fields.get(Field.U);
    TreeMap<Integer, Layer> w = fields.get(Field.W);
    TreeMap<Integer, Layer> b = fields.get(Field.B);
    requireLayers(u);
    int layerCount = u.size();
    int stateDim = u.get(0).columns();
    for (Field field : Field.values()) {
      if (fields.get(field).isEmpty()) {
        throw wrong("has no " + field.key() + "; u, w and b (zeros without bias) are needed");
      }
      if (fields.get(field).size() != layerCount) {
        throw wrong(field.key() + " has " + fields.get(field).size() + " layers, u " + layerCount);
      }
    }
    for (int layer = 0; layer < layerCount; layer++) {
      requireFit(u.get(layer), u.get(layer), stateDim, layer);
      requireFit(w.get(layer), u.get(layer), stateDim, layer);
      requireFit(b.get(layer), u.get(layer), 1, layer);
    }
    requireMatrices(stateDim);
    return new MeasureArrays(
        stateDim,
        u.values().stream().mapToInt(Layer::rows).toArray(),
        new LayerArrays(values(u), values(w), values(b)),
        Surroundings.of(others, meta));
  }

  private void requireLayers(TreeMap<Integer, Layer> layers) {
    if (layers.isEmpty()) {
      throw wrong("has no u; a measure is u[K,M,d], w[K,M,d], b[K,M], or u_0, w_0, b_0, u_1, ...");
    }
    if (layers.lastKey() != layers.size() - 1) {
      List<Integer> missing = new ArrayList<>();
      for (int k = 0; k < layers.lastKey() && missing.isEmpty(); k++) {
        if (!layers.containsKey(k)) {
          missing.add(k);
        }
      }
      throw wrong("has u_" + layers.lastKey() + " but no u_" + missing.get(0));
    }
  }

  private void requireFit(Layer layer, Layer u, int columns, int number) {
    if (layer == null || layer.rows() != u.rows() || layer.columns() != columns) {
      String name = layer == null ? "an array" : layer.name();
      String shape = layer == null ? "nothing" : layer.rows() + " x " + layer.columns();
      throw wrong(
          "%s has %s at layer %s; it must be %s x %s"
              .formatted(name, shape, number, u.rows(), columns));
    }
  }

  private void requireMatrices(int stateDim) {
    NpyArray embedding = others.get("A");
    if (embedding != null && !isMatrix(embedding, 0, stateDim)) {
      throw wrong(
          "A has shape %s; it must be [%s,d_in]"
              .formatted(Arrays.toString(embedding.shape()), stateDim));
    }
    NpyArray readout = others.get("B");
    if (readout != null && !isMatrix(readout, 1, stateDim)) {
      throw wrong(
          "B has shape %s; it must be [d_out,%s]"
              .formatted(Arrays.toString(readout.shape()), stateDim));
    }
  }

  private static boolean isMatrix(NpyArray array, int axis, int length) {
    return array.shape().length == 2
        && array.shape()[axis] == length
        && Arrays.stream(array.values()).allMatch(Double::isFinite);
  }

  private static double[][] values(TreeMap<Integer, Layer> layers) {
    return layers.values().stream().map(Layer::values).toArray(double[][]::new);
  }

  private UserInputException wrong(String what) {
    return new UserInputException(file + ": " + what);
  }
}
