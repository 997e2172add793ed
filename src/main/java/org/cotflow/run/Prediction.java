package org.cotflow.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cotflow.base.Keyword;
import org.cotflow.base.UserInputException;
import org.cotflow.config.Experiment;
import org.cotflow.data.DataPart;
import org.cotflow.data.FeatureRows;
import org.cotflow.data.LabeledRows;
import org.cotflow.data.NetworkColumns;
import org.cotflow.data.source.DataSources;
import org.cotflow.engine.EngineFactory;
import org.cotflow.format.Csv;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;
import org.cotflow.network.Loss;
import org.cotflow.network.Metrics;
import org.cotflow.network.NetworkSpec.LossKind;
import org.cotflow.network.Score;
import org.cotflow.run.store.NetworkFile;
import org.cotflow.run.store.StoredMeasure;

/**
 * Predictions for samples, in the units of the training data.
 *
 * @param rows the samples, with their truth where it is known
 * @param values count x d_out
 * @param metrics how good the predictions are; null where the truth is not known
 */
public record Prediction(NetworkFile network, LabeledRows rows, double[] values, Metrics metrics) {
  /** Samples that go through the layers together. */
  private static final int ROWS_AT_ONCE = 4096;

  /**
   * Runs the samples of a file, given as data.source or by its ending, through a measure. The truth
   * is read where the file has it.
   *
   * @throws org.cotflow.base.UserInputException if it is an .npz file without its network, or the
   *     samples cannot be read or have other features or classes
   */
  public static Prediction of(StoredMeasure measure, String dataSource, EngineFactory engines)
      throws IOException {
    return of(measure, dataSource, null, engines);
  }

  /**
   * The same with the columns of the truth.
   *
   * @param truth the columns; empty if the truth shall not be read; null for those of the training
   *     data, if the file has them
   */
  public static Prediction of(
      StoredMeasure measure, String dataSource, List<String> truth, EngineFactory engines)
      throws IOException {
    NetworkFile file = measure.network();
    NetworkColumns columns =
        new NetworkColumns(
            file.encoding(),
            file.network().outputDim(),
            file.classNames(),
            truth == null ? file.targetColumns() : truth,
            truth != null,
            measure.dataReading());
    LabeledRows rows = DataSources.labeled(dataSource, columns);
    return of(file, measure.shape(), measure.source(), rows, engines);
  }

  /**
   * Runs a part of a run's own data through a measure of it. Where the run went through its layers
   * by {@code propagation = sweep}, the metrics have the same bits as those of training.
   *
   * @throws org.cotflow.base.UserInputException if the measure is not that of a run, the part has
   *     no samples, or the data cannot be read or have changed since
   */
  public static Prediction ofPart(StoredMeasure measure, DataPart part, EngineFactory engines)
      throws IOException {
    if (measure.run() == null) {
      throw new UserInputException(
          measure.name() + " is not a run directory and has no samples of its own; give --data");
    }
    Experiment experiment = measure.run().experiment();
    String digest = measure.run().provenance().get("dataDigest");
    LabeledRows rows = DataSources.part(experiment.data(), part, digest);
    MeasureShape shape = measure.shape().withBlockSize(experiment.engine().block());
    return of(measure.network(), shape, measure.source(), rows, engines);
  }

  /** Runs samples, in the units of the training data, through a measure. */
  static Prediction of(
      NetworkFile file,
      MeasureShape shape,
      MeasureSource source,
      LabeledRows rows,
      EngineFactory engines) {
    double[] scaled = scaledPredictions(file, shape, source, rows.features(), engines);
    double[] values = file.targetScaling().inverted(scaled);
    return new Prediction(file, rows, values, metrics(file, scaled, rows));
  }

  private static double[] scaledPredictions(
      NetworkFile file,
      MeasureShape shape,
      MeasureSource source,
      FeatureRows rows,
      EngineFactory engines) {
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
    try (NetworkOutputs outputs = NetworkOutputs.start(file, shape, source, engines)) {
      for (int from = 0; from < rows.count(); from += ROWS_AT_ONCE) {
        int to = Math.min(rows.count(), from + ROWS_AT_ONCE);
        double[] some =
            outputs.scaled(Arrays.copyOfRange(rows.values(), from * inputDim, to * inputDim));
        System.arraycopy(some, 0, predictions, from * outputDim, some.length);
      }
    }
    return predictions;
  }

