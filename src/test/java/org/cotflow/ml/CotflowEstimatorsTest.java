package org.cotflow.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.cotflow.base.PlainDigits;
import org.cotflow.base.UserInputException;
import org.cotflow.config.ConfigKeys;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.data.FeatureRows;
import org.cotflow.engine.EngineFactory;
import org.cotflow.measure.MeasureDigest;
import org.cotflow.run.Prediction;
import org.cotflow.run.TrainedMeasure;
import org.cotflow.run.store.StoredMeasure;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** The estimators of Spark ML against the training and the predictions of the command line. */
@ExtendWith(PlainDigits.class)
class CotflowEstimatorsTest {
  private static final int ROWS = 40;

  @TempDir static Path directory;

  private static SparkSession session;
  private static Path csv;
  private static Dataset<Row> frame;

  /** Two features, a class and a quantity; a session with Spark's own settings. */
  @BeforeAll
  static void start() throws IOException {
    session =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", 2)
            .config("spark.sql.warehouse.dir", directory.resolve("warehouse").toString())
            .getOrCreate();
    String lines =
        IntStream.range(0, ROWS)
            .mapToObj(i -> "%s,%s,%s,%s".formatted(i * 0.37 % 2 - 1, i * 0.61 % 3, i % 3, i * 0.25))
            .collect(Collectors.joining("\n", "a,b,kind,size\n", "\n"));
    csv = Files.writeString(directory.resolve("samples.csv"), lines);
    frame =
        assembler()
            .transform(
                session
                    .read()
                    .option("header", true)
                    .schema("a double, b double, kind int, size double")
                    .csv(csv.toString()));
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  private static VectorAssembler assembler() {
    return new VectorAssembler().setInputCols(new String[] {"a", "b"}).setOutputCol("features");
  }

  private static CotflowClassifier classifier() {
    return new CotflowClassifier()
        .setLabelCol("kind")
        .setDepth(3)
        .setWidth(6)
        .setStep(0.5)
        .setSteps(4)
        .setKey("data.scaling", "standard")
        .setKey("network.loss", "cross-entropy")
        .setKey("engine.kind", "in-process");
  }

  /** As {@code train} runs it, on the same rows. */
  private static TrainedMeasure trained(String... sets) {
    String[] common = {
      "data.source=csv:" + csv,
      "data.features=[a, b]",
      "data.test-fraction=0",
      "network.depth=3",
      "network.width=6",
      "flow.step=0.5",
      "flow.steps=4",
      "engine.kind=spark"
    };
    return TrainedMeasure.of(
        ExperimentConfig.load(
            "gaussian", Stream.concat(Stream.of(common), Stream.of(sets)).toArray(String[]::new)));
  }

  private static TrainedMeasure trainedClassifier() {
    return trained(
        "data.target=kind",
        "data.task=classification",
        "data.scaling=standard",
        "network.loss=cross-entropy");
  }

  @Test
  void aClassifierHasTheBitsOfTrainAndPredict() {
    TrainedMeasure expected = trainedClassifier();
    CotflowClassificationModel model = classifier().setKey("engine.kind", "spark").fit(frame);
    assertEquals(expected.summary().measureDigest(), model.summary().measureDigest());
    assertEquals(
        expected.summary().measureDigest(), classifier().fit(frame).summary().measureDigest());
    assertEquals(expected.summary().risk(), model.summary().risk());
    assertEquals(3, model.numClasses());
    assertEquals(2, model.numFeatures());

    List<Row> rows = model.transform(frame).collectAsList();
    Prediction predicted =
        expected.predict(
            new FeatureRows(
                ROWS,
                rows.stream()
                    .flatMapToDouble(row -> Arrays.stream(vector(row, "features")))
                    .toArray()));
    for (int i = 0; i < ROWS; i++) {
      double[] raw = vector(rows.get(i), "rawPrediction");
      double[] probability = vector(rows.get(i), "probability");
      assertArrayEquals(Arrays.copyOfRange(predicted.values(), 3 * i, 3 * i + 3), raw);
      assertArrayEquals(
          Arrays.copyOfRange(predicted.probabilities(), 3 * i, 3 * i + 3), probability);
      double[] other = {0, 1, 2};
      double prediction = rows.get(i).<Double>getAs("prediction");
      assertTrue(Arrays.stream(other).allMatch(o -> raw[(int) prediction] >= raw[(int) o]));
    }
  }

  @Test
  void aRegressorHasTheBitsOfTrainAndPredict() {
    TrainedMeasure expected = trained("data.target=size", "data.target-scaling=standard");
    CotflowRegressionModel model =
        new CotflowRegressor()
            .setLabelCol("size")
            .setDepth(3)
            .setWidth(6)
            .setStep(0.5)
            .setSteps(4)
            .setKey("data.target-scaling", "standard")
            .fit(frame);
    assertEquals(expected.summary().measureDigest(), model.summary().measureDigest());
    Row first = model.transform(frame).first();
    double[] output = expected.predict(new FeatureRows(1, vector(first, "features"))).values();
    assertEquals(output[0], first.<Double>getAs("prediction"));
  }

  @Test
  void aPipelineIsCrossValidatedSavedAndLoaded() throws IOException {
    CotflowClassifier classifier = classifier().setSteps(2);
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {assembler(), classifier});
    ParamMap[] grid =
        new ParamGridBuilder()
            .addGrid(classifier.depth(), new int[] {2, 3})
            .addGrid(
                classifier.width(), CollectionConverters.asScala(List.of("4", "[4, 6]")).toSeq())
            .build();
    grid = Arrays.stream(grid).filter(CotflowEstimatorsTest::fits).toArray(ParamMap[]::new);
    CrossValidatorModel found =
        new CrossValidator()
            .setEstimator(pipeline)
            .setEvaluator(
                new MulticlassClassificationEvaluator()
                    .setLabelCol("kind")
                    .setMetricName("logLoss"))
            .setEstimatorParamMaps(grid)
            .setNumFolds(2)
            .setSeed(1)
            .fit(frame.drop("features"));
    assertEquals(3, found.avgMetrics().length);
    assertTrue(Arrays.stream(found.avgMetrics()).allMatch(loss -> loss > 0 && loss < 10));

    Path saved = directory.resolve("pipeline");
    PipelineModel best = (PipelineModel) found.bestModel();
    best.save(saved.toString());
    PipelineModel read = PipelineModel.load(saved.toString());
    assertEquals(
        best.transform(frame.drop("features")).collectAsList(),
        read.transform(frame.drop("features")).collectAsList());
    CotflowClassificationModel model = (CotflowClassificationModel) read.stages()[1];
    CotflowClassificationModel kept = (CotflowClassificationModel) best.stages()[1];
    assertEquals(kept.experiment().network(), model.experiment().network());
    assertEquals(kept.summary().measureDigest(), model.summary().measureDigest());

    try (Stream<Path> stages = Files.list(saved.resolve("stages"))) {
      Path run = stages.sorted().skip(1).findFirst().orElseThrow().resolve("run");
      StoredMeasure stored = StoredMeasure.open(run.toString(), null);
      assertEquals(
          model.summary().measureDigest(), MeasureDigest.of(stored.shape(), stored.source()));
      Prediction prediction =
          Prediction.of(stored, "csv:" + csv, List.of("kind"), EngineFactory.inProcess(1));
      assertEquals(ROWS, prediction.count());
      assertEquals(model.summary().trainAccuracy(), prediction.metrics().accuracy());
      UserInputException none =
          assertThrows(
              UserInputException.class,
              () ->
                  Prediction.ofPart(
                      stored, org.cotflow.data.DataPart.TRAIN, EngineFactory.inProcess(1)));
      assertTrue(none.getMessage().contains("data.source = given"), none::getMessage);
    }
  }

