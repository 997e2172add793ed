package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.metrics.source.Source;
import org.cotflow.engine.RandomMeasure;
import org.cotflow.engine.StepMetrics;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.measure.MeasureShape;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

class MetricsSourceTest {
  private static final StepMetrics STEP = new StepMetrics(12, 0.25, 3, 4000, 5000, 4, 1e-13, 0.5);

  private static List<Source> sources() {
    return CollectionConverters.asJava(
        SparkEnv.get().metricsSystem().getSourcesByName(MetricsSource.NAME));
  }

  private static Object value(Source source, String gauge) {
    return source.metricRegistry().getGauges().get(gauge).getValue();
  }

  @Test
  void sparksMetricsSystemSeesTheLastStepWhileTheEngineIsThere() {
    MeasureShape shape = new MeasureShape(Neuron.layout(2), new int[] {4}, 4);
    try (JavaSparkContext context = TestContexts.local(1)) {
      try (SparkEngine engine =
          SparkEngine.start(
              context,
              shape,
              new RandomMeasure(1),
              MapSpec.neuron(Activation.TANH),
              TestContexts.cutEvery(1),
              null)) {
        Source source = sources().get(0);
        assertNull(value(source, "risk"));
        engine.report(STEP);
        assertEquals(12, value(source, "step"));
        assertEquals(0.25, value(source, "step_seconds"));
        assertEquals(3L, value(source, "jobs"));
        assertEquals(4000L, value(source, "bytes_broadcast"));
        assertEquals(5000L, value(source, "bytes_reduced"));
        assertEquals(4, value(source, "solver_evaluations"));
        assertEquals(1e-13, value(source, "residual"));
        assertEquals(0.5, value(source, "risk"));
      }
      assertTrue(sources().isEmpty());
    }
  }

  @Test
  void theLogLineIsMadeOfPairs() {
    assertEquals(
        "step=12 risk=0.5 step_seconds=0.250000 jobs=3 bytes_broadcast=4000 bytes_reduced=5000"
            + " solver_evaluations=4 residual=1.0E-13",
        MetricsSource.line(STEP));
  }
}
