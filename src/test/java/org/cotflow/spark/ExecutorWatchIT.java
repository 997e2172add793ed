package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.base.UserInputException;
import org.cotflow.engine.Engine;
import org.cotflow.engine.RandomMeasure;
import org.cotflow.engine.TrainingStep;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.measure.MeasureShape;
import org.cotflow.spark.session.ExecutorWatch;
import org.cotflow.spark.session.SparkSessions;
import org.junit.jupiter.api.Test;

/** A cluster that is gone ends what waits for it. */
class ExecutorWatchIT {
  private static final MeasureShape SHAPE =
      new MeasureShape(Neuron.layout(3), new int[] {5, 7}, 16);
  private static final RandomMeasure SOURCE = new RandomMeasure(7);

  private static Map<String, String> conf() {
    Map<String, String> conf = new HashMap<>(TestContexts.smallExecutors());
    conf.put("spark.driver.host", "127.0.0.1");
    conf.put(ExecutorWatch.WAIT, "3s");
    return conf;
  }

  @Test
  void aJobWithoutExecutorsEndsWithItsReason() throws IOException, InterruptedException {
    StandaloneCluster cluster = StandaloneCluster.start("gone", 1, 1024);
    String url = cluster.url();
    try (JavaSparkContext context = SparkSessions.start(TestContexts.spec(url, conf()), "gone");
        Engine engine =
            SparkEngine.start(
                context,
                SHAPE,
                SOURCE,
                MapSpec.neuron(Activation.TANH),
                TestContexts.cutEvery(2),
                2)) {
      Executors.await(context, 1);
      double[] inputs = RandomMeasure.rows(6, 3, 4);
      TrainingStep.run(engine, inputs, 0.5);
      cluster.close();
      SparkFailureException failure =
          assertThrows(SparkFailureException.class, () -> TrainingStep.run(engine, inputs, 0.5));
      assertTrue(
          failure.getMessage().contains("no executor of " + url + " for 3s"), failure.getMessage());
    } finally {
      cluster.close();
    }
    UserInputException noAnswer =
        assertThrows(
            UserInputException.class,
            () -> SparkSessions.start(TestContexts.spec(url, conf()), "gone").close());
    assertEquals(
        "spark.master = " + url + " gave no answer or ended the session at once; is it running?",
        noAnswer.getMessage());
  }
}
