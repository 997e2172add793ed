package org.cotflow.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.SparkSession;
import org.cotflow.base.HadoopConfiguration;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;

/**
 * Stores a model: {@code metadata}, as Spark stores every stage, and the run directory {@code run}.
 */
final class ModelWriter extends MLWriter {
  private final Params model;
  private final TrainedNetwork network;

  ModelWriter(Params model, TrainedNetwork network) {
    this.model = model;
    this.network = network;
  }

  @Override
  public void saveImpl(String path) {
    DefaultParamsWriter.saveMetadata(model, path, sparkSession());
    try {
      network.write(run(path, sparkSession()));
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot save the model to " + path, failure);
    }
  }

  /** The run directory of a model, on the file system that the session takes for its path. */
  static Location run(String path, SparkSession session) throws IOException {
    Map<String, String> settings =
        Stream.of(session.sparkContext().getConf().getAll())
            .collect(Collectors.toMap(entry -> entry._1(), entry -> entry._2()));
    HadoopConfiguration.set(settings);
    Path run = new Path(path, "run");
    return Locations.of(
        run.getFileSystem(session.sparkContext().hadoopConfiguration())
            .makeQualified(run)
            .toString());
  }
}
