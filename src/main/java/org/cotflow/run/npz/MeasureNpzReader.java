package org.cotflow.run.npz;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cotflow.base.ArraySize;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.format.Json;
import org.cotflow.format.NpyArray;
import org.cotflow.format.NpyMember;
import org.cotflow.format.NpzReader;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.ParticleLayout.Part;
import org.cotflow.run.npz.MeasureArrays.LayerArrays;
import org.cotflow.run.npz.MeasureArrays.Surroundings;

/** Gathers the arrays of a measure's .npz file, in whatever order they come, and checks them. */
final class MeasureNpzReader {
  private static final Pattern PARTICLES = Pattern.compile("([a-z][a-z0-9-]*)(?:_(\\d{1,8}))?");
  private static final List<String> OTHERS =
      List.of("A", "B", "x_mean", "x_scale", "y_mean", "y_scale");

  private final Location file;

  /** Of neurons, with d as yet unknown, where the file does not say; their sizes are not used. */
  private final LayerCycle<ParticleLayout> layouts;

  private final boolean said;
  private final Map<String, TreeMap<Integer, Layer>> parts = new LinkedHashMap<>();
  private final Map<String, NpyArray> others = new HashMap<>();
  private String meta;

  /**
   * The numbers of one part in one layer.
   *
   * @param name of the array they come from
   * @param rows the particles
   * @param columns the part's size
   */
  private record Layer(String name, int rows, int columns, double[] values) {}

  /**
   * @param layouts null for neurons
   */
  private MeasureNpzReader(Location file, LayerCycle<ParticleLayout> layouts) {
    this.file = file;
    this.said = layouts != null;
    this.layouts = said ? layouts : LayerCycle.everywhere(Neuron.layout(1));
    for (ParticleLayout layout : this.layouts.values()) {
      layout.names().forEach(name -> parts.put(name, new TreeMap<>()));
    }
  }

  /** A reader of the parts that the file's meta has, if it has any; of neurons otherwise. */
  static MeasureNpzReader of(Location file) {
    String[] text = {null};
    NpzReader.visit(
        file,
        "meta"::equals,
        member -> text[0] = member.isText() ? String.join("", member.readAllText()) : null);
    try {
      return new MeasureNpzReader(file, text[0] == null ? null : layouts(Json.parse(text[0])));
    } catch (IOException noJson) {
      return new MeasureNpzReader(file, null); // whoever needs the meta says what is wrong with it
    }
  }

  /** Null where a file says nothing about its particles. */
  private static LayerCycle<ParticleLayout> layouts(Json.Fields meta) throws IOException {
    if (meta.has("layers")) {
      return meta.record("layers", StoredLayers.class).layouts();
    }
    return meta.has("particles")
        ? LayerCycle.everywhere(meta.record("particles", StoredLayers.Particles.class).layout())
        : null;
  }

  /** Whether an array belongs to a measure; others are passed over, whatever they hold. */
  boolean isPart(String name) {
    Matcher matcher = PARTICLES.matcher(name);
    return matcher.matches() && parts.containsKey(matcher.group(1))
        || OTHERS.contains(name)
        || name.equals("meta");
  }

  void visit(NpyMember member) throws IOException {
    Matcher matcher = PARTICLES.matcher(member.name());
    if (matcher.matches() && parts.containsKey(matcher.group(1))) {
      requireDoubles(member);
      if (matcher.group(2) == null) {
        readAllLayers(member, part(member, matcher.group(1), 0));
      } else {
        int layer = Integer.parseInt(matcher.group(2));
        Part part = part(member, matcher.group(1), layer);
        requireAxes(member, part.single() ? 1 : 2, part.single() ? "[M_k]" : columns("[M_k", part));
        readLayer(member, part, layer, member.shape(), 0);
      }
    } else if (OTHERS.contains(member.name())) {
      requireDoubles(member);
      others.put(member.name(), member.readAll());
    } else if (member.name().equals("meta") && member.isText()) {
      meta = String.join("", member.readAllText());
    }
  }

