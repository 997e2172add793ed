package org.cotflow.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.cotflow.base.UserInputException;
import org.cotflow.engine.SparkSpec;

/**
 * What a resumed run may change: how far it goes, where it is computed and how much it writes.
 * Everything else decides about the numbers, and is as it was stored.
 */
public final class ResumeRules {
  private static final String FREE_KEYS =
      Keys.ALL.stream()
          .filter(key -> key.onResume() == Key.OnResume.FREE)
          .map(Key::path)
          .collect(Collectors.joining(", "));

  private ResumeRules() {}

  /**
   * The experiment of a run that goes on.
   *
   * @param stored the experiment of the run directory, from {@link ExperimentConfig#readStored}
   * @param nameGiven the name of the experiment that the user gave beside the directory, or null
   * @param sets assignments key=value of the present call; those of {@code spark} start from the
   *     defaults
   * @throws UserInputException where the name or a key that must not change differs
   */
  public static Experiment resolveResume(Experiment stored, String nameGiven, List<String> sets) {
    if (nameGiven != null && !nameGiven.equals(stored.name())) {
      throw ConfigComplaint.of(
          "the run in "
              + stored.output().dir()
              + " is of the experiment "
              + stored.name()
              + ", not "
              + nameGiven
              + "; leave the name out or give "
              + stored.name());
    }
    Experiment known = withSpark(stored, ExperimentConfig.defaults().spark());
    Experiment given =
        ExperimentConfig.read(
            ConfigSource.text(ConfigText.render(known), stored.output().dir() + "/config.conf"),
            Assignments.of(sets, Map.of()));
    for (Key<?> key : Keys.ALL) {
      if (key.onResume() == Key.OnResume.FIXED && !key.sameIn(known, given)) {
        throw ConfigComplaint.of(
            "--set "
                + key.path()
                + ": the run in "
                + stored.output().dir()
                + " has "
                + key.rendered(known)
                + ", given is "
                + key.rendered(given)
                + "; a resumed run may change only "
                + FREE_KEYS);
      }
    }
    return given;
  }

  private static Experiment withSpark(Experiment experiment, SparkSpec spark) {
    return new Experiment(
        experiment.name(),
        experiment.data(),
        experiment.network(),
        experiment.init(),
        experiment.flow(),
        experiment.engine(),
        spark,
        experiment.output(),
        experiment.diagnostics());
  }
}
