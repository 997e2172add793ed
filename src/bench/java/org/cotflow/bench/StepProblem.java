package org.cotflow.bench;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.cotflow.base.RandomStream;
import org.cotflow.base.RandomStream.Purpose;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.data.Samples;
import org.cotflow.flow.TrainingProblem;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.map.MapKind;
import org.cotflow.kernel.map.MapName;
import org.cotflow.kernel.map.MapOptions;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.measure.InitSpec;
import org.cotflow.measure.InitialLaw;
import org.cotflow.measure.MeasureShape;
import org.cotflow.network.Network;
import org.cotflow.network.NetworkSpec;
import org.cotflow.network.NetworkSpec.DepthSchemeKind;
import org.cotflow.network.NetworkSpec.EmbeddingKind;
import org.cotflow.network.NetworkSpec.LossKind;
import org.cotflow.network.NetworkSpec.ReadoutKind;
import org.cotflow.run.RunProblem;

/**
 * What both sides train: all blocks, tanh, squared loss, full batch, plain gradient descent. The
 * digits are lifted (pad, tail); all other shapes have random samples in R^d and identities at both
 * ends, so that the layers are all there is.
 *
 * @param step tau
 */
record StepProblem(
    StepShape shape,
    TrainingProblem training,
    MeasureShape measureShape,
    HeldMeasure initial,
    double step) {
  private static final int BLOCK = 256;
  private static final long SEED = 1;

  static StepProblem of(StepShape shape) {
    TrainingProblem training = shape.isDigits() ? digits() : random(shape);
    MeasureShape measureShape =
        new MeasureShape(
            shape.map().layout(shape.stateDim()),
            spec(shape, EmbeddingKind.IDENTITY).widths(),
            BLOCK);
    // Long steps let maps of many numbers amplify the rounding, and the risks could not be
    // compared.
    double step = shape.kind() == MapKind.NEURON ? 0.1 : 1e-4;
    return new StepProblem(shape, training, measureShape, initial(measureShape), step);
  }

  /** The same with another step. */
  StepProblem withStep(double other) {
    return new StepProblem(shape, training, measureShape, initial, other);
  }

  /** Parts u, b, c and o have the standard deviation 1/2, others 1/sqrt(d). */
  private static HeldMeasure initial(MeasureShape shape) {
    double inner = 1 / Math.sqrt(shape.stateDim());
    SortedMap<String, Double> parts = Neuron.parts(0.5, inner, 0.5);
    parts.putAll(Map.of("c", 0.5, "o", 0.5, "v", inner, "q", inner, "k", inner));
    InitSpec init = new InitSpec(parts, false, SEED, null);
    return HeldMeasure.of(shape, new InitialLaw(init, true));
  }

  /** All particles, layer by layer and particle by particle. */
  static double[] particles(MeasureShape shape, List<ParticleBlock> blocks) {
    int p = shape.layout(0).size();
    double[] all = new double[(int) shape.numberCount()];
    int at = 0;
    for (ParticleBlock block : blocks) {
      for (int m = 0; m < block.count(); m++, at += p) {
        block.copyParticle(m, all, at);
      }
    }
    return all;
  }

  private static TrainingProblem digits() {
    RunProblem problem = RunProblem.of(ExperimentConfig.load("digits", List.of(), Map.of(), false));
    Samples train = problem.data().train();
    return new TrainingProblem(problem.network(), train, none(train), none(train), false);
  }

  private static TrainingProblem random(StepShape shape) {
    int n = shape.samples();
    int d = shape.stateDim();
    Network network = Network.of(spec(shape, EmbeddingKind.IDENTITY), d, d, SEED);
    Samples train =
        new Samples(
            n, d, d, normals(Purpose.DATA_FEATURES, n, d), normals(Purpose.DATA_TARGETS, n, d));
    return new TrainingProblem(network, train, none(train), none(train), false);
  }

  private static NetworkSpec spec(StepShape shape, EmbeddingKind embedding) {
    return new NetworkSpec(
        shape.depth(),
        List.of(shape.width()),
        shape.stateDim(),
        List.of(new MapName(shape.kind(), null)),
        null,
        MapOptions.DEFAULT,
        shape.sites(),
        NetworkSpec.Pooling.FLATTEN,
        NetworkSpec.Positions.NONE,
        1,
        Activation.TANH,
        true,
        embedding,
        ReadoutKind.IDENTITY,
        1.0,
        DepthSchemeKind.EULER,
        1,
        LossKind.SQUARED,
        false,
        null);
  }

  private static double[] normals(Purpose purpose, int rows, int columns) {
    double[] numbers = new double[rows * columns];
    new RandomStream(SEED, purpose).normals(0, 0, rows, columns, numbers);
    return numbers;
  }

  private static Samples none(Samples like) {
    return new Samples(0, like.inputDim(), like.outputDim(), new double[0], new double[0]);
  }
}
