package org.cotflow.data.source;

import java.util.List;
import org.cotflow.base.ArraySize;
import org.cotflow.base.RandomStream;
import org.cotflow.base.RandomStream.Purpose;
import org.cotflow.base.UserInputException;
import org.cotflow.data.DataSpec;
import org.cotflow.data.NetworkColumns;
import org.cotflow.data.RawSamples;
import org.cotflow.data.RawTarget;

/**
 * Samples drawn from a seed; sample i does not depend on the number of samples.
 *
 * <pre>
 *   GAUSSIAN   X[i, :], Y[i, :]  iid N(0, 1)                                   200 samples
 *   MOONS      class 0: (cos a, sin a),  class 1: (1 - cos a, 1/2 - sin a)     500 samples
 *              a uniform in (0, pi), plus noise N(0, noise^2) in both coordinates; classes in turn
 * </pre>
 *
 * <p>{@code StrictMath} gives the same sines everywhere. Source of the moons: scikit-learn, {@code
 * make_moons} (there with equidistant a).
 */
enum GeneratedSource implements SampleSource {
  GAUSSIAN(200),
  MOONS(500);

  private final int defaultCount;

  GeneratedSource(int defaultCount) {
    this.defaultCount = defaultCount;
  }

  /** The number of samples unless data.samples says otherwise. */
  int defaultCount() {
    return defaultCount;
  }

  @Override
  public RawSamples samples(DataSpec spec) {
    if (!spec.target().isEmpty() || !spec.features().isEmpty()) {
      throw new UserInputException(
          "data.source = "
              + spec.source()
              + " has fixed columns; leave data.target and data.features");
    }
    int count = spec.samples() == null ? defaultCount : spec.samples();
    RawSamples samples = this == MOONS ? moons(count, spec) : gaussian(count, spec);
    spec.columnRules().requireNames(samples.features().names(), samples.origin());
    return samples;
  }

  @Override
  public RawSamples rows(NetworkColumns columns) {
    throw new UserInputException(
        "new samples come from a file: csv:PATH, npz:PATH or parquet:PATH");
  }

  private static RawSamples moons(int count, DataSpec spec) {
    RandomStream angles = new RandomStream(spec.seed(), Purpose.DATA_FEATURES);
    RandomStream noise = new RandomStream(spec.seed(), Purpose.DATA_NOISE);
    double[] features = new double[ArraySize.of("the generated features", count, 2)];
    double[] labels = new double[count];
    for (int i = 0; i < count; i++) {
      double angle = StrictMath.PI * angles.uniform(0, i, 0);
      double cosine = StrictMath.cos(angle);
      double sine = StrictMath.sin(angle);
      boolean inner = i % 2 == 1;
      features[2 * i] = (inner ? 1.0 - cosine : cosine) + spec.noise() * noise.normal(0, i, 0);
      features[2 * i + 1] = (inner ? 0.5 - sine : sine) + spec.noise() * noise.normal(0, i, 1);
      labels[i] = inner ? 1.0 : 0.0;
    }
    RawTarget target = new RawTarget.Numbers(List.of("moon"), labels, RawTarget.Meaning.LABELS);
    return new RawSamples(
        "moons", count, List.of("x0", "x1"), features, target, RawSamples.UNSPLIT);
  }

  private static RawSamples gaussian(int count, DataSpec spec) {
    double[] features = normals(count, spec.inputDim(), spec.seed(), Purpose.DATA_FEATURES);
    double[] targets = normals(count, spec.outputDim(), spec.seed(), Purpose.DATA_TARGETS);
    List<String> targetNames = NpzSource.names("y", spec.outputDim());
    return new RawSamples(
        "gaussian",
        count,
        NpzSource.names("x", spec.inputDim()),
        features,
        new RawTarget.Numbers(targetNames, targets, RawTarget.Meaning.QUANTITIES),
        RawSamples.UNSPLIT);
  }

  private static double[] normals(int count, int columns, long seed, Purpose purpose) {
    RandomStream stream = new RandomStream(seed, purpose);
    double[] values = new double[ArraySize.of("the generated numbers", count, columns)];
    double[] row = new double[columns];
    for (int i = 0; i < count; i++) {
      stream.normals(0, i, row);
      System.arraycopy(row, 0, values, i * columns, columns);
    }
    return values;
  }
}
