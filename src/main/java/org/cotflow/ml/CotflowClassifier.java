package org.cotflow.ml;

import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.cotflow.data.DataSpec;
import org.cotflow.data.RawTarget;

/**
 * Trains a classifier on the rows of a data frame. Labels are whole numbers from 0 on, as
 * StringIndexer makes them.
 *
 * <p>The rows are collected on the driver, in the order in which the data frame delivers them; the
 * particles are on the executors of its session ({@code engine.kind = spark}, the default here) or
 * in the driver ({@code in-process}). All rows are trained on, unless {@code data.test-fraction} or
 * {@code data.validation-fraction} says otherwise.
 */
public final class CotflowClassifier
    extends ProbabilisticClassifier<Vector, CotflowClassifier, CotflowClassificationModel>
    implements KeyedParams<CotflowClassifier>, DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final KeyParams keys;

  public CotflowClassifier() {
    this(Identifiable.randomUID("cotflowClassifier"));
  }

  /** An estimator with a name. */
  public CotflowClassifier(String uid) {
    this(new EarlyUid(uid));
  }

  private CotflowClassifier(EarlyUid early) {
    this.uid = early.taken();
    this.keys = new KeyParams(uid, DataSpec.Task.CLASSIFICATION);
    keys.defaults().forEach((key, value) -> setDefault(keys.of(key), value));
  }

  /** Reads an estimator that was saved. */
  public static MLReader<CotflowClassifier> read() {
    return new DefaultParamsReader<>();
  }

  public static CotflowClassifier load(String path) {
    return read().load(path);
  }

  @Override
  public String uid() {
    return uid == null ? EarlyUid.known() : uid;
  }

  @Override
  public KeyParams keys() {
    return keys;
  }

  @Override
  public Param<?>[] params() {
    return keys == null ? super.params() : keys.with(super.params());
  }

  @Override
  public StructType transformSchema(StructType schema) {
    FrameRows.require(schema, getFeaturesCol(), getLabelCol(), -1);
    return super.transformSchema(schema);
  }

  @Override
  public CotflowClassificationModel train(Dataset<?> frame) {
    TrainedNetwork trained =
        TrainedNetwork.train(
            frame,
            experiment(),
            FrameRows.collect(frame, getFeaturesCol(), getLabelCol(), RawTarget.Meaning.LABELS));
    return new CotflowClassificationModel(uid, trained);
  }

  @Override
  public CotflowClassifier copy(ParamMap extra) {
    return defaultCopy(extra);
  }
}
