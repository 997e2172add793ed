package org.cotflow.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BiFunction;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;

/**
 * Reads what {@link ModelWriter} stored.
 *
 * @param <M> the model
 */
final class ModelReader<M extends Params> extends MLReader<M> {
  private final BiFunction<String, TrainedNetwork, M> model;

  /**
   * @param model from its name and its network
   */
  ModelReader(BiFunction<String, TrainedNetwork, M> model) {
    this.model = model;
  }

  @Override
  public M load(String path) {
    DefaultParamsReader.Metadata metadata = DefaultParamsReader.loadMetadata(path, sparkSession());
    try {
      TrainedNetwork network = TrainedNetwork.read(ModelWriter.run(path, sparkSession()));
      M read = model.apply(metadata.uid(), network);
      metadata.getAndSetParams(read, metadata.getAndSetParams$default$2());
      return read;
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read the model " + path, failure);
    }
  }
}
