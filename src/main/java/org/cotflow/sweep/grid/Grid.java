package org.cotflow.sweep.grid;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.config.ConfigKeys;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentSource;
import org.cotflow.config.hocon.ConfigComplaint;
import org.cotflow.engine.EngineSpec.Propagation;

/**
 * The runs of a sweep and their references, each a complete experiment. The product of the axes is
 * walked in the order written, the last axis fastest. References that are equal are one.
 *
 * <p>The experiments do not say where they run, so any of them may be sent to any machine. {@code
 * engine.propagation = auto} is {@code sweep} here, on every engine, so that all give the same
 * bits.
 *
 * @param columns the keys that vary, those of the axes first
 * @param axisColumns how many columns are of axes; the others are tied
 * @param runs in the order of their indices
 * @param references different from each other
 */
public record Grid(
    List<String> columns, int axisColumns, List<Run> runs, List<Experiment> references) {
  private static final long MOST_RUNS = 1_000_000;
  private static final String PROPAGATION = "engine.propagation";

  public Grid {
    columns = List.copyOf(columns);
    runs = List.copyOf(runs);
    references = List.copyOf(references);
  }

  /**
   * One run.
   *
   * @param cells the values of the columns, as in tables
   * @param reference index among the references; -1 for none
   */
  public record Run(int index, Experiment experiment, List<String> cells, int reference) {}

  /**
   * All runs of a sweep.
   *
   * @throws org.cotflow.base.UserInputException where one of them is no experiment, or too short
   */
  public static Grid of(ExperimentSource source, SweepSpec spec) {
    long count = 1;
    for (Axis axis : spec.axes()) {
      count *= axis.points().size();
      if (count > MOST_RUNS) {
        throw ConfigComplaint.of(
            "the sweep has more than " + MOST_RUNS + " runs; give its axes fewer values");
      }
    }
    Builder builder = new Builder(source, spec);
    for (int index = 0; index < count; index++) {
      builder.add(index);
    }
    int axisColumns = (int) spec.axes().stream().mapToLong(axis -> axis.keys().size()).sum();
    return new Grid(
        spec.columns(), axisColumns, builder.runs, List.copyOf(builder.references.keySet()));
  }

  private static final class Builder {
    private final ExperimentSource source;
    private final SweepSpec spec;
    private final Map<String, ConfigValue> anywhere;
    private final StateDims stateDims = new StateDims();
    private final List<Run> runs = new ArrayList<>();
    private final Map<Experiment, Integer> references = new LinkedHashMap<>();

    Builder(ExperimentSource source, SweepSpec spec) {
      this.source = source;
      this.spec = spec;
      this.anywhere = anywhere(source.experiment(), spec);
    }

    void add(int index) {
      Map<String, ConfigValue> point = new LinkedHashMap<>(anywhere);
      int rest = index;
      for (int a = spec.axes().size() - 1; a >= 0; a--) {
        List<Map<String, ConfigValue>> points = spec.axes().get(a).points();
        point.putAll(points.get(rest % points.size()));
        rest /= points.size();
      }
      Map<String, ConfigValue> complete = withTies(point, spec.ties());
      Experiment experiment = checked(complete);
      int reference = -1;
      if (spec.reference().kind() == ReferenceSpec.Kind.RUN) {
        Experiment other = checked(overridden(point, complete));
        reference = references.computeIfAbsent(other, key -> references.size());
      }
      List<String> cells =
          spec.columns().stream().map(key -> ConfigKeys.text(key, experiment)).toList();
      runs.add(new Run(index, experiment, cells, reference));
    }

    private Map<String, ConfigValue> withTies(Map<String, ConfigValue> point, List<Tie> ties) {
      if (ties.isEmpty()) {
        return point;
      }
      Map<String, ConfigValue> complete = new LinkedHashMap<>(point);
      complete.putAll(Ties.values(ties, source.with(point), stateDims));
      return complete;
    }

    /** Keys that the reference overrides are not tied in it; all other ties hold in it too. */
    private Map<String, ConfigValue> overridden(
        Map<String, ConfigValue> point, Map<String, ConfigValue> complete) {
      Map<String, ConfigValue> own = new HashMap<>(spec.reference().overrides());
      own.putAll(Ties.overrides(spec.reference().ties(), source.with(complete), stateDims));
      Map<String, ConfigValue> changed = new LinkedHashMap<>(point);
      changed.putAll(own);
      return withTies(
          changed, spec.ties().stream().filter(tie -> !own.containsKey(tie.key())).toList());
    }

    private Experiment checked(Map<String, ConfigValue> values) {
      Experiment experiment = source.with(values).experiment();
      int steps = experiment.flow().steps();
      for (int step : spec.errors().steps()) {
        if (step > steps) {
          throw ConfigComplaint.of(
              "sweep.errors.at: step " + step + " is beyond flow.steps = " + steps);
        }
      }
      if (experiment.flow().stop().wallTime() != null) {
        throw ConfigComplaint.of(
            "flow.stop.wall-time would make the runs of a sweep depend on the machine; leave it"
                + " out");
      }
      return experiment;
    }
  }

  /** Keys that are the same in all runs, wherever they run. */
  private static Map<String, ConfigValue> anywhere(Experiment base, SweepSpec spec) {
    Integer given = base.output().recordEvery();
    int everyStep = base.flow().batch() == null ? 1 : 0;
    int every = !spec.keepRuns() ? 0 : given == null ? everyStep : given;
    for (int step : spec.errors().steps()) {
      every = greatestCommonDivisor(step, every);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("engine.kind", "in-process");
    values.put("engine.threads", "auto");
    values.put("engine.partitions", "auto");
    values.put("engine.checkpointing", "none");
    if (base.engine().propagation() == Propagation.AUTO) {
      values.put(PROPAGATION, "sweep");
    }
    values.put("output.dir", "run");
    if (every > 0 || !spec.keepRuns()) {
      values.put("output.record-every", every == 0 ? Integer.MAX_VALUE : every);
    }
    if (!spec.keepRuns()) {
      values.put("output.snapshot-every", Integer.MAX_VALUE);
      values.put("output.keep", "all");
    }
    Map<String, ConfigValue> all = new LinkedHashMap<>();
    values.forEach((key, value) -> all.put(key, ConfigValueFactory.fromAnyRef(value, "sweep")));
    return all;
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
