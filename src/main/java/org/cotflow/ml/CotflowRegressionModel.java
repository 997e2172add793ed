package org.cotflow.ml;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.cotflow.config.Experiment;
import org.cotflow.run.store.RunSummary;

/** A trained regression. The prediction is the network's output in the units of the label. */
public final class CotflowRegressionModel extends RegressionModel<Vector, CotflowRegressionModel>
    implements TrainedModel, MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final SharedNetwork network;

  /** For Spark Connect, which asks for it; it predicts nothing. */
  public CotflowRegressionModel() {
    this(Identifiable.randomUID("cotflowRegressor"));
  }

  /** For Spark Connect, which asks for it; it predicts nothing. */
  public CotflowRegressionModel(String uid) {
    this(new EarlyUid(uid), new SharedNetwork(null));
  }

  CotflowRegressionModel(String uid, TrainedNetwork trained) {
    this(new EarlyUid(uid), new SharedNetwork(trained));
  }

  private CotflowRegressionModel(EarlyUid early, SharedNetwork network) {
    this.uid = early.taken();
    this.network = network;
  }

  /** Reads a model that was saved. */
  public static MLReader<CotflowRegressionModel> read() {
    return new ModelReader<>(CotflowRegressionModel::new);
  }

  public static CotflowRegressionModel load(String path) {
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
  public double predict(Vector features) {
    return network.outputs(features)[0];
  }

  @Override
  public CotflowRegressionModel copy(ParamMap extra) {
    CotflowRegressionModel copy = new CotflowRegressionModel(new EarlyUid(uid), network);
    return copyValues(copy, extra).setParent(parent());
  }
}
