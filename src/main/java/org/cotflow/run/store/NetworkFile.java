package org.cotflow.run.store;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Build;
import org.cotflow.base.Keyword;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.data.PreparedData;
import org.cotflow.data.PreparedData.Affine;
import org.cotflow.data.column.FeatureEncoding;
import org.cotflow.depth.ButcherTableau;
import org.cotflow.depth.Discretization;
import org.cotflow.format.Json;
import org.cotflow.format.NpyArray;
import org.cotflow.format.NpzReader;
import org.cotflow.format.NpzWriter;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.map.MapKind;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.network.Loss;
import org.cotflow.network.Matrix;
import org.cotflow.network.Metrics;
import org.cotflow.network.Network;
import org.cotflow.network.NetworkSpec.LossKind;
import org.cotflow.run.npz.MeasureArrays.Surroundings;
import org.cotflow.run.npz.StoredLayers;

/**
 * The file {@code network.npz} of a run: all that is needed besides the particles to use the
 * network elsewhere, even if the training data are no longer available. The same arrays go into an
 * exported measure.
 *
 * @param network A, B, the scale, the activation, the loss
 * @param discretization how states go through a layer
 * @param encoding how the columns of a table become the d_in inputs
 * @param targetNames d_out names
 * @param targetColumns the target columns of the training data; empty where they are not known
 * @param classNames d_out names, or none for a regression
 */
