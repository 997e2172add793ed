package org.cotflow.config;

import static org.cotflow.base.Setting.Scope.PLACE;

import java.io.IOException;
import java.io.Serializable;
import org.cotflow.base.Locations;
import org.cotflow.base.Setting;
import org.cotflow.data.DataSpec;
import org.cotflow.engine.EngineSpec;
import org.cotflow.engine.SparkSpec;
import org.cotflow.flow.FlowSpec;
import org.cotflow.measure.InitSpec;
import org.cotflow.network.NetworkSpec;

/**
 * A run as a value: everything its numbers depend on, and where it runs and writes. Each component
 * is a key or a section of the configuration, see {@link Setting}.
 */
public record Experiment(
    @Setting(
            pattern = "(?!\\.\\.?$)(?=.*\\S)[^/\\\\]+",
            expected = "a name without slashes and control characters")
        String name,
    DataSpec data,
    NetworkSpec network,
    InitSpec init,
    FlowSpec flow,
    EngineSpec engine,
    @Setting(scope = PLACE) SparkSpec spark,
    @Setting(scope = PLACE) OutputSpec output,
    DiagnosticsSpec diagnostics)
    implements Serializable {

  public Experiment withInit(InitSpec other) {
    return new Experiment(name, data, network, other, flow, engine, spark, output, diagnostics);
  }

  public Experiment withEngine(EngineSpec other) {
    return new Experiment(name, data, network, init, flow, other, spark, output, diagnostics);
  }

  public Experiment withSpark(SparkSpec other) {
    return new Experiment(name, data, network, init, flow, engine, other, output, diagnostics);
  }

  /**
   * The experiment with the path of {@code init.from}, if it has one, made absolute, so that it
   * means the same in every process.
   */
  public Experiment withAbsoluteStart() throws IOException {
    if (init.from() == null) {
      return this;
    }
    int path = init.from().indexOf(':') + 1;
    String absolute = Locations.of(init.from().substring(path)).absolute().toString();
    return withInit(init.withFrom(init.from().substring(0, path) + absolute));
  }
}