  /** Over the samples whose truth is known; null where there are none. */
  private static Metrics metrics(NetworkFile file, double[] scaled, LabeledRows rows) {
    int[] known = rows.known();
    int outputDim = file.network().outputDim();
    return known.length == 0
        ? null
        : file.metrics(
            LabeledRows.rows(scaled, outputDim, known),
            file.targetScaling().applied(LabeledRows.rows(rows.targets(), outputDim, known)));
  }

  public int count() {
    return rows.features().count();
  }

  /** The probabilities of the classes, count x d_out; null unless the loss is cross-entropy. */
  public double[] probabilities() {
    return network.network().loss().kind() == LossKind.CROSS_ENTROPY
        ? Loss.softmax(values, network.network().outputDim())
        : null;
  }

  /** CSV as in {@link #writeCsv(PrintWriter, boolean)}, with probabilities where truth is known. */
  public void writeCsv(PrintWriter out) {
    writeCsv(out, metrics != null);
  }

  /**
   * CSV: sample, one column per output, and {@code class} for a classification; where the truth is
   * known, {@code part} and {@code truth}, or for several outputs {@code truth_NAME} each.
   *
   * @param withProbabilities {@code probability_CLASS} for each class, if the loss is cross-entropy
   */
  public void writeCsv(PrintWriter out, boolean withProbabilities) {
    double[] probabilities = withProbabilities ? probabilities() : null;
    out.println(Csv.line(heading(probabilities != null)));
    for (int i = 0; i < count(); i++) {
      out.println(Csv.line(row(i, probabilities)));
    }
    out.flush();
  }

  /** The columns of the CSV. */
  public List<String> columns(boolean withProbabilities) {
    return heading(withProbabilities && probabilities() != null).stream()
        .map(Object::toString)
        .toList();
  }

  /** The rows of the CSV: numbers and texts, null for an empty cell. */
  public List<List<Object>> cells(boolean withProbabilities) {
    double[] probabilities = withProbabilities ? probabilities() : null;
    return IntStream.range(0, count()).mapToObj(i -> row(i, probabilities)).toList();
  }

  private List<Object> heading(boolean withProbabilities) {
    List<Object> cells = new ArrayList<>(List.of("sample"));
    cells.addAll(network.targetNames());
    boolean classes = !network.classNames().isEmpty();
    if (classes) {
      cells.add("class");
    }
    if (withProbabilities) {
      network.classNames().forEach(name -> cells.add("probability_" + name));
    }
    if (metrics != null) {
      cells.add("part");
      if (classes || network.targetNames().size() == 1) {
        cells.add("truth");
      } else {
        network.targetNames().forEach(name -> cells.add("truth_" + name));
      }
    }
    return cells;
  }

  private List<Object> row(int i, double[] probabilities) {
    int outputDim = network.network().outputDim();
    int at = i * outputDim;
    boolean classes = !network.classNames().isEmpty();
    List<Object> cells = new ArrayList<>(List.of(rows.samples()[i]));
    addRow(cells, values, at, outputDim);
    if (classes) {
      cells.add(network.classNames().get(Score.argMax(values, at, outputDim)));
    }
    if (probabilities != null) {
      addRow(cells, probabilities, at, outputDim);
    }
    if (metrics != null) {
      cells.add(rows.part() == null ? null : Keyword.of(rows.part()));
      boolean known = !Double.isNaN(rows.targets()[at]);
      if (classes) {
        cells.add(
            known ? network.classNames().get(Score.argMax(rows.targets(), at, outputDim)) : null);
      } else {
        addRow(cells, rows.targets(), at, outputDim);
      }
    }
    return cells;
  }

  private static void addRow(List<Object> cells, double[] numbers, int at, int size) {
    for (int o = at; o < at + size; o++) {
      cells.add(numbers[o]);
    }
  }
}