  private Part part(NpyMember member, String name, int layer) {
    ParticleLayout layout = layouts.at(layer);
    int index = layout.names().indexOf(name);
    if (index < 0) {
      throw wrong(
          "%s: the particles of layer %s have no part %s; they have %s"
              .formatted(member.name(), layer, name, String.join(", ", layout.names())));
    }
    return layout.parts().get(index);
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

  private String columns(String particles, Part part) {
    return particles + "," + (said ? part.size() : "d") + "]";
  }

  private void readAllLayers(NpyMember member, Part part) throws IOException {
    requireAxes(member, part.single() ? 2 : 3, part.single() ? "[K,M]" : columns("[K,M", part));
    for (int layer = 0; layer < member.shape()[0]; layer++) {
      readLayer(member, part, layer, member.shape(), 1);
    }
  }

  private void readLayer(NpyMember member, Part part, int layer, long[] shape, int axis)
      throws IOException {
    long columns = part.single() ? 1 : shape[axis + 1];
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
    Layer twice = parts.get(part.name()).put(layer, read);
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
    String first = layouts.first().names().get(0);
    TreeMap<Integer, Layer> leading = layouts.isUniform() ? parts.get(first) : leading();
    requireLayers(first, leading);
    LayerCycle<ParticleLayout> found =
        said ? layouts : LayerCycle.everywhere(Neuron.layout(leading.get(0).columns()));
    if (layouts.isUniform()) {
      parts.forEach((name, layers) -> requireAll(name, layers, first, leading.size()));
    }
    double[][] layers = new double[leading.size()][];
    for (int layer = 0; layer < layers.length; layer++) {
      layers[layer] = layer(layer, leading.get(layer).rows(), found.at(layer));
    }
    requireMatrices(found.first().stateDim());
    return new MeasureArrays(
        found,
        leading.values().stream().mapToInt(Layer::rows).toArray(),
        new LayerArrays(found, layers),
        Surroundings.of(others, meta));
  }

  /** For each layer that has any part, the first of its parts that is there. */
  private TreeMap<Integer, Layer> leading() {
    TreeMap<Integer, Layer> leading = new TreeMap<>();
    parts.values().forEach(layers -> layers.forEach(leading::putIfAbsent));
    return leading;
  }

  private void requireAll(String name, Map<Integer, Layer> layers, String first, int count) {
    if (layers.isEmpty()) {
      throw wrong(
          "has no "
              + name
              + "; "
              + needed()
              + (said ? "" : " (zeros without bias)")
              + " are needed");
    }
    if (layers.size() != count) {
      throw wrong(name + " has " + layers.size() + " layers, " + first + " " + count);
    }
  }

  /** The names of all parts in words. */
  private String needed() {
    List<String> names = layouts.first().names();
    int last = names.size() - 1;
    return String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }

  /** The particles of a layer, each as its parts one behind the other; frees the parts. */
  private double[] layer(int number, int rows, ParticleLayout found) {
    int size = found.size();
    double[] particles = new double[ArraySize.of("the particles of a layer", rows, size)];
    for (int index = 0; index < found.parts().size(); index++) {
      Part part = found.parts().get(index);
      Layer layer = parts.get(part.name()).get(number);
      requireFit(part.name(), layer, rows, part.size(), number);
      for (int m = 0; m < rows; m++) {
        int at = m * size + found.offset(index);
        System.arraycopy(layer.values(), m * part.size(), particles, at, part.size());
      }
    }
    return particles;
  }

  private void requireLayers(String first, TreeMap<Integer, Layer> layers) {
    if (layers.isEmpty()) {
      throw wrong(
          "has no "
              + first
              + (said
                  ? "; " + needed() + " are needed"
                  : "; a measure is u[K,M,d], w[K,M,d], b[K,M], or u_0, w_0, b_0, u_1, ..."));
    }
    if (layers.lastKey() != layers.size() - 1) {
      List<Integer> missing = new ArrayList<>();
      for (int k = 0; k < layers.lastKey() && missing.isEmpty(); k++) {
        if (!layers.containsKey(k)) {
          missing.add(k);
        }
      }
      throw wrong("has %s_%s but no %1$s_%s".formatted(first, layers.lastKey(), missing.get(0)));
    }
  }

  private void requireFit(String part, Layer layer, int rows, int columns, int number) {
    if (layer == null || layer.rows() != rows || layer.columns() != columns) {
      String name = layer == null ? part : layer.name();
      String shape = layer == null ? "nothing" : layer.rows() + " x " + layer.columns();
      throw wrong(
          "%s has %s at layer %s; it must be %s x %s"
              .formatted(name, shape, number, rows, columns));
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

  private UserInputException wrong(String what) {
    return new UserInputException(file + ": " + what);
  }
}