public record NetworkFile(
    Network network,
    Discretization discretization,
    FeatureEncoding encoding,
    List<String> targetNames,
    List<String> targetColumns,
    List<String> classNames,
    Affine featureScaling,
    Affine targetScaling)
    implements Serializable {
  /** The network of a run with the names and scalings of its data. */
  public static NetworkFile of(Network network, Discretization discretization, PreparedData data) {
    return new NetworkFile(
        network,
        discretization,
        data.encoding(),
        data.targetNames(),
        data.targetColumns(),
        data.classNames(),
        data.featureScaling(),
        data.targetScaling());
  }

  /** The names of the d_in inputs. */
  public List<String> featureNames() {
    return encoding.inputNames();
  }

  /**
   * How good predictions are.
   *
   * @param predictions N x d_out, as the network makes them
   * @param targets N x d_out, scaled or one-hot as in training
   */
  public Metrics metrics(double[] predictions, double[] targets) {
    return classNames.isEmpty()
        ? Metrics.ofNumbers(
            network.loss(), predictions, targets, targetNames, targetScaling.scale())
        : Metrics.ofClasses(network.loss(), predictions, targets, classNames);
  }

  public void write(Location runDirectory) throws IOException {
    Location file = RunFile.NETWORK.in(runDirectory);
    Location half = runDirectory.resolve(RunFile.NETWORK.halfWritten());
    try (NpzWriter npz = NpzWriter.create(half)) {
      surroundings().write(npz);
    }
    half.renameTo(file);
  }

  /** Reads the file of a run. */
  public static NetworkFile read(Location runDirectory) throws IOException {
    Location file = RunFile.NETWORK.in(runDirectory);
    if (!file.exists()) {
      throw new UserInputException(
          "%s has no %s; give the directory of a run that has begun"
              .formatted(runDirectory, RunFile.NETWORK.fileName()));
    }
    NpzReader.Contents contents = NpzReader.read(file);
    String meta = contents.texts().getOrDefault("meta", List.of("")).get(0);
    return of(Surroundings.of(contents.numbers(), meta), file.toString());
  }

  /**
   * The network of an exported measure.
   *
   * @param file its name in complaints
   * @throws UserInputException if something of the network is missing
   */
  public static NetworkFile of(Surroundings arrays, String file) {
    requireComplete(arrays, file);
    NetworkFile read;
    try {
      read = of(arrays, Json.parse(arrays.meta()));
    } catch (UserInputException | IOException | IllegalArgumentException wrong) {
      throw foreignMeta(file, wrong);
    }
    read.requireFits(file);
    return read;
  }

  static UserInputException foreignMeta(String file, Exception wrong) {
    return new UserInputException(
        file + ": meta is not what cotflow export writes (" + wrong.getMessage() + ")", wrong);
  }

  private static void requireComplete(Surroundings arrays, String file) {
    Map<String, Object> wanted = new LinkedHashMap<>();
    wanted.put("A", arrays.embedding());
    wanted.put("B", arrays.readout());
    wanted.put("meta", arrays.meta());
    wanted.putAll(arrays.arrays());
    wanted.forEach(
        (name, value) -> {
          if (value == null) {
            throw new UserInputException(
                file + " has no " + name + "; a file of cotflow export says all of the network");
          }
        });
  }

  private void requireFits(String file) {
    requireLength(file, "featureNames", featureNames().size(), network.inputDim());
    requireLength(file, "x_mean", featureScaling.mean().length, network.inputDim());
    requireLength(file, "x_scale", featureScaling.scale().length, network.inputDim());
    requireLength(file, "targetNames", targetNames.size(), network.outputDim());
    requireLength(file, "y_mean", targetScaling.mean().length, network.outputDim());
    requireLength(file, "y_scale", targetScaling.scale().length, network.outputDim());
    if (!classNames.isEmpty()) {
      requireLength(file, "classNames", classNames.size(), network.outputDim());
    }
  }

  private static void requireLength(String file, String name, int length, int needed) {
    if (length != needed) {
      throw new UserInputException(
          file + ": " + name + " has " + length + " entries, the network needs " + needed);
    }
  }

  private static NetworkFile of(Surroundings arrays, Json.Fields meta) throws IOException {
    Network network =
        new Network(
            matrix(arrays.embedding()),
            positions(meta),
            matrix(arrays.readout()),
            meta.number("scale").doubleValue(),
            maps(meta),
            meta.flag("bias"),
            new Loss(
                Keyword.read(LossKind.class, meta.text("loss")),
                meta.flag("outputAverage"),
                meta.has("classWeights") ? meta.numbers("classWeights") : List.of()));
    return new NetworkFile(
        network,
        discretization(meta),
        FeatureEncoding.of(meta, meta.texts("featureNames")),
        meta.texts("targetNames"),
        targetColumns(meta),
        meta.texts("classNames"),
        new Affine(arrays.xMean(), arrays.xScale()),
        new Affine(arrays.yMean(), arrays.yScale()));
  }

  /**
   * Files without them are from before they were written; for a regression they are the outputs.
   */
  private static List<String> targetColumns(Json.Fields meta) throws IOException {
    if (meta.has("targetColumns")) {
      return meta.texts("targetColumns");
    }
    return meta.texts("classNames").isEmpty() ? meta.texts("targetNames") : List.of();
  }

  /** The positions in the meta of a file; null where there are none, or no meta. */
  public static Matrix positions(String meta) {
    try {
      return meta == null ? null : positions(Json.parse(meta));
    } catch (IOException foreign) {
      return null;
    }
  }

  /** Files of networks without positions have none. */
  private static Matrix positions(Json.Fields meta) throws IOException {
    if (!meta.has("positions")) {
      return null;
    }
    double[] values = meta.numbers("positions").stream().mapToDouble(v -> v).toArray();
    return new Matrix(values.length, 1, values);
  }

  /** Files without a map are of neurons. */
  private static LayerCycle<MapSpec> maps(Json.Fields meta) throws IOException {
    if (meta.has("layers")) {
      return new LayerCycle<>(meta.record("layers", StoredLayers.class).maps());
    }
    return meta.has("map")
        ? LayerCycle.everywhere(meta.record("map", MapSpec.class))
        : MapSpec.neuron(Keyword.read(Activation.class, meta.text("activation")));
  }

  /** Files without substeps are from before there were any. */
  private static Discretization discretization(Json.Fields meta) throws IOException {
    int substeps = meta.has("substeps") ? meta.number("substeps").intValue() : 1;
    return new Discretization(ButcherTableau.depthScheme(meta.text("depthScheme")), substeps);
  }

  /** What the file of a run says about its network. */
  public Surroundings surroundings() {
    return surroundings(Map.of());
  }

  /**
   * What an exported measure says about its network.
   *
   * @param reading how its data were read
   */
  Surroundings surroundings(Map<String, Object> reading) {
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put("version", Build.current().version());
    meta.put("commit", Build.current().commit());
    meta.put("scale", network.scale());
    meta.put("activation", Keyword.of(network.activation()));
    if (!network.maps().isUniform()) {
      meta.put("layers", Json.object(StoredLayers.of(network)));
    } else if (network.maps().first().kind() != MapKind.NEURON) {
      meta.put("map", Json.object(network.maps().first()));
      meta.put("particles", Json.object(StoredLayers.Particles.of(network.layouts().first())));
    }
    if (network.positions() != null) {
      meta.put("positions", Arrays.stream(network.positions().values()).boxed().toList());
    }
    meta.put("bias", network.bias());
    meta.put("depthScheme", discretization.scheme().name());
    meta.put("substeps", discretization.substeps());
    meta.put("loss", Keyword.of(network.loss().kind()));
    meta.put("outputAverage", network.loss().outputAverage());
    if (!network.loss().classWeights().isEmpty()) {
      meta.put("classWeights", network.loss().classWeights());
    }
    meta.put("featureNames", featureNames());
    meta.put("targetNames", targetNames);
    meta.put("targetColumns", targetColumns);
    meta.put("classNames", classNames);
    meta.putAll(encoding.fields());
    meta.putAll(reading);
    return new Surroundings(
        array(network.embedding()),
        array(network.readout()),
        Json.render(meta),
        featureScaling.mean(),
        featureScaling.scale(),
        targetScaling.mean(),
        targetScaling.scale());
  }

  private static NpyArray array(Matrix matrix) {
    return new NpyArray(new int[] {matrix.rows(), matrix.columns()}, matrix.values());
  }

  public static Matrix matrix(NpyArray array) {
    return array == null ? null : new Matrix(array.shape()[0], array.shape()[1], array.values());
  }
}
