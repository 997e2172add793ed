package org.cotflow.experiment;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Build;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.data.NpyArray;
import org.cotflow.data.NpzReader;
import org.cotflow.data.NpzWriter;
import org.cotflow.data.PreparedData;
import org.cotflow.data.PreparedData.Affine;
import org.cotflow.depth.DepthScheme;
import org.cotflow.depth.Discretization;
import org.cotflow.kernel.Activation;
import org.cotflow.network.Loss;
import org.cotflow.network.Matrix;
import org.cotflow.network.Network;
import org.cotflow.network.NetworkSpec.LossKind;

/**
 * The file {@code network.npz} of a run: all that is needed besides the particles to use the
 * network elsewhere, even where the training data are no longer to be had. The same arrays go into
 * an exported measure.
 *
 * @param network A, B, the scale, the activation, the loss
 * @param discretization how states go through a layer
 * @param featureNames d_in names
 * @param targetNames d_out names
 * @param classNames d_out names, or none for a regression
 */
public record NetworkFile(
    Network network,
    Discretization discretization,
    List<String> featureNames,
    List<String> targetNames,
    List<String> classNames,
    Affine featureScaling,
    Affine targetScaling) {
  static final String NAME = "network.npz";

  static NetworkFile of(RunProblem problem) {
    PreparedData data = problem.data();
    return new NetworkFile(
        problem.network(),
        Discretization.of(problem.experiment().network()),
        data.featureNames(),
        data.targetNames(),
        data.classNames(),
        data.featureScaling(),
        data.targetScaling());
  }

  void write(Location runDirectory) throws IOException {
    Location file = runDirectory.resolve(NAME);
    Location half = runDirectory.resolve("." + NAME + ".tmp");
    MeasureNpz.Surroundings arrays = surroundings();
    try (NpzWriter npz = NpzWriter.create(half)) {
      npz.write("A", arrays.embedding());
      npz.write("B", arrays.readout());
      npz.write("x_mean", NpyArray.vector(arrays.xMean()));
      npz.write("x_scale", NpyArray.vector(arrays.xScale()));
      npz.write("y_mean", NpyArray.vector(arrays.yMean()));
      npz.write("y_scale", NpyArray.vector(arrays.yScale()));
      npz.writeText("meta", arrays.meta());
    }
    half.renameTo(file);
  }

  /** Reads the file of a run. */
  public static NetworkFile read(Location runDirectory) throws IOException {
    Location file = runDirectory.resolve(NAME);
    if (!file.exists()) {
      throw new UserInputException(
          runDirectory + " has no " + NAME + "; give the directory of a run that has begun");
    }
    NpzReader.Contents contents = NpzReader.read(file);
    Json.Fields meta = Json.parse(contents.texts().get("meta").get(0));
    Network network =
        new Network(
            matrix(contents, "A"),
            matrix(contents, "B"),
            meta.number("scale").doubleValue(),
            ConfigWords.read(Activation.class, meta.text("activation")),
            meta.flag("bias"),
            new Loss(
                ConfigWords.read(LossKind.class, meta.text("loss")), meta.flag("outputAverage")));
    return new NetworkFile(
        network,
        discretization(meta),
        meta.texts("featureNames"),
        meta.texts("targetNames"),
        meta.texts("classNames"),
        new Affine(vector(contents, "x_mean"), vector(contents, "x_scale")),
        new Affine(vector(contents, "y_mean"), vector(contents, "y_scale")));
  }

  /** Files without substeps are from before there were any. */
  private static Discretization discretization(Json.Fields meta) throws IOException {
    int substeps = meta.has("substeps") ? meta.number("substeps").intValue() : 1;
    return new Discretization(DepthScheme.named(meta.text("depthScheme")), substeps);
  }

  /** What an exported measure says about its network. */
  public MeasureNpz.Surroundings surroundings() {
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put("version", Build.current().version());
    meta.put("commit", Build.current().commit());
    meta.put("scale", network.scale());
    meta.put("activation", ConfigWords.of(network.activation()));
    meta.put("bias", network.bias());
    meta.put("depthScheme", discretization.scheme().name());
    meta.put("substeps", discretization.substeps());
    meta.put("loss", ConfigWords.of(network.loss().kind()));
    meta.put("outputAverage", network.loss().outputAverage());
    meta.put("featureNames", featureNames);
    meta.put("targetNames", targetNames);
    meta.put("classNames", classNames);
    return new MeasureNpz.Surroundings(
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

  private static Matrix matrix(NpzReader.Contents contents, String name) {
    return matrix(contents.numbers().get(name));
  }

  static Matrix matrix(NpyArray array) {
    return array == null ? null : new Matrix(array.shape()[0], array.shape()[1], array.values());
  }

  private static double[] vector(NpzReader.Contents contents, String name) {
    return contents.numbers().get(name).values();
  }
}
