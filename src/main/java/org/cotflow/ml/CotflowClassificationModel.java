package org.cotflow.ml;

import java.util.Arrays;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.cotflow.config.Experiment;
import org.cotflow.network.NetworkSpec.LossKind;
import org.cotflow.run.store.RunSummary;
import scala.Tuple3;

/**
 * A trained classifier. The raw prediction holds the network's outputs, with minus infinity for a
 * label that no row had in training. The probabilities are the softmax of the outputs where {@code
 * network.loss} is {@code cross-entropy}; with the squared loss they are the distribution nearest
 * to the outputs ({@link ClassProbabilities}).
 */
public final class CotflowClassificationModel
    extends ProbabilisticClassificationModel<Vector, CotflowClassificationModel>
    implements TrainedModel, MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final SharedNetwork network;

  /** The label of each output, ascending. */
  private final int[] labels;

  private final LossKind loss;

  /** For Spark Connect, which asks for it; it predicts nothing. */
  public CotflowClassificationModel() {
    this(Identifiable.randomUID("cotflowClassifier"));
  }

  /** For Spark Connect, which asks for it; it predicts nothing. */
  public CotflowClassificationModel(String uid) {
    this(new EarlyUid(uid), new SharedNetwork(null));
  }

  CotflowClassificationModel(String uid, TrainedNetwork trained) {
    this(new EarlyUid(uid), new SharedNetwork(trained));
  }

  private CotflowClassificationModel(EarlyUid early, SharedNetwork network) {
    this.uid = early.taken();
    this.network = network;
    TrainedNetwork trained = network.here();
    this.labels = trained == null ? new int[0] : FrameRows.labels(trained.network().classNames());
    this.loss = trained == null ? null : trained.network().network().loss().kind();
  }

  /** Reads a model that was saved. */
  public static MLReader<CotflowClassificationModel> read() {
    return new ModelReader<>(CotflowClassificationModel::new);
  }

  public static CotflowClassificationModel load(String path) {
    return read().load(path);
  }

  @Override
  public MLWriter write() {
    return new ModelWriter(this, network.here());
  }

  @Override
  public String uid() {
    return uid == null ? EarlyUid.known() : uid;
  }

  @Override
  public Experiment experiment() {
    return network.here().experiment();
  }

  @Override
  public RunSummary summary() {
    return network.here().summary();
  }

  @Override
  public int numClasses() {
    return labels.length == 0 ? 0 : labels[labels.length - 1] + 1;
  }

  @Override
  public int numFeatures() {
    return network.here() == null ? -1 : network.here().network().network().inputDim();
  }

  @Override
  public StructType transformSchema(StructType schema) {
    FrameRows.require(schema, getFeaturesCol(), null, numFeatures());
    return super.transformSchema(schema);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> frame) {
    network.sendTo(frame);
    return super.transform(frame);
  }

  @Override
  public Vector predictRaw(Vector features) {
    double[] raw = new double[numClasses()];
    Arrays.fill(raw, Double.NEGATIVE_INFINITY);
    double[] outputs = network.outputs(features);
    for (int o = 0; o < labels.length; o++) {
      raw[labels[o]] = outputs[o];
    }
    return new DenseVector(raw);
  }

  @Override
  public Vector raw2probabilityInPlace(Vector raw) {
    double[] values = ((DenseVector) raw).values();
    double[] outputs = Arrays.stream(labels).mapToDouble(label -> values[label]).toArray();
    double[] probabilities = ClassProbabilities.of(loss, outputs);
    Arrays.fill(values, 0);
    for (int o = 0; o < labels.length; o++) {
      values[labels[o]] = probabilities[o];
    }
    return raw;
  }

  /** Java takes Spark's two methods of this name for different ones, unless one overrides both. */
  @Override
  @SuppressWarnings({"rawtypes", "unchecked"})
  public Tuple3 findSummaryModel() {
    return super.findSummaryModel();
  }

  @Override
  public CotflowClassificationModel copy(ParamMap extra) {
    CotflowClassificationModel copy = new CotflowClassificationModel(new EarlyUid(uid), network);
    return copyValues(copy, extra).setParent(parent());
  }
}