  /** A list of two widths is for two layers. */
  private static boolean fits(ParamMap map) {
    return !map.toString().contains("[") || map.toString().contains("depth: 2");
  }

  @Test
  void anEstimatorIsSavedWithAllItsParameters() throws IOException {
    String path = directory.resolve("estimator").toString();
    CotflowClassifier saved = classifier().setKey("network.width", List.of(3, 4, 5));
    saved.save(path);
    CotflowClassifier read = CotflowClassifier.load(path);
    assertEquals(saved.uid(), read.uid());
    assertEquals(saved.experiment(), read.experiment());
    assertEquals("kind", read.getLabelCol());
    assertEquals(saved.experiment(), saved.copy(ParamMap.empty()).experiment());
    assertEquals(List.of(3, 4, 5), read.experiment().network().width());
  }

  @Test
  void aClassThatNoRowHadGetsNoProbability() {
    Dataset<Row> without = frame.filter("kind != 1");
    CotflowClassificationModel model = classifier().setKey("network.loss", "squared").fit(without);
    assertEquals(3, model.numClasses());
    for (Row row : model.transform(frame).collectAsList()) {
      double[] raw = vector(row, "rawPrediction");
      double[] probability = vector(row, "probability");
      assertEquals(Double.NEGATIVE_INFINITY, raw[1]);
      assertEquals(0, probability[1]);
      assertEquals(1, probability[0] + probability[2], 1e-15);
      assertEquals(raw[0] > raw[2], probability[0] > probability[2]);
    }
  }

  @Test
  void probabilitiesOfTheSquaredLossAreTheNearestDistribution() {
    org.cotflow.network.NetworkSpec.LossKind squared =
        org.cotflow.network.NetworkSpec.LossKind.SQUARED;
    assertArrayEquals(
        new double[] {0.25, 0.75}, ClassProbabilities.of(squared, new double[] {0.25, 0.75}));
    assertArrayEquals(
        new double[] {0, 1, 0}, ClassProbabilities.of(squared, new double[] {-3, 2, 0.5}));
    assertArrayEquals(
        new double[] {0.5, 0.5, 0}, ClassProbabilities.of(squared, new double[] {0.75, 0.75, -1}));
  }

