package org.cotflow.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cotflow.base.UserInputException;
import org.cotflow.data.DataSources;
import org.cotflow.data.FeatureRows;
import org.cotflow.depth.Sweep;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineFactory;
import org.cotflow.format.Csv;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;
import org.cotflow.network.Score;
import org.cotflow.run.store.NetworkFile;
import org.cotflow.run.store.StoredMeasure;

/**
 * Predictions for new samples, in the units of the training data.
 *
 * @param values count x d_out
 */
public record Prediction(NetworkFile network, int count, double[] values) {
  /** Samples that go through the layers together. */
  private static final int ROWS_AT_ONCE = 4096;

  /**
   * Runs the samples of a file, given as data.source or by its ending, through a measure.
   *
   * @throws org.cotflow.base.UserInputException if it is an .npz file without its network, or the
   *     samples cannot be read or have other features
   */
  public static Prediction of(StoredMeasure measure, String dataSource, EngineFactory engines)
      throws IOException {
    NetworkFile file = measure.network();
    FeatureRows rows =
        DataSources.featuresOnly(dataSource, file.featureNames(), measure.dataReading());
    return of(file, measure.shape(), measure.source(), rows, engines);
  }

  /** Runs samples, in the units of the training data, through a measure. */
  static Prediction of(
      NetworkFile file,
      MeasureShape shape,
      MeasureSource source,
      FeatureRows rows,
      EngineFactory engines) {
    double[] scaled = file.featureScaling().applied(rows.values());
    int inputDim = file.network().inputDim();
    int outputDim = file.network().outputDim();
    long size = (long) rows.count() * outputDim;
    if (size > Integer.MAX_VALUE - 8) {
      throw new UserInputException(
          rows.count()
              + " samples with "
              + outputDim
              + " outputs are more than 2^31 numbers; predict fewer samples at a time");
    }
    double[] predictions = new double[(int) size];
    try (Engine engine = engines.start(shape, source, file.network().activation())) {
      Sweep sweep = new Sweep(file.discretization());
      for (int from = 0; from < rows.count(); from += ROWS_AT_ONCE) {
        int to = Math.min(rows.count(), from + ROWS_AT_ONCE);
        double[] states =
            file.network().embed(Arrays.copyOfRange(scaled, from * inputDim, to * inputDim));
        double[] last = sweep.forward(engine, states, to - from).last();
        double[] some = file.network().predict(last);
        System.arraycopy(some, 0, predictions, from * outputDim, some.length);
      }
    }
    double[] inverted = file.targetScaling().inverted(predictions);
    return new Prediction(file, rows.count(), inverted);
  }

  /** CSV: sample, one column per output, and {@code class} for a classification. */
  public void writeCsv(PrintWriter out) {
    boolean classes = !network.classNames().isEmpty();
    int outputDim = network.network().outputDim();
    List<Object> cells = new ArrayList<>(List.of("sample"));
    cells.addAll(network.targetNames());
    if (classes) {
      cells.add("class");
    }
    out.println(Csv.line(cells));
    for (int i = 0; i < count; i++) {
      cells.clear();
      cells.add(i);
      for (int o = 0; o < outputDim; o++) {
        cells.add(values[i * outputDim + o]);
      }
      if (classes) {
        cells.add(network.classNames().get(Score.argMax(values, i * outputDim, outputDim)));
      }
      out.println(Csv.line(cells));
    }
    out.flush();
  }
}
