package org.cotflow.flow;

import java.util.List;
import java.util.SplittableRandom;
import org.cotflow.base.RandomStream;
import org.cotflow.base.RandomStream.Purpose;
import org.cotflow.data.Samples;
import org.cotflow.depth.Sweep;
import org.cotflow.depth.Trajectory;
import org.cotflow.engine.InProcessEngine;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.BlockKernels;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
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

/** A network small enough to differentiate number by number. */
record SmallProblem(NetworkSpec spec, TrainingProblem problem, HeldMeasure measure, Sweep sweep) {
  static final int INPUT_DIM = 3;
  static final int OUTPUT_DIM = 2;
  private static final int[] WIDTHS = {5, 9, 12};
  private static final int BLOCK = 4;

  static SmallProblem of(
      Activation activation,
      LossKind loss,
      EmbeddingKind embedding,
      ReadoutKind readout,
      Sweep sweep,
      int sampleCount) {
    return of(activation, loss, embedding, readout, sweep, sampleCount, 0.8);
  }

  static SmallProblem of(
      Activation activation,
      LossKind loss,
      EmbeddingKind embedding,
      ReadoutKind readout,
      Sweep sweep,
      int sampleCount,
      double uStd) {
    NetworkSpec spec =
        new NetworkSpec(
            WIDTHS.length,
            List.of(5, 9, 12),
            embedding == EmbeddingKind.IDENTITY ? null : (Integer) 5,
            List.of(MapName.NEURON),
            null,
            MapOptions.DEFAULT,
            List.of(),
            NetworkSpec.Pooling.FLATTEN,
            NetworkSpec.Positions.NONE,
            1,
            activation,
            true,
            embedding,
            readout,
            1.3,
            DepthSchemeKind.EULER,
            1,
            loss,
            false,
            null);
    Network network = Network.of(spec, INPUT_DIM, OUTPUT_DIM, 7);
    MeasureShape shape = new MeasureShape(Neuron.layout(network.stateDim()), spec.widths(), BLOCK);
    HeldMeasure measure =
        HeldMeasure.of(
            shape,
            new InitialLaw(
                new InitSpec(Neuron.parts(uStd, 0.9, 0.7), false, 11, null), spec.bias()));
    Samples samples = samples(sampleCount, loss);
    return new SmallProblem(
        spec,
        new TrainingProblem(network, samples, samples(0, loss), samples(3, loss), false),
        measure,
        sweep);
  }

  static Samples samples(int count, LossKind loss) {
    RandomStream features = new RandomStream(count, Purpose.DATA_FEATURES);
    RandomStream targets = new RandomStream(count, Purpose.DATA_TARGETS);
    double[] x = new double[count * INPUT_DIM];
    double[] y = new double[count * OUTPUT_DIM];
    for (int i = 0; i < x.length; i++) {
      x[i] = features.normal(0, i, 0);
    }
    for (int i = 0; i < count; i++) {
      int hot = (int) (targets.uniform(0, i, 9) * OUTPUT_DIM);
      for (int o = 0; o < OUTPUT_DIM; o++) {
        y[i * OUTPUT_DIM + o] =
            loss == LossKind.SQUARED ? targets.normal(0, i, o) : o == hot ? 1.0 : 0.0;
      }
    }
    return new Samples(count, INPUT_DIM, OUTPUT_DIM, x, y);
  }

  InProcessEngine engine(HeldMeasure held, int threads) {
    return new InProcessEngine(
        held.shape(), held, BlockKernels.of(held.shape().stateDim(), spec.activation()), threads);
  }

  double risk(HeldMeasure held) {
    Network network = problem.network();
    Samples train = problem.train();
    try (InProcessEngine engine = engine(held, 1)) {
      Trajectory trajectory = sweep.forward(engine, network.embed(train.features()), train.count());
      return network
          .loss()
          .evaluate(network.predict(trajectory.last()), train.targets(), train.count(), OUTPUT_DIM)
          .risk();
    }
  }

  /** K M_k dL/domega for each block, in its layout. */
  List<ParticleBlock> gradient() {
    Network network = problem.network();
    Samples train = problem.train();
    HeldMeasure gradient = HeldMeasure.of(measure.shape(), measure);
    try (InProcessEngine engine = engine(measure, 1)) {
      Trajectory trajectory = sweep.forward(engine, network.embed(train.features()), train.count());
      double[] lossGradients =
          network
              .loss()
              .evaluate(
                  network.predict(trajectory.last()), train.targets(), train.count(), OUTPUT_DIM)
              .gradients();
      sweep.backward(
          engine,
          trajectory,
          network.lastAdjoints(lossGradients),
          new KeptGradients(gradient.blocks(), train.count()));
    }
    return gradient.blocks();
  }

  SplittableRandom random() {
    return new SplittableRandom(42);
  }
}