  @Test
  void parametersAreKeys() {
    CotflowClassifier classifier = new CotflowClassifier();
    for (String key : classifier.keys().names().toList()) {
      assertTrue(ConfigKeys.isKey(key), key);
      assertEquals(key, classifier.getParam(key).name());
      assertTrue(classifier.hasDefault(classifier.getParam(key)), key);
    }
    TreeSet<String> names = new TreeSet<>();
    for (Param<?> param : classifier.params()) {
      assertTrue(names.add(param.name()), param::name);
    }
    assertTrue(
        names.containsAll(
            List.of(
                "featuresCol",
                "thresholds",
                "network.activation",
                "init.w.std",
                "flow.stop.risk")));
    assertTrue(classifier.getParam("init.seed") instanceof LongParam);
    assertTrue(classifier.getParam("network.bias") instanceof BooleanParam);
    assertEquals(ExperimentConfig.defaults().network(), classifier.experiment().network());
    assertEquals(ExperimentConfig.defaults().flow(), classifier.experiment().flow());
    assertTrue(classifier.explainParams().contains("network.depth: "));
  }

  @Test
  void wrongParametersAreSaidInOneLine() {
    refused(
        () -> classifier().setKey("network.dept", 3),
        "network.dept: unknown key; the nearest key is network.depth");
    refused(() -> classifier().setKey("data.source", "moons"), "data.source: the data frame");
    refused(() -> classifier().setDepth(0), "network.depth: expected a whole number >= 1");
    refused(
        () -> classifier().setKey("network.activation", "tan"),
        "network.activation: expected one of");
    refused(() -> classifier().set(classifier().width(), "wide"), "network.width: expected");
    refused(
        () -> classifier().setKey("network.width", List.of(3, 4)).fit(frame),
        "network.width: has 2 entries for network.depth = 3");
  }

  @Test
  void wrongColumnsAreSaidInOneLine() {
    refused(
        () -> classifier().setFeaturesCol("x").fit(frame),
        "the data frame has no column x (featuresCol); it has a, b, kind, size, features");
    refused(
        () -> classifier().setFeaturesCol("a").fit(frame),
        "column a (featuresCol) holds double; expected vectors");
    refused(
        () -> classifier().fit(frame.withColumn("kind", frame.col("kind").cast("string"))),
        "column kind (labelCol) holds string; expected numbers");
    refused(() -> classifier().fit(frame.limit(0)), "the data frame has no rows");
    refused(
        () -> classifier().setLabelCol("size").fit(frame),
        "the data frame, target size, sample 2: 0.25 is not a class label");
    refused(
        () -> classifier().fit(frame.selectExpr("features", "if(kind = 1, null, kind) as kind")),
        "column kind, row 2: NaN or null; expected finite numbers");
    refused(
        () -> classifier().fit(frame.selectExpr("features", "kind - 1 as kind")),
        "label -1: expected whole numbers from 0");
    CotflowClassificationModel model = classifier().fit(frame);
    refused(
        () -> model.transform(frame.drop("features")),
        "the data frame has no column features (featuresCol)");
    VectorAssembler wider =
        assembler().setInputCols(new String[] {"a", "b", "size"}).setOutputCol("wide");
    refused(
        () -> model.copy(ParamMap.empty()).setFeaturesCol("wide").transform(wider.transform(frame)),
        "column wide has vectors of 3 numbers; the network reads 2");
  }

  @Test
  void aSessionWithKryoHasToKnowParticles() {
    SparkConf kryo =
        new SparkConf(false).set("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    refused(
        () -> TrainedNetwork.requireSerializer(kryo),
        "start it with spark.kryo.registrator = org.cotflow.spark.CotflowKryoRegistrator");
    TrainedNetwork.requireSerializer(
        kryo.set("spark.kryo.registrator", "x.Y,org.cotflow.spark.CotflowKryoRegistrator"));
  }

  /** How Spark Connect finds and makes the stages that a client names. */
  @Test
  void sparkConnectFindsThem() throws ReflectiveOperationException {
    List<Class<?>> found =
        Stream.of(Estimator.class, Transformer.class)
            .<Class<?>>flatMap(
                kind -> ServiceLoader.load(kind).stream().map(ServiceLoader.Provider::type))
            .filter(type -> type.getName().startsWith("org.cotflow"))
            .toList();
    assertEquals(
        List.of(
            CotflowClassifier.class,
            CotflowRegressor.class,
            CotflowClassificationModel.class,
            CotflowRegressionModel.class),
        found);
    for (Class<?> type : found) {
      PipelineStage stage = (PipelineStage) type.getConstructor(String.class).newInstance("named");
      assertEquals("named", stage.uid());
      stage.set(stage.getParam("featuresCol"), "x");
      type.getMethod("load", String.class);
    }
    assertEquals(Integer.TYPE, new CotflowClassifier().getParam("network.depth").dataClass());
    assertEquals(String.class, new CotflowClassifier().getParam("network.width").dataClass());
  }

  private static void refused(Runnable call, String begins) {
    UserInputException refused = assertThrows(UserInputException.class, call::run);
    assertTrue(refused.getMessage().contains(begins), refused::getMessage);
    assertEquals(1, refused.getMessage().lines().count());
  }

  private static double[] vector(Row row, String column) {
    return ((Vector) row.getAs(column)).toArray();
  }
}
