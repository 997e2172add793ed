package org.cotflow.ml;

import java.io.Serializable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.cotflow.base.UserInputException;
import org.cotflow.measure.MeasureSource;
import org.cotflow.run.NetworkOutputs;
import org.cotflow.spark.CotflowKryoRegistrator.Opaque;

/**
 * A model's network on the driver and on executors. An executor gets the particles once, by
 * broadcast; tasks share them, because predictions change none.
 */
final class SharedNetwork implements Serializable {
  private static final long serialVersionUID = 1L;

  private final transient TrainedNetwork here;
  private transient JavaSparkContext context;
  private Broadcast<Opaque> broadcast;

  /** Of this copy; each task has one. */
  private transient NetworkOutputs outputs;

  SharedNetwork(TrainedNetwork here) {
    this.here = here;
  }

  /** The network itself; on the driver. */
  TrainedNetwork here() {
    return here;
  }

  /** Sends the network to the executors of a data frame's session, if it is not there yet. */
  synchronized void sendTo(Dataset<?> frame) {
    JavaSparkContext wanted =
        JavaSparkContext.fromSparkContext(frame.sparkSession().sparkContext());
    if (context == null || context.sc() != wanted.sc()) {
      context = wanted;
      broadcast = wanted.broadcast(new Opaque(here.sent()));
    }
  }

  /**
   * The outputs for one sample, in the units of the training data.
   *
   * @throws UserInputException where the sample has another number of features
   */
  synchronized double[] outputs(Vector features) {
    if (outputs == null) {
      TrainedNetwork.Sent sent =
          here != null ? here.sent() : (TrainedNetwork.Sent) broadcast.value().value();
      MeasureSource shared =
          (shape, from, to) -> sent.measure().blocks().subList(from, to).iterator();
      outputs = NetworkOutputs.inProcess(sent.network(), sent.measure().shape(), shared, 1);
    }
    if (features.size() != outputs.inputDim()) {
      throw new UserInputException(
          "a vector has %s numbers; the network reads %s"
              .formatted(features.size(), outputs.inputDim()));
    }
    return outputs.of(features.toArray());
  }
}
