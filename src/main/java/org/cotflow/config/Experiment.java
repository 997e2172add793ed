package org.cotflow.config;

import static org.cotflow.base.Setting.Scope.PLACE;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.cotflow.base.Locations;
import org.cotflow.base.RecordCopy;
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

  /** The experiment with the parts that a flow moves written out where they were left open. */
  public Experiment withTrain(List<String> parts) {
    FlowSpec resolved = flow.withTrain(parts);
    return new Experiment(name, data, network, init, resolved, engine, spark, output, diagnostics);
  }

  /** The experiment with the digest of its map's jar. */
  public Experiment withMapDigest(String digest) {
    NetworkSpec resolved = RecordCopy.with(network, "mapDigest", digest);
    return new Experiment(name, data, resolved, init, flow, engine, spark, output, diagnostics);
  }

  public Experiment withEngine(EngineSpec other) {
    return new Experiment(name, data, network, init, flow, other, spark, output, diagnostics);
  }

  public Experiment withSpark(SparkSpec other) {
    return new Experiment(name, data, network, init, flow, engine, other, output, diagnostics);
  }

  /**
   * Flow steps between two rows of the history: as configured, or else an epoch, which is one step
   * with full batches and ceil(N / batch) with mini-batches.
   *
   * @param trainCount N
   */
  public int recordEvery(int trainCount) {
    if (output.recordEvery() != null) {
      return output.recordEvery();
    }
    Integer batch = flow.batch();
    return batch == null ? 1 : Math.max(1, (int) ((trainCount + batch - 1L) / batch));
  }

  /** The experiment with the distance of rows written out. */
  public Experiment withRecordEvery(int trainCount) {
    OutputSpec resolved = output.withRecordEvery(recordEvery(trainCount));
    return new Experiment(name, data, network, init, flow, engine, spark, resolved, diagnostics);
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
