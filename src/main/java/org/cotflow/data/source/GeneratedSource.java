package org.cotflow.data.source;

import java.util.List;
import java.util.Optional;
import org.cotflow.base.ArraySize;
import org.cotflow.base.Keyword;
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
 *   IN_CONTEXT n + 1 tokens: (x, 0) and (x_i, &lt;v, x_i&gt; + e_i), i = 1 .. n     1000 samples
 *              Y[i] = &lt;v, x&gt;;  x, x_i, v iid N(0, I_D) in each sample, e_i ~ N(0, noise^2)
 * </pre>
 *
 * <p>{@code StrictMath} gives the same sines everywhere. Source of the moons: scikit-learn, {@code
 * make_moons} (there with equidistant a); of the prompts Garg et al., arXiv:2208.01066 (there the
 * query is last).
 */
enum GeneratedSource implements SampleSource {
  GAUSSIAN(200, DataSpec.Task.REGRESSION),
  MOONS(500, DataSpec.Task.CLASSIFICATION),
  IN_CONTEXT(1000, DataSpec.Task.REGRESSION);

  private final int defaultCount;
  private final DataSpec.Task task;

  GeneratedSource(int defaultCount, DataSpec.Task task) {
    this.defaultCount = defaultCount;
    this.task = task;
  }

  /** The source that a word of {@code data.source} names. */
  static Optional<GeneratedSource> named(String source) {
    return Keyword.find(GeneratedSource.class, source);
  }

  /** What its targets are. */
  DataSpec.Task task() {
    return task;
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
    RawSamples samples =
        switch (this) {
          case GAUSSIAN -> gaussian(count, spec);
          case MOONS -> moons(count, spec);
          case IN_CONTEXT -> prompts(count, spec);
        };
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

  /** Example t of sample i has the address (t, i), whatever n is; the query is number 0. */
  private static RawSamples prompts(int count, DataSpec spec) {
    RandomStream inputs = new RandomStream(spec.seed(), Purpose.DATA_FEATURES);
    RandomStream noise = new RandomStream(spec.seed(), Purpose.DATA_NOISE);
    int dim = spec.inputDim();
    double[] tasks = normals(count, dim, spec.seed(), Purpose.DATA_TASKS);
    int tokens = Math.addExact(spec.examples(), 1);
    int columns = ArraySize.of("the numbers of a prompt", tokens, dim + 1);
    double[] features = new double[ArraySize.of("the generated features", count, columns)];
    double[] targets = new double[count];
    double[] x = new double[dim];
    for (int i = 0; i < count; i++) {
      for (int t = 0; t < tokens; t++) {
        inputs.normals(t, i, x);
        double y = 0;
        for (int c = 0; c < dim; c++) {
          y = Math.fma(tasks[i * dim + c], x[c], y);
        }
        int at = i * columns + t * (dim + 1);
        System.arraycopy(x, 0, features, at, dim);
        if (t == 0) {
          targets[i] = y;
        } else {
          features[at + dim] = y + spec.noise() * noise.normal(t, i, 0);
        }
      }
    }
    return new RawSamples(
        "in-context",
        count,
        NpzSource.names("x", columns),
        features,
        new RawTarget.Numbers(List.of("y"), targets, RawTarget.Meaning.QUANTITIES),
        RawSamples.UNSPLIT);
  }

  private static double[] normals(int count, int columns, long seed, Purpose purpose) {
    double[] values = new double[ArraySize.of("the generated numbers", count, columns)];
    new RandomStream(seed, purpose).normals(0, 0, count, columns, values);
    return values;
  }
}
