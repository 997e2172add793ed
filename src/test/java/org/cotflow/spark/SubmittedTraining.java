package org.cotflow.spark;

import java.util.Arrays;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.engine.Engine;
import org.cotflow.engine.ListSink;
import org.cotflow.engine.RandomMeasure;
import org.cotflow.engine.ReferenceLayers;
import org.cotflow.engine.SparkSpec;
import org.cotflow.engine.TrainingStep;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.measure.MeasureShape;
import org.cotflow.spark.session.SparkSessions;

/** A program for spark-submit: trains a few steps and prints a digest of the particles. */
public final class SubmittedTraining {
  private static final MeasureShape SHAPE =
      new MeasureShape(Neuron.layout(3), new int[] {5, 87, 32, 1, 40}, 16);
  private static final RandomMeasure SOURCE = new RandomMeasure(7);
  private static final int STEPS = 3;

  private SubmittedTraining() {}

  /** Takes the master from spark-submit. */
  public static void main(String[] arguments) {
    double[] inputs = RandomMeasure.rows(6, 3, 4);
    SparkSpec spec = new SparkSpec(null, 2, Map.of());
    try (JavaSparkContext context = SparkSessions.start(spec, "submitted");
        Engine engine =
            SparkEngine.start(context, SHAPE, SOURCE, MapSpec.neuron(Activation.TANH), spec, 4)) {
      for (int step = 0; step < STEPS; step++) {
        TrainingStep.run(engine, inputs, 0.5);
      }
      System.out.println("digest " + digest(ListSink.read(engine)));
    }
  }

  /** What the program prints. */
  static String expectedOutput() {
    double[] inputs = RandomMeasure.rows(6, 3, 4);
    ReferenceLayers reference = new ReferenceLayers(SHAPE, SOURCE, Activation.TANH);
    for (int step = 0; step < STEPS; step++) {
      TrainingStep.run(reference, inputs, 0.5);
    }
    return "digest " + digest(reference.blocks());
  }

  private static long digest(Iterable<ParticleBlock> blocks) {
    long digest = 0;
    for (ParticleBlock block : blocks) {
      digest = 31 * digest + Arrays.hashCode(block.values());
    }
    return digest;
  }
}
