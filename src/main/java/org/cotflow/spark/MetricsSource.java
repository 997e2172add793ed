package org.cotflow.spark;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.Locale;
import java.util.function.Function;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;
import org.cotflow.engine.StepMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recorded steps of a run for monitoring of the cluster: gauges {@code
 * APPLICATION.driver.cotflow.NAME} in Spark's metrics system, whatever its sinks are, and a line of
 * {@code key=value} pairs for each step to the logger {@value #LOGGER}.
 */
final class MetricsSource implements Source, AutoCloseable {
  static final String NAME = "cotflow";
  static final String LOGGER = "org.cotflow.metrics";

  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

  private final MetricRegistry registry = new MetricRegistry();
  private volatile StepMetrics last;

  private MetricsSource() {
    gauge("step", StepMetrics::step);
    gauge("step_seconds", StepMetrics::seconds);
    gauge("jobs", StepMetrics::jobs);
    gauge("bytes_broadcast", StepMetrics::bytesBroadcast);
    gauge("bytes_reduced", StepMetrics::bytesReduced);
    gauge("solver_evaluations", StepMetrics::evaluations);
    gauge("residual", StepMetrics::residual);
    gauge("risk", StepMetrics::risk);
  }

  /** A source that the metrics system of the running context knows. */
  static MetricsSource register() {
    MetricsSource source = new MetricsSource();
    SparkEnv.get().metricsSystem().registerSource(source);
    return source;
  }

  /** Null until a step was reported. */
  private void gauge(String name, Function<StepMetrics, Number> value) {
    Gauge<Number> gauge =
        () -> {
          StepMetrics step = last;
          return step == null ? null : value.apply(step);
        };
    registry.register(name, gauge);
  }

  void report(StepMetrics step) {
    last = step;
    LOG.info("{}", line(step));
  }

  static String line(StepMetrics step) {
    return String.format(
        Locale.ROOT,
        "step=%d risk=%s step_seconds=%.6f jobs=%d bytes_broadcast=%d bytes_reduced=%d"
            + " solver_evaluations=%d residual=%s",
        step.step(),
        step.risk(),
        step.seconds(),
        step.jobs(),
        step.bytesBroadcast(),
        step.bytesReduced(),
        step.evaluations(),
        step.residual());
  }

  @Override
  public String sourceName() {
    return NAME;
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  @Override
  public void close() {
    SparkEnv.get().metricsSystem().removeSource(this);
  }
}
